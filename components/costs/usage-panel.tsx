"use client";

import Link from "next/link";
import { secretHref } from "@/components/secret/secret-link";
import { isoMinute } from "@/components/ui/date";
import { FailureAlert } from "@/components/ui/failure-alert";
import { countOf, formatCount, formatUsd } from "@/components/ui/money";
import { Panel, Table, Td, Th } from "@/components/ui/table";
import type { CostsPage, CostsQuery } from "@/lib/domain/costs";
import type { SampledCalls } from "@/lib/domain/usage";
import { Choice } from "./choice";
import { monthWords, secondsWords } from "./words";

const ttls = [30, 60, 300, 900, 3600];

/** Who causes the calls, and what a cache would make of it. */
export function UsagePanel({
  costs,
  query,
  onChange,
}: {
  costs: CostsPage;
  query: CostsQuery;
  onChange: (some: Partial<CostsQuery>) => void;
}) {
  const { usage, month } = costs;
  const choices = [...new Set([...ttls, query.ttl])].sort((a, b) => a - b);
  return (
    <Panel
      id="callers"
      title="API calls and who makes them"
      aside={
        <Choice
          label="With a cache of"
          value={String(query.ttl)}
          choices={choices.map((ttl) => ({ value: String(ttl), says: secondsWords(ttl) }))}
          onChange={(ttl) => onChange({ ttl: Number(ttl) })}
        />
      }
    >
      <div className="flex flex-col gap-4 p-4">
        <SourceWords costs={costs} />
        <Sampled
          caption="Callers with the most calls"
          head="Caller"
          sampled={usage.callers}
          ttl={query.ttl}
        />
        <Sampled
          caption="Secrets with the most calls"
          head="Secret"
          sampled={usage.secrets}
          ttl={query.ttl}
        />
        <Table caption={`Calls by operation, ${monthWords(month)}`}>
          <thead>
            <tr>
              <Th>Operation, {monthWords(month)}</Th>
              <Th number>Calls</Th>
              <Th number>USD</Th>
            </tr>
          </thead>
          <tbody>
            {usage.byOperation.map(({ operation, calls, usd }) => (
              <tr key={operation}>
                <th scope="row" className="break-names border-t px-4 font-mono font-normal">
                  {operation}
                </th>
                <Td number>{formatCount(calls)}</Td>
                <Td number>{formatUsd(usd, true)}</Td>
              </tr>
            ))}
            {usage.byOperation.length === 0 && (
              <tr>
                <Td colSpan={3}>No call is known in this month.</Td>
              </tr>
            )}
          </tbody>
        </Table>
        <p className="text-caption text-ink-3">
          Rotations' own calls: {countOf(usage.rotations.functions, "rotation function")} made at
          least {countOf(usage.rotations.calls, "call")} of the sample,{" "}
          {formatUsd(usage.rotations.monthUsd)} a month at that pace; they are in the figures above.
        </p>
        <p className="text-caption text-ink-3">
          Requests to KMS for secrets under customer keys: at least {formatCount(usage.keyRequests)}{" "}
          a month, {formatUsd(usage.keyRequestsUsd)} beyond the free ones. Uncertain, and not in the
          totals: the free requests are shared with everything else in the account.
        </p>
      </div>
    </Panel>
  );
}

/** Where each count comes from, and what is missing. */
function SourceWords({ costs }: { costs: CostsPage }) {
  const { sources, window } = costs.usage;
  const by = (source: string) => sources.filter((one) => one.source === source);
  const lower = [...by("cloudtrail"), ...by("none")];
  const [firstFailure] = lower.flatMap(({ failures }) => failures);
  return (
    <>
      <p className="text-ink-2 text-table">
        {by("cloudwatch").length > 0 &&
          `Counts by operation are CloudWatch's in ${by("cloudwatch").length} of ${sources.length} Regions. `}
        {lower.length > 0 &&
          `In ${lower.length} of ${sources.length} they come from CloudTrail and are at least so many: calls not logged to the account are missing. `}
        {window ? (
          <>
            Callers and secrets are a sample from CloudTrail, {isoMinute(window.from)} to{" "}
            {isoMinute(window.to)} UTC: a lower bound.
            {costs.isReading && " CloudTrail is still being read; these figures grow."}
          </>
        ) : (
          "CloudTrail has not been read yet, so callers and secrets are not known."
        )}
      </p>
      {firstFailure && (
        <FailureAlert title="Counts are lower bounds in some Regions." failure={firstFailure} />
      )}
    </>
  );
}

function Sampled({
  caption,
  head,
  sampled,
  ttl,
}: {
  caption: string;
  head: string;
  sampled: readonly SampledCalls[];
  ttl: number;
}) {
  return (
    <Table caption={`${caption}, a sample`}>
      <thead>
        <tr>
          <Th>{head}</Th>
          <Th number>Calls</Th>
          <Th number hideOnCards>
            USD a month
          </Th>
          <Th number>Reads</Th>
          <Th number>With {secondsWords(ttl)} cache</Th>
          <Th number hideOnCards>
            Saves USD a month
          </Th>
        </tr>
      </thead>
      <tbody>
        {sampled.map((one) => (
          <tr key={one.arn ?? one.says}>
            <th scope="row" className="break-names border-t px-4 font-normal">
              {one.arn ? (
                <Link
                  prefetch={false}
                  href={secretHref(one.arn)}
                  className="inline-flex min-h-6 items-center rounded-control font-mono text-accent hover:underline"
                >
                  {one.says}
                </Link>
              ) : (
                one.says
              )}
            </th>
            <Td number>{formatCount(one.calls)}</Td>
            <Td number hideOnCards>
              {formatUsd(one.monthUsd, true)}
            </Td>
            <Td number>{formatCount(one.reads)}</Td>
            <Td number>{formatCount(one.readsWithCache)}</Td>
            <Td number hideOnCards>
              {formatUsd(one.savedMonthUsd, true)}
            </Td>
          </tr>
        ))}
        {sampled.length === 0 && (
          <tr>
            <Td colSpan={6}>Nothing was seen in CloudTrail yet.</Td>
          </tr>
        )}
      </tbody>
    </Table>
  );
}
