import { z } from "zod";

/** A calendar month in UTC, `2026-11`: what AWS bills by. */
export const Month = z.string().regex(/^20\d\d-(0[1-9]|1[0-2])$/, "A month looks like 2026-11");
export type Month = string;

/** A stretch of time in which something was stored; without an end it still is. */
export interface Span {
  fromMs: number;
  toMs?: number;
}

export const HOUR_MS = 3_600_000;

export function monthOf(ms: number): Month {
  return new Date(ms).toISOString().slice(0, 7);
}

/** The first moment of the month, epoch milliseconds. */
export function monthStartMs(month: Month): number {
  return Date.parse(`${month}-01T00:00:00Z`);
}

/** The month `count` months later, or earlier if negative. */
export function addMonths(month: Month, count: number): Month {
  const start = new Date(monthStartMs(month));
  return monthOf(Date.UTC(start.getUTCFullYear(), start.getUTCMonth() + count, 1));
}

/** 672 to 744: a month's price is for all of its hours, however many it has. */
export function hoursInMonth(month: Month): number {
  return (monthStartMs(addMonths(month, 1)) - monthStartMs(month)) / HOUR_MS;
}

/** All months from `first` to `last`, both included. */
export function monthsBetween(first: Month, last: Month): Month[] {
  const months: Month[] = [];
  for (let month = first; month <= last; month = addMonths(month, 1)) months.push(month);
  return months;
}

/** Months before the current one that are offered even to a console that knows nothing yet. */
const LEAST_BACK = 5;
/** The costs of a month take a pass over all rows each: two years are what budgets compare. */
const MOST_BACK = 24;

/**
 * The first month that costs are told for: five back, or as far as the console's own record of
 * CloudTrail goes, and at most two years. Before that record begins what was deleted is unknown.
 *
 * @param historySince where that record begins, ISO; undefined while there is none
 */
export function firstMonthTold(current: Month, historySince: string | undefined): Month {
  const month = historySince?.slice(0, 7) ?? current;
  const [least, most] = [addMonths(current, -LEAST_BACK), addMonths(current, -MOST_BACK)];
  if (month > least) return least;
  return month < most ? most : month;
}

/**
 * How many clock hours (UTC) between two moments a stretch touches. An hour that was begun counts
 * whole, also for what is created and deleted within it: AWS prorates by hours (facts 6.1), and
 * which way it rounds is not documented.
 */
export function hoursTouched(
  fromMs: number,
  toMs: number,
  windowFromMs: number,
  windowToMs: number,
): number {
  // As `hoursOf`, without an array: this runs once a row and month, of 500,000 rows.
  if (fromMs >= windowToMs || (toMs <= windowFromMs && fromMs < windowFromMs)) return 0;
  const first = Math.floor((fromMs > windowFromMs ? fromMs : windowFromMs) / HOUR_MS);
  const past = Math.ceil((toMs < windowToMs ? toMs : windowToMs) / HOUR_MS);
  return past > first ? past - first : 1;
}

/** As `hoursTouched`, for several stretches in order of time; an hour that two touch counts once. */
export function billedHours(
  spans: readonly Span[],
  windowFromMs: number,
  windowToMs: number,
): number {
  let hours = 0;
  let counted = 0;
  for (const { fromMs, toMs = Number.POSITIVE_INFINITY } of spans) {
    const [first, past] = hoursOf(fromMs, toMs, windowFromMs, windowToMs);
    if (past <= first) continue;
    hours += Math.max(0, past - Math.max(first, counted));
    counted = Math.max(counted, past);
  }
  return hours;
}

/** The first hour touched and the one past the last, counted from the epoch. */
function hoursOf(
  fromMs: number,
  toMs: number,
  windowFromMs: number,
  windowToMs: number,
): [number, number] {
  if (fromMs >= windowToMs || (toMs <= windowFromMs && fromMs < windowFromMs)) return [0, 0];
  const first = Math.floor(Math.max(fromMs, windowFromMs) / HOUR_MS);
  const past = Math.ceil(Math.min(toMs, windowToMs) / HOUR_MS);
  return [first, Math.max(past, first + 1)];
}
