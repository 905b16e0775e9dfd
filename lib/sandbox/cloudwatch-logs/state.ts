import type { Region } from "../contract";

/** One event of a log, as FilterLogEvents answers it. */
export interface LogEvent {
  logStreamName: string;
  /** Epoch milliseconds, like every time of this service. */
  timestamp: number;
  message: string;
  eventId: string;
}

/** Log groups of one Region by name; their events come oldest first. */
export type LogGroups = Map<string, LogEvent[]>;

const logGroupsKey: unique symbol = Symbol("logs");

/** Old events are dropped in one go beyond this many: nobody here reads months of a busy function. */
const EVENTS_MAX = 20_000;

/** The log groups of one Region, made on first use. */
export function logGroupsOf(region: Region): LogGroups {
  return region.state(logGroupsKey, () => new Map());
}

/** Appends events to a group, which comes to be with its first one. */
export function appendEvents(region: Region, group: string, events: readonly LogEvent[]): void {
  const groups = logGroupsOf(region);
  const held = groups.get(group) ?? [];
  groups.set(group, held);
  held.push(...events);
  if (held.length > EVENTS_MAX) held.splice(0, EVENTS_MAX / 2);
}
