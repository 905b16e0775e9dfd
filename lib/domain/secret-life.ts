import type { Span } from "./billing-month";
import type { InventoryRow } from "./inventory-row";
import type { Place } from "./place";
import type { TrailEvent } from "./trail-event";

/** Events that begin or end what is charged; others need not be asked for. */
export const LIFE_EVENTS = [
  "CreateSecret",
  "DeleteSecret",
  "RestoreSecret",
  "ReplicateSecretToRegions",
  "RemoveRegionsFromReplication",
] as const;

/** CloudTrail keeps whole seconds: an event may seem older than what it made. */
const SECOND_MS = 1000;

/** A secret or replica that is no more, with the stretches in which it was charged. */
export interface PastSecret extends Place {
  arn: string;
  name: string;
  isReplica: boolean;
  spans: Span[];
  /** True if its beginning is older than the history: then it was charged for longer. */
  isOlder: boolean;
}

/** What history adds to the list: pauses of what there is, and the lives of what is no more. */
export interface LivesKnown {
  /** Of those rows alone whose life had a pause; others run from creation on. */
  pauses: Pauses;
  past: readonly PastSecret[];
}

/** Stretches of the few rows whose life had a pause. */
export class Pauses {
  readonly #spans = new Map<string, readonly Span[]>();
  /** Asked before the map: a number is at hand, an ARN is far away in memory. */
  readonly #created = new Set<number>();

  set({ arn, createdMs }: Pick<InventoryRow, "arn" | "createdMs">, spans: readonly Span[]): void {
    this.#spans.set(arn, spans);
    this.#created.add(createdMs);
  }

  of({ arn, createdMs }: Pick<InventoryRow, "arn" | "createdMs">): readonly Span[] | undefined {
    return this.#created.has(createdMs) ? this.#spans.get(arn) : undefined;
  }

  arns(): string[] {
    return [...this.#spans.keys()];
  }
}

/** An event that changed what is charged for one ARN. */
interface Turn {
  atMs: number;
  to: "stored" | "pending" | "gone";
}

/** An event with where it was recorded. */
export interface PlacedEvent extends Place {
  event: TrailEvent;
}

/**
 * Works out when each secret and each replica was charged. Nothing is charged while deletion is
 * scheduled; a restored secret is charged on (facts 6.1). What is listed tells the present; events
 * tell pauses and what is gone. `since` is where the events begin.
 */
export function livesOf(
  rows: Iterable<InventoryRow>,
  events: readonly PlacedEvent[],
  since: (place: Place) => number,
): LivesKnown {
  const turns = turnsOf(events);
  const pauses = new Pauses();
  for (const row of rows) {
    const own = turns.get(row.arn);
    if (!own) continue;
    turns.delete(row.arn);
    const past = own.filter(({ atMs }) => atMs >= row.createdMs - SECOND_MS);
    if (past.some(({ to }) => to === "pending")) pauses.set(row, rowSpans(row, past));
  }
  const past: PastSecret[] = [];
  for (const [arn, own] of turns) past.push(...pastOf(arn, own, since));
  return { pauses, past };
}

function rowSpans(row: InventoryRow, turns: readonly Turn[]): Span[] {
  const spans: Span[] = [];
  let fromMs: number | undefined = row.createdMs;
  for (const { atMs, to } of turns) {
    if (to === "stored") fromMs ??= atMs;
    else if (fromMs !== undefined) {
      spans.push({ fromMs, toMs: Math.max(fromMs, atMs) });
      fromMs = undefined;
    }
  }
  const isPending = row.deletionRequestedMs !== undefined;
  if (fromMs !== undefined) spans.push({ fromMs, toMs: row.deletionRequestedMs });
  // Active again, but the event of the restore has not arrived: a restore is a change.
  else if (!isPending) spans.push({ fromMs: row.lastChangedMs ?? spans.at(-1)?.toMs ?? 0 });
  return spans;
}

function pastOf(arn: string, turns: readonly Turn[], since: (place: Place) => number) {
  const [, , , region = "", accountId = ""] = arn.split(":");
  const place = { accountId, region };
  const spans: Span[] = [];
  const [first] = turns;
  const isOlder = first?.to !== "stored";
  let fromMs = isOlder ? since(place) : undefined;
  for (const { atMs, to } of turns) {
    if (to === "stored") fromMs ??= atMs;
    else if (fromMs !== undefined) {
      // In the second of its creation the order of two events is not kept.
      spans.push({ fromMs, toMs: Math.max(fromMs, atMs) });
      fromMs = undefined;
    }
  }
  // Stored to the end by these events, yet not listed: a copy that never came to be.
  if (spans.length === 0) return [];
  const isReplica = turns.some(({ to }) => to === "gone");
  return [{ ...place, arn, name: nameOf(arn), isReplica, spans, isOlder }];
}

/** The turns of each ARN, oldest first. */
function turnsOf(events: readonly PlacedEvent[]): Map<string, Turn[]> {
  const turns = new Map<string, Turn[]>();
  const add = (arn: string, turn: Turn) => {
    const own = turns.get(arn);
    if (own) own.push(turn);
    else turns.set(arn, [turn]);
  };
  const effective = events.filter(({ event }) => event.errorCode === undefined);
  const creations = creationsOf(effective);
  for (const placed of effective) {
    const { event } = placed;
    const atMs = Date.parse(event.at);
    const arn = event.secretArn ?? creations.arnOf(placed);
    if (!arn) continue;
    if (event.name === "CreateSecret") add(arn, { atMs, to: "stored" });
    if (event.name === "RestoreSecret") add(arn, { atMs, to: "stored" });
    if (event.name === "DeleteSecret") add(arn, { atMs, to: "pending" });
    for (const region of event.replicasAdded ?? []) {
      add(arnIn(arn, region), { atMs, to: "stored" });
    }
    for (const region of event.replicasRemoved ?? []) {
      add(arnIn(arn, region), { atMs, to: "gone" });
    }
  }
  for (const own of turns.values()) own.sort((a, b) => a.atMs - b.atMs);
  return turns;
}

/**
 * CloudTrail's record of a CreateSecret has no ARN (facts 4.2). The name is that of one secret at
 * a time, so the creation belongs to the first ARN of that name that is heard of afterwards.
 */
function creationsOf(events: readonly PlacedEvent[]) {
  const heard = new Map<string, { atMs: number; arn: string }[]>();
  const key = ({ accountId, region }: Place, name: string) => `${accountId}/${region}/${name}`;
  for (const { event, ...place } of events) {
    if (!event.secretArn) continue;
    const own = key(place, nameOf(event.secretArn));
    const list = heard.get(own) ?? [];
    list.push({ atMs: Date.parse(event.at), arn: event.secretArn });
    heard.set(own, list);
  }
  for (const list of heard.values()) list.sort((a, b) => a.atMs - b.atMs);
  return {
    arnOf({ event, ...place }: PlacedEvent): string | undefined {
      if (event.name !== "CreateSecret" || !event.secretAsTyped) return undefined;
      const list = heard.get(key(place, event.secretAsTyped));
      return list?.find(({ atMs }) => atMs >= Date.parse(event.at))?.arn;
    },
  };
}

/** A replica's ARN is its primary's with another Region (facts 2.5). */
function arnIn(arn: string, region: string): string {
  const parts = arn.split(":");
  parts[3] = region;
  return parts.join(":");
}

function nameOf(arn: string): string {
  return (arn.split(":")[6] ?? "").slice(0, -7);
}
