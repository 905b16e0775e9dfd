import "server-only";
import { ledgerPage } from "@/lib/db/ledger-page";
import { callsAboutSecret, callsByRequestId } from "@/lib/db/trail";
import { placeOf } from "@/lib/domain/place";
import { matchByRequestId } from "@/lib/domain/request-match";
import type { SecretDetail } from "@/lib/domain/secret";
import { activityRows, type SecretActivity } from "@/lib/domain/secret-activity";
import { isBehind, trailProgress } from "./secret-history";

const DAYS = 90;
const DAY_MS = 86_400_000;
/** An act takes two entries; more than this is for the audit page. */
const ENTRIES_MAX = 400;
const ROWS_MAX = 300;

/**
 * What happened to a secret: the ledger's entries and CloudTrail's records of changes, joined by
 * AWS's request id. `person` = whose entries alone are shown. Asks AWS nothing.
 */
export async function secretActivity(
  detail: Pick<SecretDetail, "arn" | "name" | "createdAt">,
  person: { issuer: string; subject: string } | undefined,
  now: Date,
): Promise<SecretActivity> {
  const place = placeOf(detail.arn);
  const born = Date.parse(detail.createdAt) - 1000;
  const since = new Date(Math.max(born, now.getTime() - DAYS * DAY_MS));
  const [entries, changes, trail] = await Promise.all([
    ledgerPage({ target: detail.arn, person, actsOnly: true }, ENTRIES_MAX),
    callsAboutSecret(place, detail, { readOnly: false }, since),
    trailProgress(place, now),
  ]);
  const requestIds = entries.flatMap(({ body }) =>
    body.kind === "outcome" ? (body.aws?.awsRequestIds ?? []) : [],
  );
  // Reads of the value are records too, but only those made here belong on this list.
  const ours = await callsByRequestId(place, requestIds);
  const known = new Set(changes.events.map(({ eventId }) => eventId));
  const events = [...changes.events, ...ours.filter(({ eventId }) => !known.has(eventId))];
  const matched = matchByRequestId(entries, events);
  const rows = activityRows(
    { ...matched, others: matched.others.filter(({ readOnly }) => !readOnly) },
    trail,
    now,
  );
  return {
    rows: rows.slice(0, ROWS_MAX),
    isOwnOnly: person !== undefined,
    isCutShort: rows.length > ROWS_MAX || entries.length === ENTRIES_MAX || changes.isCutShort,
    trail,
    isReading: !trail.failure && (!trail.isWhole || isBehind(trail, now)),
    readAt: now.toISOString(),
  };
}
