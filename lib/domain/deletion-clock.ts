import { KEPT_DAYS } from "./trail-coverage";
import type { Actor, CallSource, TrailEvent } from "./trail-event";

/** The recovery window that AWS takes, in days; left out it is the longest (facts 2.3). */
export const RECOVERY_WINDOW_DAYS = { min: 7, max: 30 } as const;

const DAY_MS = 86_400_000;
/** A record is dated to the second and by another clock than the secret's own date. */
const SAME_REQUEST_MS = 120_000;

/** What DeleteSecret answered when this console called it. */
export interface SeenDeletion {
  arn: string;
  requestedAt: string;
  purgeNotBefore: string;
  windowDays: number;
  by: string;
}

/**
 * When AWS may erase the secret at the earliest, and how that is known. Without the answer or the
 * record of DeleteSecret only the bounds are: AWS shows the day of the request alone (facts 2.3).
 */
export type PurgeDate =
  | { isKnown: true; notBefore: string; windowDays: number; source: "answer" | "event" }
  | { isKnown: false; earliest: string; latest: string };

/** Whoever read, or tried to, summed up. */
export interface Reader {
  words: string;
  source: CallSource;
  count: number;
  last: string;
}

export interface DeniedReads {
  last24h: number;
  last7d: number;
  total: number;
  readers: Reader[];
}

/** Who asked for the deletion, or why that is not known. */
export type ScheduledBy =
  | { isKnown: true; words: string; source: CallSource; sourceIpAddress?: string; eventId?: string }
  | { isKnown: false; because: "trail-begins-later" | "trail-not-read" | "no-record" };

/**
 * `asking`: somebody was refused within seven days. `used`: nobody is now, but it was read in the
 * 90 days before; a cached value may keep an application silent. `unknown`: the trail is not read
 * far enough to say. `unused`: it is, and nobody read.
 */
export const wantedWords = ["asking", "used", "unknown", "unused"] as const;
export type Wanted = (typeof wantedWords)[number];

/** Everything known about one scheduled deletion. Dates are ISO texts in UTC. */
export interface DeletionClock {
  requestedAt: string;
  purge: PurgeDate;
  by: ScheduledBy;
  denied: DeniedReads;
  /** Those who read it in the 90 days before, most reads first. */
  readersBefore: Reader[];
  /** To the second, from CloudTrail; absent if no read is known there. */
  lastReadBefore?: string;
  /** Regions whose replica was removed and never made again: a restore does not bring them back. */
  lostReplicas: string[];
  wanted: Wanted;
  /** From when on the trail was read without a gap; absent = not at all. */
  trailFrom?: string;
}

/** What is known of one secret that is pending deletion. */
export interface DeletionFacts {
  secret: { arn: string; name: string; deletionRequestedAt: string };
  seen?: SeenDeletion;
  /** Events of this secret, in any order. */
  events: readonly TrailEvent[];
  /** The stretch of CloudTrail that was read to its end. */
  covered?: { from: string; to: string };
}

/** Puts together what is known about one scheduled deletion at the moment `now`. */
export function deletionClock(facts: DeletionFacts, now: Date): DeletionClock {
  const requestedMs = Date.parse(facts.secret.deletionRequestedAt);
  const events = facts.events.toSorted((a, b) => a.at.localeCompare(b.at));
  const record = recordOf(events, requestedMs);
  const isThis = ({ requestedAt }: SeenDeletion) => isSameRequest(requestedAt, requestedMs);
  const seen = facts.seen && isThis(facts.seen) ? facts.seen : undefined;
  const denied = deniedReads(events, requestedMs, now);
  const before = events.filter((event) => isReadBefore(event, requestedMs));
  return {
    requestedAt: facts.secret.deletionRequestedAt,
    purge: purgeDate(requestedMs, seen, record),
    by: scheduledBy(facts, seen, record, now),
    denied,
    readersBefore: readersOf(before),
    lastReadBefore: before.at(-1)?.at,
    lostReplicas: lostReplicas(events),
    wanted: wanted(facts, denied, before, now),
    trailFrom: facts.covered?.from,
  };
}

/** The order of the page: still wanted first, then whatever may be gone first. */
export function compareByNeed(a: DeletionClock, b: DeletionClock): number {
  const rank = wantedWords.indexOf(a.wanted) - wantedWords.indexOf(b.wanted);
  return rank || earliestPurge(a.purge).localeCompare(earliestPurge(b.purge));
}

/** The first moment at which AWS may have erased the secret. */
export function earliestPurge(purge: PurgeDate): string {
  return purge.isKnown ? purge.notBefore : purge.earliest;
}

/** True for a read that AWS refused because deletion is scheduled, by AWS's own alarm recipe. */
export function isDeniedRead({ name, errorMessage }: TrailEvent): boolean {
  return isRead(name) && /secret because it was marked for deletion/.test(errorMessage ?? "");
}

