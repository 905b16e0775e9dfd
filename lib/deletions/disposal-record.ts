import "server-only";
import { stringify } from "csv-stringify/sync";
import {
  type PastDeletion,
  type PastDeletions,
  type PendingDeletion,
  type PendingDeletions,
  readerWords,
} from "@/lib/domain/pending-deletion";

/** What stands above the rows: who made it, when, and what is missing. */
export interface DisposalHead {
  madeAt: string;
  madeBy: string;
  role: string;
}

/**
 * The disposal record as CSV: what is scheduled, and what was purged or brought back. Cells that a
 * spreadsheet would run as a formula get an apostrophe in front.
 */
export function disposalCsv(
  head: DisposalHead,
  pending: PendingDeletions,
  past: PastDeletions,
): string {
  const lines = headLines(head, pending, past).map((line) => [
    `# ${line.replace(/[\r\n]+/g, " ")}`,
  ]);
  const rows = [...pending.rows.map(pendingCells), ...past.rows.map(pastCells)];
  return stringify([...lines, columns, ...rows], {
    escape_formulas: true,
    record_delimiter: "windows",
  });
}

/** The same as JSON, with everything that is known. */
export function disposalJson(
  head: DisposalHead,
  pending: PendingDeletions,
  past: PastDeletions,
): string {
  const export_ = { ...head, timeZone: "UTC", notes: headLines(head, pending, past) };
  return `${JSON.stringify({ export: export_, pending: pending.rows, ended: past.rows }, null, 1)}\n`;
}

function headLines(head: DisposalHead, pending: PendingDeletions, past: PastDeletions): string[] {
  const reach = pending.trail.map(({ accountName, region, covered, failure }) => {
    const words = covered ? `read from ${covered.from} to ${covered.to}` : "not read";
    return `CloudTrail of ${accountName} ${region}: ${words}${failure ? `, ${failure.says}` : ""}`;
  });
  return [
    "Strongroom: disposal record of AWS Secrets Manager, without any value",
    `Made at ${head.madeAt} (UTC) by ${head.madeBy} in the role ${head.role}`,
    `${pending.total} pending deletion${pending.isPartial ? " (INCOMPLETE: not every Region answered)" : ""}, ${past.rows.length} ended`,
    ...(pending.total > pending.rows.length
      ? [`Only the first ${pending.rows.length} are here`]
      : []),
    ...(pending.isCutShort ? ["Counts of reads are at least what is written"] : []),
    ...reach,
    "All times are UTC. Purge dates are the earliest moment, never an appointment.",
  ];
}

const columns = [
  "status",
  "name",
  "arn",
  "account_id",
  "account",
  "region",
  "owner",
  "requested_at",
  "requested_by",
  "requested_from",
  "window_days",
  "purge_not_before",
  "purge_not_before_latest",
  "purge_date_source",
  "ended_at",
  "ended_by",
  "cloudtrail_event",
  "still_wanted",
  "denied_reads_24h",
  "denied_reads_7d",
  "denied_readers",
  "readers_before",
  "last_read_day",
  "replicas_lost",
];

function pendingCells(row: PendingDeletion): (string | number)[] {
  const { purge, by, denied, readersBefore, lostReplicas, wanted, requestedAt } = row.clock;
  return [
    "pending deletion",
    row.name,
    row.arn,
    row.accountId,
    row.accountName,
    row.region,
    row.owner ?? "",
    requestedAt,
    by.isKnown ? by.words : `unknown (${by.because})`,
    by.isKnown ? by.source : "",
    purge.isKnown ? purge.windowDays : "",
    purge.isKnown ? purge.notBefore : purge.earliest,
    purge.isKnown ? purge.notBefore : purge.latest,
    purge.isKnown ? purge.source : "range of 7 to 30 days",
    "",
    "",
    by.isKnown ? (by.eventId ?? "") : "",
    wanted,
    denied.last24h,
    denied.last7d,
    denied.readers.map(readerWords).join("; "),
    readersBefore.map(readerWords).join("; "),
    row.lastReadDay ?? "",
    lostReplicas.join("; "),
  ];
}

function pastCells(row: PastDeletion): (string | number)[] {
  const unknown = Array.from({ length: 7 }, () => "");
  return [
    row.outcome,
    row.name,
    row.arn ?? "",
    row.accountId,
    row.accountName,
    row.region,
    "",
    row.requestedAt,
    row.requestedBy,
    row.requestedFrom,
    row.windowDays ?? "",
    "",
    "",
    "",
    row.endedAt ?? "",
    row.endedBy ?? "",
    row.endedEventId ?? "",
    ...unknown,
  ];
}
