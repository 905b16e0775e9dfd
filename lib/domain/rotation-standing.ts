import { type RotationStep, RUN_OPEN_MS } from "./rotation-runs";
import { isOverdue, type RotationFacts, rotationWord, STUCK_AFTER_MS } from "./rotation-state";

/**
 * The newest of each kind of rotation event of one secret, as CloudTrail told them. Moments are
 * epoch milliseconds. Small, because a page about an estate holds one for every rotating secret.
 */
export interface LastRuns {
  startedMs?: number;
  succeededMs?: number;
  failedMs?: number;
  abandonedMs?: number;
  /** Of the newest failure. */
  failedStep?: RotationStep;
  awsSays?: string;
  /** Failures since the last success or abandonment; 0 = the last run did not fail. */
  failures: number;
}

/** How a secret's rotation stands, the list and CloudTrail heard together. */
export type StandingWord =
  | "stuck"
  | "failed"
  | "overdue"
  | "rotating"
  | "due"
  | "on time"
  | "managed"
  | "external"
  | "off"
  | "no rotation";

export interface Standing {
  word: StandingWord;
  /** Where the last run stopped, beside `failed` and `stuck`. */
  failedStep?: RotationStep;
  awsSays?: string;
  failures?: number;
  /** ISO: since when it is stuck, failing, overdue or rotating, as far as is known. */
  since?: string;
}

/**
 * The word for one secret. A run that is open explains an AWSPENDING of any age; without one it is
 * stuck after 15 minutes, whether or not AWS goes on trying, because it blocks every other
 * rotation meanwhile. A last run that failed without leaving the label is `failed`.
 */
export function standingOf(
  facts: RotationFacts,
  last: LastRuns | undefined,
  nowMs: number,
): Standing {
  const listed = rotationWord(facts, nowMs);
  if (listed === "managed" || listed === "no rotation") return { word: listed };
  if (isRunOpen(last, nowMs) && facts.deletionRequestedMs === undefined) {
    return { word: "rotating", since: iso(last?.startedMs) };
  }
  const failure = last && last.failures > 0 ? failureOf(last) : undefined;
  if (facts.pendingVersionId !== undefined && facts.deletionRequestedMs === undefined) {
    const pendingSince = pendingSinceMs(facts, last);
    if (nowMs - pendingSince < STUCK_AFTER_MS) {
      return { word: "rotating", since: iso(pendingSince) };
    }
    return { word: "stuck", since: iso(pendingSince), ...failure };
  }
  if (listed === "off") return { word: "off" };
  if (failure) return { word: "failed", since: iso(last?.failedMs), ...failure };
  if (isOverdue(facts, nowMs)) return { word: "overdue", since: iso(facts.nextRotationMs) };
  return { word: listed === "stuck" || listed === "pending" ? "rotating" : listed };
}

/** True while the newest start has no end and is young enough to be under way. */
export function isRunOpen(last: LastRuns | undefined, nowMs: number): boolean {
  const { startedMs, succeededMs = 0, failedMs = 0, abandonedMs = 0 } = last ?? {};
  if (startedMs === undefined) return false;
  return (
    startedMs > Math.max(succeededMs, failedMs, abandonedMs) && nowMs - startedMs < RUN_OPEN_MS
  );
}

/** Most urgent first; what needs nobody comes after. */
export const standingRank: Record<StandingWord, number> = {
  stuck: 0,
  failed: 1,
  overdue: 2,
  rotating: 3,
  due: 4,
  "on time": 5,
  external: 6,
  managed: 7,
  off: 8,
  "no rotation": 9,
};

/** The words that ask somebody to act. */
export function needsAttention(word: StandingWord): boolean {
  return standingRank[word] <= standingRank.overdue;
}

/** A list does not date labels; a quiet secret got AWSPENDING no later than its last change. */
function pendingSinceMs({ lastChangedMs, createdMs }: RotationFacts, last?: LastRuns): number {
  const changed = lastChangedMs ?? createdMs;
  const { startedMs, succeededMs = 0 } = last ?? {};
  const isThisRun = startedMs !== undefined && startedMs > succeededMs;
  return isThisRun ? Math.min(changed, startedMs) : changed;
}

function failureOf({ failedStep, awsSays, failures }: LastRuns) {
  return { failedStep, awsSays, failures };
}

function iso(ms: number | undefined): string | undefined {
  return ms === undefined ? undefined : new Date(ms).toISOString();
}
