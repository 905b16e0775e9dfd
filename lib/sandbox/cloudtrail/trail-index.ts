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

interface AttributeIndex {
  /** How much of the trail was read, and its first record, which tells if old ones were dropped. */
  read: number;
  first: TrailRecord | undefined;
  byValue: Map<string, TrailRecord[]>;
}

type IndexKey = AttributeKey | "every";

const indexes = new WeakMap<readonly TrailRecord[], Map<IndexKey, AttributeIndex>>();

/**
 * The records whose attribute equals `value` (case-sensitive, whole), oldest first; without an
 * attribute, all of them.
 *
 * An attribute is indexed when it is first asked for and kept up with the trail from then on, so a
 * look-up costs its page and not the trail.
 */
export function recordsWith(
  trail: readonly TrailRecord[],
  attribute: { key: AttributeKey; value: string } | undefined,
): readonly TrailRecord[] {
  const byKey = indexes.get(trail) ?? new Map<IndexKey, AttributeIndex>();
  indexes.set(trail, byKey);
  const key = attribute?.key ?? "every";
  let index = byKey.get(key);
  if (!index || index.read > trail.length || index.first !== trail[0]) {
    index = { read: 0, first: trail[0], byValue: new Map() };
    byKey.set(key, index);
  }
  const read = attribute ? readers[attribute.key] : () => "";
  for (; index.read < trail.length; index.read += 1) {
    const record = trail[index.read];
    const value = record && read(record);
    if (!record || value === undefined) continue;
    const records = index.byValue.get(value);
    if (records) insert(records, record);
    else index.byValue.set(value, [record]);
  }
  return index.byValue.get(attribute?.value ?? "") ?? [];
}

/** How many of the records are not later than `moment`. */
export function countUntil(records: readonly TrailRecord[], moment: number): number {
  let low = 0;
  let high = records.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const record = records[middle];
    if (record && record.eventTime.getTime() <= moment) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Slow calls are recorded after quicker ones that began later; time decides, not arrival. */
function insert(records: TrailRecord[], record: TrailRecord): void {
  const time = record.eventTime.getTime();
  const last = records[records.length - 1];
  if (!last || last.eventTime.getTime() <= time) records.push(record);
  else records.splice(countUntil(records, time), 0, record);
}
