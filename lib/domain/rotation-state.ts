import type { RotationState } from "./secret";

/** A rotation is given this long before its leftover AWSPENDING counts as stuck. */
export const STUCK_AFTER_MS = 15 * 60_000;
/** A rotation that AWS promises within this time is due. */
export const DUE_WITHIN_MS = 24 * 3_600_000;

/** What a list says about rotation. Moments are epoch milliseconds. */
export interface RotationFacts {
  owningService?: string;
  externalType?: string;
  /** As AWS says it: absent = never configured, false = cancelled (facts 1.2). */
  rotationEnabled?: boolean;
  /** Rules or a function are still stored; they stay after rotation was turned off (facts 1.2). */
  hasRules: boolean;
  nextRotationMs?: number;
  lastChangedMs?: number;
  createdMs: number;
  deletionRequestedMs?: number;
  /** The version that holds AWSPENDING, unless it is the current one: that is how success looks (facts 2.4). */
  pendingVersionId?: string;
}

/**
 * Says how rotation stands. RotationEnabled decides, never rules that were left behind, and a next
 * date in the past means that AWS has been failing (facts 2.4, 2.10). A secret of another service
 * is that service's business; one scheduled for deletion does not rotate (facts 2.3).
 */
export function rotationState(facts: RotationFacts, nowMs: number): RotationState {
  const word = rotationWord(facts, nowMs);
  const nextBy =
    facts.nextRotationMs === undefined ? undefined : new Date(facts.nextRotationMs).toISOString();
  switch (word) {
    case "managed":
      return { word, by: facts.owningService ?? "", nextBy };
    case "external":
      return { word, type: facts.externalType ?? "", nextBy };
    case "stuck":
    case "pending":
      return { word, versionId: facts.pendingVersionId ?? "" };
    case "overdue":
      return { word, since: nextBy ?? "" };
    case "due":
      return { word, nextBy: nextBy ?? "" };
    case "on time":
      return { word, nextBy };
    case "off":
      return { word, leftOverRules: facts.hasRules };
    case "no rotation":
      return { word };
  }
}

/** The word of `rotationState` alone; makes no object, since lists ask it for every row. */
export function rotationWord(facts: RotationFacts, nowMs: number): RotationState["word"] {
  if (facts.owningService) return "managed";
  if (facts.pendingVersionId !== undefined && facts.deletionRequestedMs === undefined) {
    const quietMs = nowMs - (facts.lastChangedMs ?? facts.createdMs);
    return quietMs >= STUCK_AFTER_MS ? "stuck" : "pending";
  }
  if (isOverdue(facts, nowMs)) return "overdue";
  if (facts.externalType) return "external";
  if (facts.rotationEnabled !== true) {
    return facts.rotationEnabled === false || facts.hasRules ? "off" : "no rotation";
  }
  if (facts.nextRotationMs === undefined) return "on time";
  return facts.nextRotationMs - nowMs <= DUE_WITHIN_MS ? "due" : "on time";
}

/**
 * True if AWS should have rotated by now. Wider than the word "overdue": a secret that is stuck
 * usually is overdue too, and a list of what is overdue must not leave it out.
 */
export function isOverdue(facts: RotationFacts, nowMs: number): boolean {
  return (
    facts.rotationEnabled === true &&
    !facts.owningService &&
    facts.nextRotationMs !== undefined &&
    facts.nextRotationMs < nowMs
  );
}
