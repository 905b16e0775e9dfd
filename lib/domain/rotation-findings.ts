import { readSchedule } from "./rotation-schedule";
import type { RotationFacts } from "./rotation-state";

/** Whom a page heard about one secret's rotation. Moments are epoch milliseconds. */
export interface RotationWitnesses extends RotationFacts {
  lastRotatedMs?: number;
  scheduleExpression?: string;
  rotateAfterDays?: number;
  /** When the version that is AWSCURRENT was made; absent = the versions could not be listed. */
  currentVersionMs?: number;
  /** The newest RotationSucceeded that CloudTrail told. */
  succeededMs?: number;
  /** From when on CloudTrail was read without a gap; absent = it was not read. */
  trailFromMs?: number;
}

/** Two dates of one rotation never agree to the second; this far apart they mean two things. */
const SAME_MS = 3_600_000;
const DAY_MS = 86_400_000;

/**
 * What the witnesses say against one another, in words. Each is a fact that a single date hides:
 * nothing is smoothed (product rule 2). Empty = they agree.
 */
export function rotationFindings(seen: RotationWitnesses, nowMs: number): string[] {
  if (seen.owningService) return [];
  return [
    offWithRules(seen),
    neverRotated(seen),
    pastDate(seen, nowMs),
    writtenByHand(seen, nowMs),
    olderThanRotation(seen),
    unreportedRotation(seen),
    unreadableSchedule(seen),
  ].filter((finding) => finding !== undefined);
}

function offWithRules({ rotationEnabled, hasRules, externalType }: RotationWitnesses) {
  if (rotationEnabled === true || !hasRules || externalType) return undefined;
  return "Rotation is off, but old rules remain: AWS keeps the function and the schedule when rotation is turned off, and does not follow them.";
}

function neverRotated({ rotationEnabled, lastRotatedMs }: RotationWitnesses) {
  if (rotationEnabled !== true || lastRotatedMs !== undefined) return undefined;
  return "Rotation is on, but AWS knows of no successful rotation yet.";
}

function pastDate({ rotationEnabled, nextRotationMs }: RotationWitnesses, nowMs: number) {
  if (rotationEnabled !== true || nextRotationMs === undefined || nextRotationMs >= nowMs) {
    return undefined;
  }
  return `AWS's next date has passed (${minute(nextRotationMs)} UTC): AWS leaves it in the past when rotation fails.`;
}

function writtenByHand(seen: RotationWitnesses, nowMs: number) {
  const { rotationEnabled, currentVersionMs, lastRotatedMs } = seen;
  if (rotationEnabled !== true || currentVersionMs === undefined) return undefined;
  const rotated = Math.max(lastRotatedMs ?? 0, seen.succeededMs ?? 0);
  if (rotated === 0 || currentVersionMs - rotated < SAME_MS) return undefined;
  const days = Math.floor((nowMs - currentVersionMs) / DAY_MS);
  const age = days === 0 ? "today" : days === 1 ? "yesterday" : `${days} days ago`;
  return `The value was changed outside rotation ${age}. AWS counts that as a rotation when it computes the next date, and not in its last-rotated date.`;
}

function olderThanRotation({ currentVersionMs, lastRotatedMs, succeededMs }: RotationWitnesses) {
  const rotated = Math.max(lastRotatedMs ?? 0, succeededMs ?? 0);
  if (currentVersionMs === undefined || rotated === 0) return undefined;
  // A version is made in createSecret, so it is a little older than the end of its rotation.
  if (rotated - currentVersionMs < DAY_MS) return undefined;
  return `The current version (${minute(currentVersionMs)} UTC) is older than the last successful rotation (${minute(rotated)} UTC): AWSCURRENT was moved back to it.`;
}

function unreportedRotation({ lastRotatedMs, succeededMs, trailFromMs }: RotationWitnesses) {
  if (trailFromMs === undefined) return undefined;
  if (succeededMs !== undefined && lastRotatedMs === undefined) {
    return `CloudTrail tells of a successful rotation (${minute(succeededMs)} UTC), yet AWS gives no last-rotated date.`;
  }
  if (lastRotatedMs === undefined || lastRotatedMs < trailFromMs + SAME_MS) return undefined;
  if (succeededMs !== undefined && Math.abs(lastRotatedMs - succeededMs) < SAME_MS) {
    return undefined;
  }
  return `AWS dates the last rotation ${minute(lastRotatedMs)} UTC; ${
    succeededMs === undefined
      ? "CloudTrail tells of no successful rotation since then"
      : `the last that CloudTrail tells of ended ${minute(succeededMs)} UTC`
  }.`;
}

function unreadableSchedule(seen: RotationWitnesses) {
  const { rotationEnabled, scheduleExpression, rotateAfterDays } = seen;
  if (rotationEnabled !== true || !scheduleExpression) return undefined;
  const schedule = readSchedule({ scheduleExpression, automaticallyAfterDays: rotateAfterDays });
  return schedule
    ? undefined
    : `This console cannot read the schedule ${scheduleExpression}: AWS's next date is shown, and no window after it.`;
}

function minute(ms: number): string {
  return new Date(ms).toISOString().slice(0, 16).replace("T", " ");
}
