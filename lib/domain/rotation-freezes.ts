import { tzOffset } from "@date-fns/tz";
import type { Span } from "./rotation-patterns";
import type { RotationSettings, Weekday } from "./rotation-settings";

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const days: readonly Weekday[] = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

/** The freeze that a window touches, if any. Its days are days of the configured time zone. */
export function freezeOf(window: Span, settings: RotationSettings): string | undefined {
  return settings.freezes.find(({ from, to }) => {
    const fromMs = localMidnight(from, settings.timeZone);
    const toMs = localMidnight(to, settings.timeZone, 1);
    return window.fromMs < toMs && window.toMs > fromMs;
  })?.name;
}

/** Whether the window touches the hours in which people work, by the clock of their zone. */
export function isInBusinessHours(window: Span, settings: RotationSettings): boolean {
  const { businessHours, timeZone } = settings;
  if (!businessHours) return false;
  for (let at = window.fromMs; at < window.toMs; at += HOUR_MS) {
    const local = new Date(at + offsetMs(timeZone, at));
    const hour = local.getUTCHours();
    const isDay = businessHours.days.includes(days[local.getUTCDay()] ?? "SUN");
    if (isDay && hour >= businessHours.from && hour < businessHours.to) return true;
  }
  return false;
}

/** A change of the clocks in the configured zone. Windows stay where they are in UTC. */
export interface ClockChange {
  /** ISO, to the minute. */
  at: string;
  timeZone: string;
  /** +60 = clocks go forward by an hour: windows are an hour later by the local clock. */
  movesMinutes: number;
}

/** The clock changes of a zone within a stretch of time, oldest first. */
export function clockChanges(span: Span, timeZone: string): ClockChange[] {
  const found: ClockChange[] = [];
  for (let day = span.fromMs; day < span.toMs; day += DAY_MS) {
    const before = offsetMs(timeZone, day);
    const after = offsetMs(timeZone, Math.min(day + DAY_MS, span.toMs));
    if (before === after) continue;
    let low = day;
    let high = Math.min(day + DAY_MS, span.toMs);
    while (high - low > MINUTE_MS) {
      const middle = low + Math.floor((high - low) / 2 / MINUTE_MS) * MINUTE_MS;
      if (offsetMs(timeZone, middle) === before) low = middle;
      else high = middle;
    }
    const at = new Date(high).toISOString();
    found.push({ at, timeZone, movesMinutes: (after - before) / MINUTE_MS });
  }
  return found;
}

function localMidnight(day: string, timeZone: string, plusDays = 0): number {
  const utc = Date.parse(`${day}T00:00:00Z`) + plusDays * DAY_MS;
  return utc - offsetMs(timeZone, utc - offsetMs(timeZone, utc));
}

function offsetMs(timeZone: string, at: number): number {
  return tzOffset(timeZone, new Date(at)) * MINUTE_MS;
}
