import { type Cron, nextStart, parseCron } from "./cron";
import { parameter } from "./refusals";

/** RotationRules as AWS stores and shows them. */
export interface RotationRules {
  AutomaticallyAfterDays?: number;
  Duration?: string;
  ScheduleExpression?: string;
}

/** A stretch of time in which AWS may start a rotation; both ends in epoch milliseconds. */
export interface RotationWindow {
  start: number;
  /** The last second of the window: this is NextRotationDate (facts 2.4). */
  end: number;
}

type Plan =
  | { kind: "days"; every: number }
  | { kind: "hours"; every: number }
  | { kind: "cron"; cron: Cron };

const hour = 3_600_000;
const day = 24 * hour;

/**
 * Checks rotation rules and adds the AutomaticallyAfterDays that AWS computes beside a schedule
 * expression.
 *
 * @throws InvalidParameterException with AWS's texts (facts 2.4).
 */
export function checkRules(rules: RotationRules): RotationRules {
  const { AutomaticallyAfterDays: days, ScheduleExpression: expression, Duration } = rules;
  if (days !== undefined && expression !== undefined) {
    throw parameter("You cannot specify both rotation frequency and schedule expression together.");
  }
  if (days !== undefined && !(days >= 1 && days <= 1000)) {
    throw parameter("RotationRules.AutomaticallyAfterDays must be within 1-1000.");
  }
  const plan = planOf(rules);
  const hours = durationHours(Duration);
  if (hours !== undefined) checkDuration(hours, plan);
  const computed = plan ? daysBetween(plan) : undefined;
  return {
    ...(computed !== undefined ? { AutomaticallyAfterDays: computed } : {}),
    ...(Duration !== undefined ? { Duration } : {}),
    ...(expression !== undefined ? { ScheduleExpression: expression } : {}),
  };
}

/**
 * The next window in which a secret rotates, or null without a schedule.
 *
 * @param rules stored rules; the computed AutomaticallyAfterDays beside an expression is ignored.
 * @param last the last rotation or manual write, which counts as one; absent = never, in which
 *   case the next window of the calendar counts.
 */
export function nextWindow(
  rules: RotationRules,
  now: number,
  last?: number,
): RotationWindow | null {
  const plan = planOf(rules);
  if (!plan) return null;
  const start = startAfter(plan, now, last);
  if (start === null) return null;
  const hours = durationHours(rules.Duration);
  if (hours !== undefined) return { start, end: start + hours * hour - 1000 };
  const short = plan.kind === "hours" || (plan.kind === "cron" && plan.cron.hourly);
  return { start, end: (short ? start + hour : midnight(start) + day) - 1000 };
}

function startAfter(plan: Plan, now: number, last: number | undefined): number | null {
  if (plan.kind === "cron") return nextStart(plan.cron, Math.max(now, last ?? now));
  if (plan.kind === "days") {
    const base = midnight(last ?? now);
    return last === undefined ? nextMultiple(base, plan.every * day, now) : base + plan.every * day;
  }
  if (last === undefined) return nextMultiple(midnight(now), plan.every * hour, now);
  return Math.floor(last / hour) * hour + plan.every * hour;
}

function nextMultiple(base: number, step: number, now: number): number {
  return base + Math.ceil((now - base + 1) / step) * step;
}

function planOf(rules: RotationRules): Plan | null {
  const { ScheduleExpression: expression, AutomaticallyAfterDays: days } = rules;
  if (expression === undefined) return days === undefined ? null : { kind: "days", every: days };
  const rate = /^rate\(\s*(\d+)\s+(hour|hours|day|days)\s*\)$/.exec(expression);
  if (rate) return ratePlan(Number(rate[1]), rate[2] ?? "");
  const cron = /^cron\((.+)\)$/.exec(expression);
  const parsed = cron?.[1] ? parseCron(cron[1]) : null;
  if (!parsed) throw parameter("Invalid schedule expression.");
  return { kind: "cron", cron: parsed };
}

function ratePlan(every: number, unit: string): Plan {
  if (unit.startsWith("hour")) {
    if (every < 4 || every >= 24) {
      throw parameter("Rate in hour should be least 4 and less than 24.");
    }
    return { kind: "hours", every };
  }
  if (every < 1 || every > 1000) {
    throw parameter("Rate in day should be greater than 0 and less than 1000.");
  }
  return { kind: "days", every };
}

function durationHours(duration: string | undefined): number | undefined {
  if (duration === undefined) return undefined;
  const hours = Number(/^(\d+)h$/.exec(duration)?.[1]);
  if (!(hours >= 1 && hours <= 24)) {
    throw parameter("Duration must be at least 1 hour, at most 24 hour.");
  }
  return hours;
}

function checkDuration(hours: number, plan: Plan | null): void {
  if (plan?.kind === "hours" && hours > plan.every) {
    throw parameter("Duration cannot be greater than Rate in hour.");
  }
  if (plan?.kind === "cron" && plan.cron.hours.some((start) => start + hours > 24)) {
    throw parameter("Starting hour and duration must be within a day.");
  }
}

/** AutomaticallyAfterDays as AWS shows it: rate(4 hours) → 1, cron on the 1st and 15th → 14. */
function daysBetween(plan: Plan): number | undefined {
  if (plan.kind === "days") return plan.every;
  if (plan.kind === "hours") return Math.ceil(plan.every / 24);
  let at = nextStart(plan.cron, Date.UTC(2026, 0, 1));
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0; i < 24 && at !== null; i++) {
    const next = nextStart(plan.cron, at);
    if (next === null) break;
    least = Math.min(least, next - at);
    at = next;
  }
  if (least === Number.POSITIVE_INFINITY) return undefined;
  return Math.min(1000, Math.max(1, Math.ceil(least / day)));
}

function midnight(ms: number): number {
  return Math.floor(ms / day) * day;
}
