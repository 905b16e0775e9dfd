import { Cron } from "croner";
import type { CronFields, Schedule } from "./rotation-schedule";

/** AWS may rotate at any time from `from` up to, and not including, `to`. */
export interface RotationWindow {
  from: Date;
  to: Date;
}

/** What is known of a secret's past and future when its windows are reckoned. */
export interface ScheduleFacts {
  /** AWS's NextRotationDate: the *end* of the next window, and in the past = failing (facts 2.4). */
  nextRotationBy?: Date;
  /** The last rotation, or the last write by hand: AWS counts both (facts 2.4). */
  lastChangedValueAt?: Date;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/**
 * The next `count` windows that end after `now`, oldest first.
 *
 * A cron says them itself. A rate only says distances, so it needs an anchor: NextRotationDate if
 * AWS gave one, else the last rotation; without either there is no telling, and the list is empty.
 * Windows after the first suppose that every rotation succeeds.
 */
export function nextWindows(
  schedule: Schedule,
  facts: ScheduleFacts,
  now: Date,
  count: number,
): RotationWindow[] {
  if (schedule.kind === "cron") return cronWindows(schedule, now, count);
  const first = firstRateWindow(schedule, facts);
  if (!first) return [];
  const stepMs =
    schedule.kind === "days" ? schedule.everyDays * DAY_MS : schedule.everyHours * HOUR_MS;
  const missed = Math.max(0, Math.floor((now.getTime() - first.to.getTime()) / stepMs) + 1);
  const skip = first.to.getTime() > now.getTime() ? 0 : missed;
  return Array.from({ length: count }, (_, at) => shifted(first, (skip + at) * stepMs));
}

/**
 * Every window that touches the stretch from `from` to `to`, oldest first, at most `max`: what a
 * calendar draws. Of a rate that AWS has missed, the missed window is there as well, and the next
 * ones that may still come after `now`.
 */
export function windowsBetween(
  schedule: Schedule,
  facts: ScheduleFacts,
  { from, to, now }: { from: Date; to: Date; now: Date },
  max: number,
): RotationWindow[] {
  const touches = (window: RotationWindow) => window.to > from && window.from < to;
  if (schedule.kind === "cron") return cronWindows(schedule, from, max, to).filter(touches);
  const first = firstRateWindow(schedule, facts);
  if (!first) return [];
  const after = new Date(Math.max(from.getTime(), now.getTime()));
  const coming = nextWindows(schedule, facts, after, max).filter(touches);
  const isMissed = first.to <= after && touches(first);
  return isMissed ? [first, ...coming].slice(0, max) : coming;
}

/** The window that NextRotationDate ends, e.g. 08:00 to 09:00 for 08:59:59 and one hour. */
export function windowEndingBy(schedule: Schedule, nextRotationBy: Date): RotationWindow {
  // AWS gives the last second of the window; the window's border is the full hour after it.
  const to = Math.ceil(nextRotationBy.getTime() / HOUR_MS) * HOUR_MS;
  if (schedule.kind !== "cron") {
    return { from: new Date(to - schedule.windowHours * HOUR_MS), to: new Date(to) };
  }
  if (schedule.windowHours !== undefined) {
    return { from: new Date(to - schedule.windowHours * HOUR_MS), to: new Date(to) };
  }
  const midnight = Math.floor((to - 1) / DAY_MS) * DAY_MS;
  const starts = schedule.hours
    .map((hour) => midnight + hour * HOUR_MS)
    .filter((start) => start < to);
  return { from: new Date(starts.at(-1) ?? midnight), to: new Date(to) };
}

function firstRateWindow(
  schedule: Exclude<Schedule, { kind: "cron" }>,
  { nextRotationBy, lastChangedValueAt }: ScheduleFacts,
): RotationWindow | undefined {
  if (nextRotationBy) return windowEndingBy(schedule, nextRotationBy);
  if (!lastChangedValueAt) return undefined;
  const unit = schedule.kind === "days" ? DAY_MS : HOUR_MS;
  const every = schedule.kind === "days" ? schedule.everyDays : schedule.everyHours;
  const from = Math.floor(lastChangedValueAt.getTime() / unit) * unit + every * unit;
  return { from: new Date(from), to: new Date(from + schedule.windowHours * HOUR_MS) };
}

function cronWindows(
  schedule: Extract<Schedule, { kind: "cron" }>,
  now: Date,
  count: number,
  before?: Date,
): RotationWindow[] {
  const cron = new Cron(cronerPattern(schedule.fields), {
    mode: "7-part",
    sloppyRanges: true,
    timezone: "UTC",
  });
  const windows: RotationWindow[] = [];
  // A window that is open now began up to a day ago.
  let start = cron.nextRun(new Date(now.getTime() - DAY_MS - 1));
  while (start && windows.length < count && !(before && start >= before)) {
    const to = cronWindowEnd(schedule, start);
    if (to.getTime() > now.getTime()) windows.push({ from: start, to });
    start = cron.nextRun(start);
  }
  return windows;
}

/**
 * Without a Duration a daily window runs to the end of the UTC day, an hourly one lasts an hour
 * (facts 2.4); several starts a day make a schedule hourly.
 */
function cronWindowEnd(schedule: Extract<Schedule, { kind: "cron" }>, start: Date): Date {
  const from = start.getTime();
  if (schedule.windowHours !== undefined) return new Date(from + schedule.windowHours * HOUR_MS);
  if (schedule.hours.length > 1) return new Date(from + HOUR_MS);
  return new Date((Math.floor(from / DAY_MS) + 1) * DAY_MS);
}

const DAYS = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

/** AWS counts days from 1 = Sunday, croner from 0; `?` is AWS's "the other day field decides". */
function cronerPattern({ hours, dayOfMonth, month, dayOfWeek }: CronFields): string {
  const last = /^([A-Z]{3})L$/.exec(dayOfMonth);
  const days = last ? `${DAYS.indexOf(last[1] ?? "")}L` : croneDays(dayOfWeek);
  return `0 0 ${hours} ${last || dayOfMonth === "?" ? "*" : dayOfMonth} ${month} ${days} *`;
}

function croneDays(field: string): string {
  if (field === "?" || field === "*") return "*";
  if (field === "L") return "6"; // a lone L in the week field is its last day, Saturday
  return field.split(",").map(croneDay).join(",");
}

function croneDay(part: string): string {
  const suffix = /(L|#[1-5]|\/\d+)$/.exec(part)?.[0] ?? "";
  const ends = part
    .slice(0, part.length - suffix.length)
    .split("-")
    .map(dayNumber);
  const [from, to] = ends;
  if (from === undefined || Number.isNaN(from)) return `*${suffix}`;
  if (to === undefined) return `${from}${suffix}`;
  if (from <= to) return `${from}-${to}${suffix}`;
  return [...range(from, 6), ...range(0, to)].join(","); // FRI-MON goes round the week
}

function dayNumber(text: string): number {
  const name = DAYS.indexOf(text);
  return name >= 0 ? name : Number.parseInt(text, 10) - 1;
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, at) => from + at);
}

function shifted({ from, to }: RotationWindow, byMs: number): RotationWindow {
  return { from: new Date(from.getTime() + byMs), to: new Date(to.getTime() + byMs) };
}
