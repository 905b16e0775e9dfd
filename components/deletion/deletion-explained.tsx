"use client";

import Link from "next/link";
import type { ReactNode } from "react";
import { secretHref } from "@/components/secret/secret-link";
import { CopyButton } from "@/components/ui/copy-button";
import { Moment } from "@/components/ui/date";
import { countOf, formatUsd } from "@/components/ui/money";
import type { DeletionClock, Reader } from "@/lib/domain/deletion-clock";
import type { PendingDeletion, PendingDeletions } from "@/lib/domain/pending-deletion";
import { placeKey } from "@/lib/domain/place";
import { PurgeWords, purgeSource, scheduledWords, sourceWords } from "./words";

/** Everything known about one scheduled deletion, in sentences, with what is not known. */
export function DeletionExplained({ row, list }: { row: PendingDeletion; list: PendingDeletions }) {
  const { clock } = row;
  const reach = list.trail.find((place) => placeKey(place) === placeKey(row));
  return (
    <section
      aria-label={`Deletion of ${row.name} explained`}
      className="grid gap-x-8 gap-y-4 px-4 py-4 text-table wide:grid-cols-2"
    >
      <Facts row={row} />
      <div className="flex flex-col gap-3">
        <Readers
          title="Refused since the deletion was scheduled"
          readers={clock.denied.readers}
          none={
            clock.wanted === "unknown"
              ? "Not known: CloudTrail is not read for the last 7 days yet."
              : "Nobody, as far as CloudTrail was read. Applications that cache the value may stay silent for hours."
          }
        />
        <Readers
          title="Read it in the 90 days before"
          readers={clock.readersBefore}
          none={
            reach?.covered
              ? `No read is known; CloudTrail was read back to ${reach.covered.from.slice(0, 10)}.`
              : "Not known: CloudTrail is not read yet."
          }
        />
        {reach?.failure && (
          <p className="text-bad">
            CloudTrail of {row.region}: {reach.failure.says}{" "}
            {reach.failure.aws?.iamAction && (
              <>
                Needed: <code className="font-mono">{reach.failure.aws.iamAction}</code>
              </>
            )}
          </p>
        )}
      </div>
      <div className="flex flex-wrap gap-2 wide:col-span-2">
        <CopyButton size="small" text={row.arn} what="the ARN" words="Copy ARN" />
      </div>
    </section>
  );
}

function Facts({ row }: { row: PendingDeletion }) {
  const { clock } = row;
  const facts: [string, ReactNode][] = [
    ["Deletion requested", <Moment key="at" at={clock.requestedAt} />],
    [
      "By",
      <>
        {scheduledWords(clock.by)}
        {clock.by.isKnown && (
          <span className="text-ink-2">
            {" "}
            {sourceWords(clock.by.source)}
            {clock.by.sourceIpAddress && ` from ${clock.by.sourceIpAddress}`}
          </span>
        )}
      </>,
    ],
    [
      "Purge",
      <>
        {clock.purge.isKnown ? "not before " : ""}
        <PurgeWords purge={clock.purge} />{" "}
        <span className="text-ink-2">({purgeSource(clock.purge)})</span>
        {!clock.purge.isKnown && <span className="block text-ink-2">{unknownDate(clock)}</span>}
      </>,
    ],
    ["Last read before", <LastRead key="read" row={row} />],
    [
      "Replicas lost",
      clock.lostReplicas.length > 0
        ? `${clock.lostReplicas.join(", ")}: removed before the deletion, a restore does not bring them back`
        : "none known",
    ],
    [
      "Restoring would cost",
      row.restoredMonthlyUsd
        ? `${formatUsd(row.restoredMonthlyUsd)} a month (estimate, list price); pending deletion costs nothing`
        : "not known: no price is known for this Region",
    ],
    [
      "The name",
      "stays taken until the purge: creating it again is refused until then. Versions and labels come back with a restore; rotation may be off.",
    ],
    [
      "More",
      <Link
        key="more"
        href={secretHref(row.arn, "timeline")}
        className="font-medium text-accent hover:underline"
      >
        Timeline of this secret
      </Link>,
    ],
  ];
  return (
    <dl>
      {facts.map(([says, what]) => (
        <div key={says} className="grid gap-x-4 py-1 cards:grid-cols-[150px_1fr]">
          <dt className="text-ink-2">{says}</dt>
          <dd className="min-w-0 break-names">{what}</dd>
        </div>
      ))}
    </dl>
  );
}

function LastRead({ row }: { row: PendingDeletion }) {
  const { lastReadBefore } = row.clock;
  const day = row.lastReadDay ? `${row.lastReadDay} (day, by AWS)` : "never here, by AWS";
  return (
    <>
      {day}
      {lastReadBefore && (
        <>
          {"; "}
          <Moment at={lastReadBefore} short /> by CloudTrail
        </>
      )}
    </>
  );
}

function unknownDate({ requestedAt, by }: DeletionClock): string {
  const why =
    !by.isKnown && by.because === "trail-not-read" ? "is not read yet" : "could not be read";
  return `AWS does not return the recovery window, and the DeleteSecret event ${why}. Deletion was requested on ${requestedAt.slice(0, 10)} (DeletedDate).`;
}

function Readers({
  title,
  readers,
  none,
}: {
  title: string;
  readers: readonly Reader[];
  none: string;
}) {
  return (
    <div>
      <p className="font-medium">{title}</p>
      {readers.length === 0 ? (
        <p className="text-ink-2">{none}</p>
      ) : (
        <ul>
          {readers.slice(0, 12).map(({ words, source, count, last }) => (
            <li key={words} className="break-names">
              {words} <span className="text-ink-2">{sourceWords(source)}</span>:{" "}
              <span className="tabular">{countOf(count, "read")}</span>, last{" "}
              <Moment at={last} short />
            </li>
          ))}
          {readers.length > 12 && <li className="text-ink-2">and {readers.length - 12} more</li>}
        </ul>
      )}
    </div>
  );
}
