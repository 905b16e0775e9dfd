import type { TrailRecord } from "../contract";
import { usernameOf } from "./event-text";

/** The attributes LookupEvents can search by (facts 4.1). */
export const attributeKeys = [
  "EventId",
  "EventName",
  "ReadOnly",
  "Username",
  "ResourceType",
  "ResourceName",
  "EventSource",
  "AccessKeyId",
] as const;

export type AttributeKey = (typeof attributeKeys)[number];

/** Where each record's value of an attribute is read; undefined = the record has none. */
const readers: Record<AttributeKey, (record: TrailRecord) => string | undefined> = {
  EventId: (record) => record.eventId,
  EventName: (record) => record.eventName,
  ReadOnly: (record) => `${record.readOnly}`,
  Username: usernameOf,
  // `Resources` is always empty for this service (facts 4.4), so neither ever matches.
  ResourceType: () => undefined,
  ResourceName: () => undefined,
  EventSource: (record) => record.eventSource,
  AccessKeyId: (record) => record.caller?.accessKeyId,
};

/**
 * Positions in one trail by attribute value. An attribute is indexed when it is first asked for and
 * kept up with the trail from then on, so a look-up costs the page and not the trail.
 */
interface TrailIndex {
  byKey: Map<AttributeKey, { read: number; positions: Map<string, number[]> }>;
}

const indexes = new WeakMap<readonly TrailRecord[], TrailIndex>();

/** Ascending positions of the records whose attribute equals `value` (case-sensitive, whole). */
export function positionsOf(trail: readonly TrailRecord[], key: AttributeKey, value: string) {
  const index = indexes.get(trail) ?? { byKey: new Map() };
  indexes.set(trail, index);
  let entry = index.byKey.get(key);
  if (!entry || entry.read > trail.length) {
    entry = { read: 0, positions: new Map() };
    index.byKey.set(key, entry);
  }
  for (; entry.read < trail.length; entry.read += 1) {
    const record = trail[entry.read];
    const found = record && readers[key](record);
    if (found === undefined) continue;
    const positions = entry.positions.get(found);
    if (positions) positions.push(entry.read);
    else entry.positions.set(found, [entry.read]);
  }
  return entry.positions.get(value) ?? [];
}

/**
 * How many of the positions lie before the first record later than `moment`.
 *
 * A trail is in the order of its events' times, because simulated time never moves backwards.
 */
export function countUntil(
  trail: readonly TrailRecord[],
  positions: readonly number[] | undefined,
  moment: number,
): number {
  let low = 0;
  let high = positions ? positions.length : trail.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const record = trail[positions ? (positions[middle] ?? 0) : middle];
    if (record && record.eventTime.getTime() <= moment) low = middle + 1;
    else high = middle;
  }
  return low;
}
