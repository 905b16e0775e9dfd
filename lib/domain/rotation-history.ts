import type { Place } from "./place";
import type { TrailState } from "./rotation-page";
import type { RotationRun } from "./rotation-runs";

/** A run of some secret of the estate. */
export interface EstateRun extends RotationRun, Place {
  secretArn: string;
  accountName: string;
}

/** How the rotations of one UTC day ended. */
export interface DayOfRuns {
  day: string;
  succeeded: number;
  failed: number;
  abandoned: number;
}

export interface RotationHistory {
  /** 90 days, oldest first, days without runs too. */
  days: DayOfRuns[];
  /** The newest runs, newest first. */
  runs: EstateRun[];
  /** True if there were more than are given. */
  isCutShort: boolean;
  trail: TrailState;
  now: string;
}

const DAY_MS = 86_400_000;

/** One entry a day from `from` on, so that a day without runs is seen to be one. */
export function daysOfRuns(
  counts: readonly { day: string; name: string; count: number }[],
  from: Date,
  to: Date,
): DayOfRuns[] {
  const days = new Map<string, DayOfRuns>();
  for (let at = Math.floor(+from / DAY_MS) * DAY_MS; at <= +to; at += DAY_MS) {
    const day = new Date(at).toISOString().slice(0, 10);
    days.set(day, { day, succeeded: 0, failed: 0, abandoned: 0 });
  }
  for (const { day, name, count } of counts) {
    const entry = days.get(day);
    if (!entry) continue;
    if (name === "RotationSucceeded") entry.succeeded += count;
    else if (name === "RotationFailed") entry.failed += count;
    else if (name === "RotationAbandoned") entry.abandoned += count;
  }
  return [...days.values()];
}
