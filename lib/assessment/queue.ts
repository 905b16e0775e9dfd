import "server-only";
import { failureOf } from "@/lib/aws/failures";
import type { Found, LookKind, LookTask } from "@/lib/domain/control-looks";
import type { Failure, FailureCode } from "@/lib/domain/failure";
import type { Ask } from "./ask";

/** Looks under way at once in one place: enough to fill the pace, few enough to stop soon. */
const AT_ONCE = 4;
/** So many refusals in a row and no answer before: the role may not ask this here at all. */
const REFUSALS_MAX = 5;
/** So many faults in a row, and the place is left alone for this pass. */
const FAULTS_MAX = 3;

/** Failures that say something about the secret or key, and not about the moment. */
const answers: ReadonlySet<FailureCode> = new Set<FailureCode>([
  "denied-by-aws",
  "key-denied",
  "refused-by-aws",
  "secret-not-found",
  "pending-deletion",
  "managed-elsewhere",
]);

/** After these nothing else here would be answered either. */
const ends: ReadonlySet<FailureCode> = new Set<FailureCode>([
  "throttled-by-aws",
  "aws-session-ended",
  "role-refused",
  "outside-configuration",
]);

/** What one look ended with. */
export type Answer = { found: Found[LookKind] } | { failure: Failure };

/** What a queue leaves undone, and why. */
export interface Left {
  tasks: number;
  failure: Failure;
}

/**
 * Works through the looks of one kind in one place, a few at a time, until all are answered or
 * there is a reason to stop. `note` gets each answer once; false from `mayGoOn` ends it quietly.
 *
 * @throws what `note` throws
 */
export async function workThrough(
  tasks: readonly LookTask[],
  ask: Ask,
  note: (task: LookTask, answer: Answer) => Promise<void>,
  mayGoOn: () => boolean,
): Promise<Left | undefined> {
  let next = 0;
  let left = 0;
  let faults = 0;
  let refusals = 0;
  let isAnswered = false;
  let isOver = false;
  let why: Failure | undefined;

  const look = async (task: LookTask): Promise<void> => {
    const answer = await answerTo(ask, task);
    if ("found" in answer) {
      isAnswered = true;
      faults = 0;
      return await note(task, answer);
    }
    const { failure } = answer;
    if (answers.has(failure.code)) {
      faults = 0;
      if (failure.code === "denied-by-aws") refusals += 1;
      if (!isAnswered && refusals >= REFUSALS_MAX) {
        isOver = true;
        why = failure;
      }
      return await note(task, answer);
    }
    // Nothing is learned of this one, so that it stays due.
    left += 1;
    faults += 1;
    why = failure;
    if (ends.has(failure.code) || faults >= FAULTS_MAX) isOver = true;
  };
  const worker = async (): Promise<void> => {
    while (!isOver && next < tasks.length && mayGoOn()) {
      const task = tasks[next];
      next += 1;
      if (task) await look(task);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  const undone = left + tasks.length - next;
  return undone > 0 && why ? { tasks: undone, failure: why } : undefined;
}

async function answerTo(ask: Ask, task: LookTask): Promise<Answer> {
  try {
    return { found: await ask(task) };
  } catch (error) {
    return { failure: failureOf(error) };
  }
}
