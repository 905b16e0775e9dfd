"use client";

import Link from "next/link";
import { outsideHref } from "@/components/audit/outside-address";
import { StandingBadge } from "@/components/audit/outside-table";
import { secretHref } from "@/components/secret/secret-link";
import { SecretName } from "@/components/secret/secret-name";
import { Moment } from "@/components/ui/date";
import { FailureAlert } from "@/components/ui/failure-alert";
import { countOf } from "@/components/ui/money";
import { Skeleton } from "@/components/ui/skeleton";
import { Panel } from "@/components/ui/table";
import { useRead } from "@/lib/browser/read";
import {
  type OutsideSince,
  type RepeatedRow,
  secretArnOf,
  secretNameOf,
} from "@/lib/domain/outside";

/** What changed outside this console since yesterday, the weightiest first. A read of its own. */
export function OutsidePanel() {
  const { data, error } = useRead("outside-since", {});
  return (
    <Panel
      id="home-outside"
      title="Changed outside this console since yesterday"
      aside={
        data && (
          <Link
            href={outsideHref({ from: data.since.slice(0, 10) })}
            className="font-medium text-accent text-table hover:underline"
          >
            {data.count > 0 ? `All ${countOf(data.count, "call")}` : "Outside console"}
          </Link>
        )
      }
    >
      {data ? (
        <Content data={data} />
      ) : (
        <div className="p-4">
          {error ? (
            <FailureAlert title="What changed outside could not be read." failure={error.failure} />
          ) : (
            <Skeleton className="h-24 w-full" />
          )}
        </div>
      )}
    </Panel>
  );
}

function Content({ data }: { data: OutsideSince }) {
  return (
    <>
      <p role="status" className="px-4 py-2.5 text-ink-2 text-table">
        {sentence(data)} <Uncovered data={data} />
      </p>
      {data.rows.length > 0 && (
        <ul className="divide-y border-t">
          {data.rows.map((row) => (
            <Row
              key={`${row.accountId} ${row.region} ${row.event.eventId}`}
              row={row}
              isCut={data.isCut}
            />
          ))}
        </ul>
      )}
    </>
  );
}

function Row({
  row: { event, says, standing, accountName, region, times },
  isCut,
}: {
  row: RepeatedRow;
  isCut: boolean;
}) {
  const arn = secretArnOf(event);
  const name = <SecretName name={secretNameOf(event)} />;
  return (
    <li className="flex flex-wrap items-start gap-x-5 gap-y-1 px-4 py-2.5 text-table">
      <span className="min-w-60 flex-1">
        {arn ? (
          <Link
            prefetch={false}
            href={secretHref(arn, "activity")}
            className="rounded-control hover:underline"
          >
            {name}
          </Link>
        ) : (
          name
        )}
        <span className="block text-ink-2">
          {accountName} · {region}
        </span>
      </span>
      <span className="w-64 max-w-full">
        <span className="wrap-anywhere" translate="no">
          {event.actor.words}
        </span>{" "}
        {says}
        {times > 1 && `, ${isCut ? "at least " : ""}${times} times`}
        {standing !== "other" && (
          <span className="block">
            <StandingBadge standing={standing} />
          </span>
        )}
      </span>
      <span className="w-52 max-w-full text-ink-2">
        {times > 1 && "last "}
        <Moment at={event.at} short />
      </span>
    </li>
  );
}

function sentence({ count, inConsoleRole, since, uncovered }: OutsideSince): string {
  const day = `${since.slice(0, 10)} 00:00 UTC`;
  if (count === 0) {
    return uncovered.length > 0
      ? `Nothing is on record since ${day}, but the record is not whole.`
      : `Nothing since ${day}; CloudTrail of that time was read.`;
  }
  const atLeast = uncovered.length > 0 ? "At least " : "";
  const own =
    inConsoleRole > 0
      ? `, ${inConsoleRole} of them in this console's own roles while it kept its ledger`
      : "";
  return `${atLeast}${countOf(count, "call")} since ${day}${own}.`;
}

/** Which places the sentence cannot speak for, and why. */
function Uncovered({ data: { uncovered, trail } }: { data: OutsideSince }) {
  if (uncovered.length === 0) return null;
  const denied = uncovered.filter(({ failure }) => failure);
  const rest = uncovered.length - denied.length;
  return (
    <span className="text-warn">
      CloudTrail of {uncovered.length} of {countOf(trail.reach.length, "Region")} is not read from
      then to now.{" "}
      {denied.map(({ accountName, region, failure }) => (
        <span key={`${accountName}/${region}`}>
          {region} ({accountName}): {failure?.says}{" "}
        </span>
      ))}
      {rest > 0 && "The rest is read while somebody looks at rotation, deletions or audit."}
    </span>
  );
}
