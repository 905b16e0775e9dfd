import "server-only";
import { setTimeout as sleep } from "node:timers/promises";
import { fromAws, mayHaveTakenEffect } from "@/lib/aws/failures";
import { Failure, type FailureCode } from "@/lib/domain/failure";

/** After a write, AWS may still tell the former state for a while (facts 2.11). */
const CONFIRM_WITHIN_MS = 30_000;
const CONFIRM_EVERY_MS_MAX = 2_000;

/**
 * Sends one change and ends with the truth: what a look then shows; AWS's refusal in its words; or
 * Failure `not-confirmed`.
 *
 * The SDK repeats a call whose answer was lost, and AWS may refuse the repeat although the first
 * one took effect. So the refusal of a repeated call counts only if a look shows no change.
 */
export async function settledWrite<Seen>(
  send: () => Promise<unknown>,
  look: () => Promise<Seen>,
  isAsWanted: (seen: Seen) => boolean,
): Promise<Seen> {
  try {
    await send();
  } catch (error) {
    if (!mayHaveTakenEffect(error)) throw fromAws(error);
    const isDone = await looksDone(look, isAsWanted);
    if (isDone === undefined) throw inDoubt(error);
    if (!isDone) throw fromAws(error);
  }
  return await untilSeen(look, isAsWanted);
}

/** A look that fails so may succeed in a moment; any other failure stays what it is. */
const passing = new Set<FailureCode>(["throttled-by-aws", "aws-failed", "aws-unreachable"]);

/**
 * Looks, after a write, until it is so, for at most 30 seconds.
 *
 * @throws Failure `not-confirmed` if it never was or nobody could look; it may have come all the same
 */
export async function untilSeen<Seen>(
  look: () => Promise<Seen>,
  isAsWanted: (seen: Seen) => boolean,
): Promise<Seen> {
  const untilMs = performance.now() + CONFIRM_WITHIN_MS;
  for (let waitMs = 100; ; waitMs = Math.min(waitMs * 2, CONFIRM_EVERY_MS_MAX)) {
    let trouble: unknown;
    try {
      const seen = await look();
      if (isAsWanted(seen)) return seen;
    } catch (error) {
      trouble = fromAws(error);
      if (!(trouble instanceof Failure) || !passing.has(trouble.code)) throw inDoubt(trouble);
    }
    if (performance.now() + waitMs > untilMs) throw inDoubt(trouble);
    await sleep(waitMs);
  }
}

/** Undefined if nobody could look. */
async function looksDone<Seen>(
  look: () => Promise<Seen>,
  isAsWanted: (seen: Seen) => boolean,
): Promise<boolean | undefined> {
  try {
    return isAsWanted(await look());
  } catch {
    return undefined;
  }
}

/** Something was sent, and no look tells what became of it. AWS's words, if any, come along. */
function inDoubt(error: unknown): Failure {
  const known = fromAws(error);
  const aws = known instanceof Failure ? known.aws : undefined;
  return new Failure("not-confirmed", { aws, cause: error });
}
