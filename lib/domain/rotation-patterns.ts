import type { InventoryRow } from "./inventory-row";
import { readSchedule, type Schedule } from "./rotation-schedule";
import { windowEndingBy, windowsBetween } from "./rotation-windows";

/** A stretch of time in epoch milliseconds; `from` belongs to it, `to` does not. */
export interface Span {
  fromMs: number;
  toMs: number;
}

/** The windows that all secrets with one schedule share within one stretch of time. */
export interface Pattern {
  windows: readonly Span[];
  /** AWS told only by when it will rotate: the start of the window is not known. */
  isStartUnknown: boolean;
}

/** More windows than any schedule has in two months: one every four hours. */
const WINDOWS_MAX = 400;
const DAY_MS = 86_400_000;

/**
 * Reckons each schedule's windows once, however many secrets follow it: an estate has thousands of
 * secrets and a few dozen schedules.
 */
export class Patterns {
  readonly #schedules = new Map<string, Schedule | undefined>();
  readonly #patterns = new Map<string, Pattern>();

  constructor(
    readonly span: Span,
    private readonly nowMs: number,
  ) {}

  /** The row's windows; undefined if it has none that anybody can tell. */
  of(row: InventoryRow): Pattern | undefined {
    const { scheduleExpression = "", windowDuration = "", nextRotationMs } = row;
    const days = scheduleExpression ? 0 : (row.rotateAfterDays ?? 0);
    const rules = `${scheduleExpression} ${windowDuration} ${days}`;
    const schedule = this.#scheduleOf(rules, row);
    const anchor = schedule?.kind === "cron" ? undefined : nextRotationMs;
    if (!schedule && anchor === undefined) return undefined;
    const key = `${rules} ${anchor ?? (schedule?.kind === "cron" ? "" : row.lastRotatedMs)}`;
    const known = this.#patterns.get(key);
    if (known) return known;
    const pattern = schedule ? this.#windowsOf(schedule, row) : this.#deadline(anchor ?? 0);
    this.#patterns.set(key, pattern);
    return pattern;
  }

  #scheduleOf(rules: string, row: InventoryRow): Schedule | undefined {
    if (this.#schedules.has(rules)) return this.#schedules.get(rules);
    const schedule = readSchedule({
      scheduleExpression: row.scheduleExpression,
      automaticallyAfterDays: row.scheduleExpression ? undefined : row.rotateAfterDays,
      duration: row.windowDuration,
    });
    this.#schedules.set(rules, schedule);
    return schedule;
  }

  #windowsOf(schedule: Schedule, row: InventoryRow): Pattern {
    const facts = {
      nextRotationBy: date(row.nextRotationMs),
      lastChangedValueAt: date(row.lastRotatedMs),
    };
    const stretch = {
      from: new Date(this.span.fromMs),
      to: new Date(this.span.toMs),
      now: new Date(this.nowMs),
    };
    const windows = windowsBetween(schedule, facts, stretch, WINDOWS_MAX).map(({ from, to }) => ({
      fromMs: from.getTime(),
      toMs: to.getTime(),
    }));
    return { windows, isStartUnknown: false };
  }

  /** Without a schedule, NextRotationDate alone says: by then. Drawn over its UTC day. */
  #deadline(byMs: number): Pattern {
    const { fromMs, toMs } = this.span;
    const day = Math.floor((byMs - 1) / DAY_MS) * DAY_MS;
    const end = windowEndingBy({ kind: "days", everyDays: 1, windowHours: 1 }, new Date(byMs)).to;
    const isInside = end.getTime() > fromMs && day < toMs;
    return { windows: isInside ? [{ fromMs: day, toMs: +end }] : [], isStartUnknown: true };
  }
}

function date(ms: number | undefined): Date | undefined {
  return ms === undefined ? undefined : new Date(ms);
}
