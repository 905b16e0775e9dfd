import { z } from "zod";
import type { DeletionClock, Reader } from "./deletion-clock";
import type { FailureView } from "./failure";
import type { PlaceProgress } from "./inventory";
import type { Place } from "./place";
import type { RestoreState } from "./restore-request";
import type { CallSource, TrailEvent } from "./trail-event";

/** One secret that is pending deletion, as the page shows it. */
export interface PendingDeletion extends Place {
  arn: string;
  name: string;
  accountName: string;
  owner?: string;
  /** AWS's own day of the last read; day only (facts 2.10). */
  lastReadDay?: string;
  clock: DeletionClock;
  /** The restore request that is open for it. */
  request?: { id: string; state: RestoreState; requesterName: string };
  /** What the secret would cost this month if it were restored, an estimate; absent = no price known. */
  restoredMonthlyUsd?: string;
}

/** How far CloudTrail was read for one place. */
export interface TrailReach extends Place {
  accountName: string;
  covered?: { from: string; to: string };
  failure?: FailureView;
  /** True once it was read as far back as CloudTrail keeps. */
  isWhole: boolean;
}

export interface PendingDeletions {
  /** Still wanted first, then by purge date. */
  rows: PendingDeletion[];
  /** Rows beyond `ROWS_MAX` are counted and not shown. */
  total: number;
  places: PlaceProgress[];
  listed: number;
  isPartial: boolean;
  isListing: boolean;
  trail: TrailReach[];
  /** CloudTrail is being read on: ask again. */
  isReading: boolean;
  /** Some secret had more events than were looked at: counts read "at least". */
  isCutShort: boolean;
  readAt: string;
}

export const ROWS_MAX = 1000;

/** How a deletion that is over ended. */
export interface PastDeletion extends Place {
  accountName: string;
  name: string;
  arn?: string;
  requestedAt: string;
  requestedBy: string;
  requestedFrom: CallSource;
  windowDays?: number;
  outcome: "restored" | "purged" | "purged-at-once" | "gone";
  /** When it was brought back or purged, by CloudTrail; with `gone` only what is known: not before. */
  endedAt?: string;
  endedBy?: string;
  endedFrom?: CallSource;
  endedEventId?: string;
}

export interface PastDeletions {
  rows: PastDeletion[];
  trail: TrailReach[];
  isReading: boolean;
  readAt: string;
}

/** Events that a past deletion is put together from. */
export const deletionEventNames = [
  "DeleteSecret",
  "RestoreSecret",
  "EndSecretVersionDelete",
] as const;

/** What stands in the way of a name, or that nothing does. */
export interface NameAnswer {
  name: string;
  holders: NameHolder[];
  /** A deletion without recovery in the last hour: AWS may hold the name a little longer. */
  deletedAtOnce: { accountName: string; region: string; at: string; by: string }[];
  /** Places that answered, of all: what did not answer is not known to be free. */
  answered: number;
  places: number;
}

export interface NameHolder extends Place {
  accountName: string;
  arn: string;
  state: "active" | "pending" | "replica";
  primaryRegion?: string;
  clock?: DeletionClock;
}

export const SecretNameQuery = z.strictObject({
  name: z
    .string()
    .min(1)
    .max(512)
    .regex(/^[A-Za-z0-9/_+=.@!-]+$/, "Names have letters, digits and /_+=.@-!"),
});

export const DisposalQuery = z.strictObject({ format: z.enum(["csv", "json"]).default("csv") });

/** One principal and what its own policies let it do to every secret of the account. */
export interface PurgePower {
  arn: string;
  /** May delete without any recovery window, also what is already scheduled. */
  mayForce: boolean;
  /** May schedule with the shortest window. */
  mayUseShortest: boolean;
}

/** Whether the recovery window is more than a habit in one account. */
export interface Guarantee {
  accountId: string;
  accountName: string;
  state: "not-protected" | "nobody-found" | "not-assessed";
  powers: PurgePower[];
  /** Principals that deleted something lately and could not be asked about. */
  notAsked: string[];
  failure?: FailureView;
}

/** Deletions that ended, newest first. `pending` are the ARNs whose deletion is still to come. */
export function pastDeletions(
  events: readonly TrailEvent[],
  place: Place & { accountName: string },
  pending: ReadonlySet<string>,
  now: Date,
): PastDeletion[] {
  const bySecret = new Map<string, TrailEvent[]>();
  for (const event of events) {
    if (event.errorCode) continue;
    const key = event.secretArn ?? event.secretAsTyped ?? "";
    bySecret.set(key, [...(bySecret.get(key) ?? []), event]);
  }
  const past: PastDeletion[] = [];
  for (const [key, all] of bySecret) {
    const own = all.toSorted((a, b) => a.at.localeCompare(b.at));
    for (const [index, event] of own.entries()) {
      if (event.name !== "DeleteSecret") continue;
      const next = own.slice(index + 1).find(({ name }) => name !== "EndSecretVersionDelete");
      const until = next?.at ?? now.toISOString();
      const isEnd = ({ name, at }: TrailEvent) =>
        name === "EndSecretVersionDelete" && at >= event.at && at <= until;
      const row = { ...place, ...namesOf(key), ...startOf(event) };
      const end = own.find(isEnd);
      if (next?.name === "RestoreSecret") past.push({ ...row, ...endOf("restored", next) });
      else if (event.withoutRecovery) past.push({ ...row, ...endOf("purged-at-once", event) });
      else if (end)
        past.push({ ...row, outcome: "purged", endedAt: end.at, endedEventId: end.eventId });
      else if (!next && !pending.has(key) && isOver(event, now))
        past.push({ ...row, outcome: "gone" });
    }
  }
  return past.toSorted((a, b) =>
    (b.endedAt ?? b.requestedAt).localeCompare(a.endedAt ?? a.requestedAt),
  );
}

/** Readers in words: "role payments-api (312)". */
export function readerWords({ words, count }: Reader): string {
  return `${words} (${count})`;
}

function isOver({ purgeNotBefore }: TrailEvent, now: Date): boolean {
  return purgeNotBefore !== undefined && purgeNotBefore <= now.toISOString();
}

function namesOf(key: string): { name: string; arn?: string } {
  const name = key.split(":secret:")[1];
  return name ? { arn: key, name: name.replace(/-[A-Za-z0-9]{6}$/, "") } : { name: key };
}

function startOf({ at, actor, recoveryWindowDays }: TrailEvent) {
  return {
    requestedAt: at,
    requestedBy: actor.words,
    requestedFrom: actor.source,
    windowDays: recoveryWindowDays,
  };
}

function endOf(outcome: "restored" | "purged-at-once", { at, actor, eventId }: TrailEvent) {
  return {
    outcome,
    endedAt: at,
    endedBy: actor.words,
    endedFrom: actor.source,
    endedEventId: eventId,
  };
}
