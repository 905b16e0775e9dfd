"use client";

import Link from "next/link";
import { useSearchParams } from "next/navigation";
import { PageTitle } from "@/components/console/page-title";
import { ListingSentence } from "@/components/inventory/listing-sentence";
import { Badge, type Tone } from "@/components/ui/badge";
import { DownloadButton } from "@/components/ui/download-button";
import { FailureAlert } from "@/components/ui/failure-alert";
import { countOf, formatCount } from "@/components/ui/money";
import { Panel, Table, Td, Th } from "@/components/ui/table";
import { refreshInventory } from "@/lib/actions/inventory";
import { useRead } from "@/lib/browser/read";
import { useAction } from "@/lib/browser/use-action";
import { controlGroups } from "@/lib/domain/control-groups";
import type { Demand } from "@/lib/domain/control-settings";
import { type ControlResult, type Verdict, verdicts } from "@/lib/domain/controls";
import { type ControlsPage, type ControlsQuery, controlsQueryOf } from "@/lib/domain/controls-page";
import { AssessmentPanel } from "./assessment-panel";
import { controlsHref } from "./audit-address";
import { AuditTabs } from "./audit-tabs";
import { ControlSecrets } from "./control-secrets";

/** What secrets have to meet: each control's verdict, its population, and the secrets behind it. */
export function Controls() {
  const query = controlsQueryOf(useSearchParams());
  const { data, error } = useRead("controls", query);
  const refresh = useAction(refreshInventory);
  if (!data) {
    return (
      <>
        <PageTitle>Audit</PageTitle>
        <AuditTabs current="controls" />
        {error && <FailureAlert failure={error.failure} />}
      </>
    );
  }
  const open = data.controls.find(({ control }) => control === query.control);
  return (
    <>
      <PageTitle
        below={
          <>
            <p>
              Judged from the lists, from what was read of CloudTrail and from what AWS was asked
              secret by secret. What was not seen is never a pass.
            </p>
            <ListingSentence
              listing={data}
              onRefresh={() => refresh.run({})}
              isRefreshing={refresh.isPending}
            />
          </>
        }
        actions={<Export query={query} />}
      >
        Audit
      </PageTitle>
      <AuditTabs current="controls" />
      <div className="flex flex-col gap-4">
        {error && <FailureAlert title="This may be out of date." failure={error.failure} />}
        {refresh.failure && (
          <FailureAlert title="The lists were not refreshed." failure={refresh.failure} />
        )}
        {data.trailFailure && (
          <FailureAlert
            title="CloudTrail cannot be read everywhere: a failed rotation may be missing."
            failure={data.trailFailure}
          />
        )}
        <TrailSentence trail={data.trail} />
        <Catalogue controls={data.controls} open={query} />
        {open && <ControlSecrets page={data} control={open} verdict={query.verdict} />}
        <AssessmentPanel page={data} />
        <Policies page={data} />
      </div>
    </>
  );
}

/** Controls about what was done rest on CloudTrail: how much of it is read, and where that stands. */
function TrailSentence({ trail: { whole, places, isReading } }: { trail: ControlsPage["trail"] }) {
  if (whole === places) return null;
  return (
    <p className="text-caption text-ink-2">
      90 days of CloudTrail are read in {whole} of {countOf(places, "Region")}. Controls about who
      did what pass nowhere until all are{isReading ? "; reading goes on, look again later." : "."}
    </p>
  );
}

const tones: Record<Verdict, Tone> = {
  pass: "ok",
  fail: "bad",
  "not assessed": "quiet",
  excepted: "info",
};

/** Control, verdict, the verdicts' counts, and who is not in the population. */
const COLUMNS = verdicts.length + 3;

