"use client";

import Link from "next/link";
import { countOf, formatCount, formatUsd } from "@/components/ui/money";
import { Panel, Table, Td, Th } from "@/components/ui/table";
import type { CostPartView, CostsPage, CostsQuery } from "@/lib/domain/costs";
import { Choice } from "./choice";
import { inventoryHref, monthWords } from "./words";

interface Props {
  costs: CostsPage;
  query: CostsQuery;
  onChange: (some: Partial<CostsQuery>) => void;
}

/** One month, split by account, Region, owner or any tag; what lacks a tag is a part of its own. */
export function SplitPanel({ costs, query, onChange }: Props) {
  const { split, month } = costs;
  const hasCalls = split.parts.some(({ calls }) => calls !== undefined);
  return (
    <Panel
      id="split"
      title={`Who pays for what, ${monthWords(month)}`}
      aside={<Choices {...{ costs, query, onChange }} />}
    >
      <NoTags costs={costs} />
      <div className="p-4">
        <Table caption={`Costs of ${monthWords(month)} by ${split.by}, whole month, in US dollars`}>
          <thead>
            <tr>
              <Th>{split.by === "tag" ? split.tag || "Tag" : heads[split.by]}</Th>
              <Th number hideOnCards>
                Secrets and replicas
              </Th>
              <Th number hideOnCards>
                Secrets, USD
              </Th>
              <Th number hideOnCards>
                Replicas, USD
              </Th>
              {hasCalls && (
                <Th number hideOnCards>
                  Calls, USD
                </Th>
              )}
              <Th number>Total, USD</Th>
            </tr>
          </thead>
          <tbody>
            {split.parts.map((part) => (
              <Part key={`${part.kind} ${part.says}`} part={part} hasCalls={hasCalls} />
            ))}
            {split.parts.length === 0 && (
              <tr>
                <Td colSpan={6}>No secrets in scope: $0.00.</Td>
              </tr>
            )}
          </tbody>
        </Table>
        <p className="mt-2 text-caption text-ink-3">
          {split.others > 0 && `${formatCount(split.others)} smaller parts are not shown. `}
          Tags are those of today. Customer keys are shared and not split
          {hasCalls ? "." : "; calls cannot be told apart by tag."}
        </p>
      </div>
    </Panel>
  );
}

const heads = { account: "Account", region: "Region", owner: "Owner" } as const;

function Choices({ costs, query, onChange }: Props) {
  const { tagKeys, months } = costs;
  const known = query.tag && !tagKeys.includes(query.tag) ? [query.tag, ...tagKeys] : tagKeys;
  const splits = [
    { value: "account", says: "account" },
    { value: "region", says: "Region" },
    { value: "owner", says: "owner" },
    ...known.map((key) => ({ value: `tag ${key}`, says: `tag ${key}` })),
  ];
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
      <Choice
        label="By"
        value={query.by === "tag" ? `tag ${query.tag}` : query.by}
        choices={splits}
        onChange={(value) => {
          const tag = value.startsWith("tag ") ? value.slice(4) : "";
          onChange({ by: tag ? "tag" : (value as "account"), tag });
        }}
      />
      <Choice
        label="Month"
        value={costs.month}
        choices={months.map((month) => ({ value: month, says: monthWords(month) }))}
        onChange={(month) => onChange({ month: month === costs.currentMonth ? undefined : month })}
      />
    </div>
  );
}

function Part({ part, hasCalls }: { part: CostPartView; hasCalls: boolean }) {
  const { says, kind, count, storage, replicas, calls, total, filter } = part;
  return (
    <tr>
      <th scope="row" className="border-t px-4 font-normal">
        {filter === undefined ? (
          <span className="text-ink-2">{says}</span>
        ) : (
          <Link
            prefetch={false}
            href={inventoryHref(filter)}
            className={`inline-flex min-h-6 items-center break-names rounded-control hover:underline ${kind === "missing" ? "text-warn" : "text-accent"}`}
          >
            {says}
          </Link>
        )}
      </th>
      <Td number hideOnCards>
        {formatCount(count)}
      </Td>
      <Td number hideOnCards>
        {formatUsd(storage, true)}
      </Td>
      <Td number hideOnCards>
        {formatUsd(replicas, true)}
      </Td>
      {hasCalls && (
        <Td number hideOnCards>
          {calls === undefined ? "–" : formatUsd(calls, true)}
        </Td>
      )}
      <Td number>{formatUsd(total, true)}</Td>
    </tr>
  );
}

function NoTags({ costs }: { costs: CostsPage }) {
  const { by, tag, parts } = costs.split;
  const [only] = parts;
  const isTag = by === "tag" || by === "owner";
  if (!isTag || parts.some(({ kind }) => kind === "value") || only?.kind !== "missing") return null;
  return (
    <p className="border-b px-4 py-3 text-table">
      {only.count === 1 ? "The one secret lacks" : `All ${countOf(only.count, "secret")} lack`}{" "}
      {by === "owner" ? "an owner" : `the tag ${tag}`}; showback is not possible yet.{" "}
      <Link
        prefetch={false}
        href={inventoryHref(only.filter ?? "")}
        className="text-accent hover:underline"
      >
        See which.
      </Link>
    </p>
  );
}