function purgeDate(
  requestedMs: number,
  seen: SeenDeletion | undefined,
  record: TrailEvent | undefined,
): PurgeDate {
  const { min, max } = RECOVERY_WINDOW_DAYS;
  if (seen) {
    const { purgeNotBefore: notBefore, windowDays } = seen;
    return { isKnown: true, notBefore, windowDays, source: "answer" };
  }
  if (record) {
    const told = record.purgeNotBefore && Date.parse(record.purgeNotBefore) - requestedMs;
    const windowDays = record.recoveryWindowDays ?? (told ? Math.round(told / DAY_MS) : max);
    const notBefore = record.purgeNotBefore ?? iso(requestedMs + windowDays * DAY_MS);
    return { isKnown: true, notBefore, windowDays, source: "event" };
  }
  const [earliest, latest] = [min, max].map((days) => iso(requestedMs + days * DAY_MS));
  return { isKnown: false, earliest: earliest ?? "", latest: latest ?? "" };
}

function scheduledBy(
  { covered, secret }: DeletionFacts,
  seen: SeenDeletion | undefined,
  record: TrailEvent | undefined,
  now: Date,
): ScheduledBy {
  if (record) {
    const { words, source, sourceIpAddress } = record.actor;
    return { isKnown: true, words, source, sourceIpAddress, eventId: record.eventId };
  }
  if (seen) return { isKnown: true, words: seen.by, source: "strongroom" };
  if (!covered) return { isKnown: false, because: "trail-not-read" };
  if (covered.from <= secret.deletionRequestedAt) return { isKnown: false, because: "no-record" };
  const isKept = Date.parse(secret.deletionRequestedAt) > now.getTime() - KEPT_DAYS * DAY_MS;
  return { isKnown: false, because: isKept ? "trail-not-read" : "trail-begins-later" };
}

/** The record of the very request that the secret's date speaks of, not of an earlier deletion. */
function recordOf(events: readonly TrailEvent[], requestedMs: number): TrailEvent | undefined {
  const distance = ({ at }: TrailEvent) => Math.abs(Date.parse(at) - requestedMs);
  return events
    .filter(({ name, errorCode, at }) => {
      return name === "DeleteSecret" && !errorCode && isSameRequest(at, requestedMs);
    })
    .toSorted((a, b) => distance(a) - distance(b))[0];
}

function isSameRequest(at: string, requestedMs: number): boolean {
  return Math.abs(Date.parse(at) - requestedMs) <= SAME_REQUEST_MS;
}

function deniedReads(events: readonly TrailEvent[], requestedMs: number, now: Date): DeniedReads {
  const since = (ms: number) => (event: TrailEvent) => Date.parse(event.at) >= ms;
  const denied = events
    .filter((event) => isDeniedRead(event) && !isOurs(event.actor))
    .filter(since(requestedMs - SAME_REQUEST_MS));
  return {
    last24h: denied.filter(since(now.getTime() - DAY_MS)).length,
    last7d: denied.filter(since(now.getTime() - 7 * DAY_MS)).length,
    total: denied.length,
    readers: readersOf(denied),
  };
}

function isReadBefore(event: TrailEvent, requestedMs: number): boolean {
  const beforeMs = requestedMs - Date.parse(event.at);
  const isInTime = beforeMs >= 0 && beforeMs <= KEPT_DAYS * DAY_MS;
  return isInTime && isRead(event.name) && !event.errorCode && !isOurs(event.actor);
}

function wanted(
  { covered }: DeletionFacts,
  denied: DeniedReads,
  before: readonly TrailEvent[],
  now: Date,
): Wanted {
  if (denied.last7d > 0) return "asking";
  if (before.length > 0 || denied.total > 0) return "used";
  // Less than the week that counts as "now" was read: silence proves nothing.
  const weekMs = now.getTime() - 7 * DAY_MS;
  return covered && Date.parse(covered.from) <= weekMs ? "unused" : "unknown";
}

/** A look through this console is no application that needs the secret. */
function isOurs({ source }: Actor): boolean {
  return source === "strongroom";
}

function isRead(name: string): boolean {
  return name === "GetSecretValue" || name === "BatchGetSecretValue";
}

function readersOf(events: readonly TrailEvent[]): Reader[] {
  const readers = new Map<string, Reader>();
  for (const { actor, at } of events) {
    const known = readers.get(actor.words);
    const { words, source } = actor;
    if (!known) readers.set(words, { words, source, count: 1, last: at });
    else {
      known.count += 1;
      if (at > known.last) known.last = at;
    }
  }
  return [...readers.values()].toSorted(
    (a, b) => b.count - a.count || a.words.localeCompare(b.words),
  );
}

/** Oldest first; a replica that was made again after its removal is not lost. */
function lostReplicas(events: readonly TrailEvent[]): string[] {
  const lost = new Set<string>();
  for (const { replicasAdded = [], replicasRemoved = [], errorCode } of events) {
    if (errorCode) continue;
    for (const region of replicasRemoved) lost.add(region);
    for (const region of replicasAdded) lost.delete(region);
  }
  return [...lost].toSorted();
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