function Catalogue({ controls, open }: { controls: ControlResult[]; open: ControlsQuery }) {
  return (
    <Table caption="Controls, their verdicts and how many secrets each">
      <thead>
        <tr>
          <Th>Control</Th>
          <Th hideOnCards>Verdict</Th>
          {verdicts.map((verdict) => (
            <Th key={verdict} number hideOnCards={verdict === "excepted" || verdict === "pass"}>
              {verdict.charAt(0).toUpperCase() + verdict.slice(1)}
            </Th>
          ))}
          <Th hideOnCards>Not in the population</Th>
        </tr>
      </thead>
      {controlGroups.map((group) => (
        <tbody key={group}>
          <tr>
            <th
              scope="rowgroup"
              colSpan={COLUMNS}
              className="border-t bg-sunken px-4 py-1.5 text-left font-semibold text-caption text-ink-2"
            >
              {group}
            </th>
          </tr>
          {controls
            .filter((one) => one.group === group)
            .map((one) => (
              <tr
                key={one.control}
                className={one.control === open.control ? "bg-accent-soft" : ""}
              >
                <th scope="row" className="border-t px-4 py-1.5 font-normal">
                  <Link
                    prefetch={false}
                    scroll={false}
                    href={controlsHref({ control: one.control })}
                    aria-current={one.control === open.control ? "true" : undefined}
                    className="inline-flex min-h-6 items-center rounded-control text-accent hover:underline"
                  >
                    {one.title}
                  </Link>
                  {/* A column of its own would leave the title no room on a telephone. */}
                  <span className="block cards:hidden">
                    <VerdictBadge verdict={one.verdict} />
                  </span>
                  {one.reason && (
                    <span className="block text-caption text-ink-3">{one.reason}</span>
                  )}
                </th>
                <Td hideOnCards>
                  <VerdictBadge verdict={one.verdict} />
                </Td>
                {verdicts.map((verdict) => (
                  <Td
                    key={verdict}
                    number
                    hideOnCards={verdict === "excepted" || verdict === "pass"}
                  >
                    <Count control={one} verdict={verdict} />
                  </Td>
                ))}
                <Td hideOnCards className="text-caption text-ink-2">
                  {Object.entries(one.leftOut)
                    .map(([why, count]) => `${why}: ${formatCount(count)}`)
                    .join("; ") || "none"}
                </Td>
              </tr>
            ))}
        </tbody>
      ))}
    </Table>
  );
}

function VerdictBadge({ verdict }: { verdict: Verdict }) {
  return (
    <Badge tone={tones[verdict]} failed={verdict === "fail"}>
      {verdict}
    </Badge>
  );
}

/** A count, and the way to its secrets. */
function Count({ control, verdict }: { control: ControlResult; verdict: Verdict }) {
  const count = control.counts[verdict];
  if (count === 0) return "0";
  return (
    <Link
      prefetch={false}
      scroll={false}
      href={controlsHref({ control: control.control, verdict })}
      aria-label={`${formatCount(count)} ${verdict}: ${control.title}`}
      className="inline-flex min-h-6 min-w-6 items-center justify-end rounded-control text-accent hover:underline"
    >
      {formatCount(count)}
    </Link>
  );
}

/** What the settings ask of whom: without it "changed in time" has nobody to judge. */
function Policies({ page }: { page: ControlsPage }) {
  const { policies, demands, unusedDays, previousDays } = page;
  return (
    <Panel id="policies" title="What is asked for">
      <div className="flex flex-col gap-2 px-4 py-3 text-ink-2 text-table">
        <p>
          A secret counts as unused after {unusedDays} days without a read. The value before a
          rotation may be read for {countOf(previousDays, "day")} more.
        </p>
        {policies.length === 0 ? (
          <p>
            No policy asks for a new value after so many days. Give them by tag in this console's
            settings (<code className="font-mono">controls.policies</code>).
          </p>
        ) : (
          <ul className="list-disc pl-5">
            {policies.map(({ tag, maxAgeDays, grace }) => (
              <li key={`${tag.key} ${tag.value} ${maxAgeDays}`}>
                <span className="break-names font-mono text-caption">
                  {tag.key}={tag.value}
                </span>
                : a new value every {maxAgeDays} days
                {grace > 1 && `, ${Math.floor(maxAgeDays * grace)} at most`}.
              </li>
            ))}
          </ul>
        )}
        {demands.length > 0 && (
          <ul className="list-disc pl-5">
            {demands.map((demand) => (
              <li key={JSON.stringify(demand)}>
                <span className="break-names font-mono text-caption">
                  {demand.tag.key}={demand.tag.value}
                </span>
                : {demandWords(demand)}.
              </li>
            ))}
          </ul>
        )}
      </div>
    </Panel>
  );
}

function demandWords({
  resourcePolicy,
  customerKey,
  replicaIn,
  deletionWindowDays,
  tags,
}: Demand): string {
  return [
    resourcePolicy === "present" && "a resource policy",
    resourcePolicy === "tls-only" && "a resource policy that denies requests without TLS",
    customerKey && "a customer managed key",
    replicaIn === "any" && "a replica in another Region",
    Array.isArray(replicaIn) && `a replica in ${replicaIn.join(" and ")}`,
    deletionWindowDays && `${deletionWindowDays} days to recover when it is deleted`,
    ...(tags ?? []).map(
      ({ key, values }) => `the tag ${key}${values ? `, ${values.join(" or ")}` : ""}`,
    ),
  ]
    .filter(Boolean)
    .join("; ");
}

function Export({ query: { control } }: { query: ControlsQuery }) {
  return (
    <DownloadButton
      files={[
        { says: "All that is not a pass, as CSV", href: "/api/export/controls" },
        ...(control
          ? [
              {
                says: "Every secret of the open control, as CSV",
                href: `/api/export/controls?control=${control}`,
              },
            ]
          : []),
      ]}
    />
  );
}
