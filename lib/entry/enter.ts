import "server-only";
import { randomUUID } from "node:crypto";
import { unstable_rethrow } from "next/navigation";
import type { z } from "zod";
import { assertOwnRequest } from "@/lib/auth/origin";
import { type CheckedSession, sessionOf, touch } from "@/lib/auth/session";
import { type AwsAccess, awsAccess, type WitnessedAccess } from "@/lib/aws/clients";
import { fromAws, withoutEcho } from "@/lib/aws/failures";
import { config } from "@/lib/config";
import { recordAttempt, recordOutcome } from "@/lib/db/ledger";
import { Failure, type FailureCode, type FailureView } from "@/lib/domain/failure";
import type { AttemptRef, OutcomeFacts } from "@/lib/domain/ledger";
import { mayPerform, type OperationName, operations } from "@/lib/domain/operations";
import type { Outcome } from "@/lib/domain/outcome";
import { type Place, placeOf, SecretArn } from "@/lib/domain/place";
import { needsStepUp, type Session } from "@/lib/domain/session";
import { log } from "@/lib/log";
import { recordLook } from "./auditor-look";
import { isInBackground } from "./background";
import { invalid } from "./input";
import { assertRevealBudget } from "./reveal-budget";

/** What an operation gets to work with. */
export interface EntryContext {
  /** Verified for this request; `session.role` is the one worked in. */
  session: Session;
  now: Date;
  /** AWS under the session's own assumed role, and nobody else's. */
  aws: AwsAccess;
  /**
   * For an audited operation that goes on while its answer is sent: from now on the outcome is the
   * caller's to write, unless `run` itself throws.
   */
  settleLater(): LateOutcome;
}

/** How an operation ends whose answer has begun already. */
export interface LateOutcome {
  /** @throws whatever `write` does: then it must not be finished */
  done(write: (attempt: AttemptRef, facts: OutcomeFacts) => Promise<void>): Promise<void>;
  /** Writes why it ended otherwise. Never throws. */
  failed(error: unknown): Promise<void>;
}

export interface Entry<Schema extends z.ZodType, Data> {
  input: Schema;
  /** What the ledger names, an ARN or a name. Chosen, not copied: never the input itself. */
  subject?: (input: z.output<Schema>) => string | undefined;
  /** Where it happens; taken from the subject if that is an ARN. */
  place?: (input: z.output<Schema>) => Place | undefined;
  /** What an auditor looks at in words, where the subject does not say it. Never what was typed. */
  look?: (input: z.output<Schema>) => string;
  /** What the person gave as their reason. */
  reason?: (input: z.output<Schema>) => string | undefined;
  /** Must not call `redirect` or `notFound`. Throws `Failure`, or lets AWS's errors fly. */
  run: (context: EntryContext, input: z.output<Schema>) => Promise<Data>;
}

/** What is known about one run so far; its outcome is worded from it. */
interface Run {
  name: OperationName;
  attempt?: AttemptRef;
  aws?: WitnessedAccess;
  /** Somebody else writes the outcome. */
  isLate?: boolean;
}

/** `guard` for one request whose headers are given: the same steps, free of Next. */
export async function enter<Schema extends z.ZodType, Data>(
  name: OperationName,
  entry: Entry<Schema, Data>,
  raw: unknown,
  headers: Pick<Headers, "get">,
): Promise<Outcome<Data>> {
  const run: Run = { name };
  try {
    const now = new Date();
    assertOwnRequest(headers, operations[name].door);
    const session = await sessionOf(headers, now);
    if (!isInBackground(headers)) await touch(session, now);
    const parsed = entry.input.safeParse(raw);
    if (!parsed.success) throw invalid(parsed.error);
    run.attempt = await note(name, entry, session, parsed.data);
    await assertMay(name, session, run.attempt);
    run.aws = awsAccess(session, name);
    const context = { session, now, aws: run.aws, settleLater: () => lateOutcome(run) };
    const [data] = await Promise.all([
      entry.run(context, parsed.data),
      noteLook(name, entry, session, parsed.data),
    ]);
    if (!run.isLate) await settleDone(run);
    return { ok: true, data };
  } catch (error) {
    unstable_rethrow(error);
    return { ok: false, failure: await settleFailed(run, error) };
  }
}

/** Audited operations are on record before anything happens, and so is every refusal by role. */
async function note<Schema extends z.ZodType>(
  operation: OperationName,
  entry: Pick<Entry<Schema, unknown>, "subject" | "place" | "reason">,
  session: Session,
  input: z.output<Schema>,
): Promise<AttemptRef | undefined> {
  if (!operations[operation].audited && mayPerform(session.role, operation)) return undefined;
  const subject = entry.subject?.(input);
  const place = entry.place?.(input) ?? placeOfSubject(subject);
  const reason = entry.reason?.(input);
  const { person, role, id: sessionId } = session;
  return await recordAttempt({ operation, person, role, sessionId, subject, place, reason });
}

/** An auditor's look is on record by the time that they see anything. */
async function noteLook<Schema extends z.ZodType>(
  operation: OperationName,
  entry: Pick<Entry<Schema, unknown>, "subject" | "place" | "look">,
  session: Session,
  input: z.output<Schema>,
): Promise<void> {
  if (session.role !== "auditor" || !operations[operation].look) return;
  const subject = entry.look?.(input) ?? entry.subject?.(input);
  const place = entry.place?.(input) ?? placeOfSubject(subject);
  await recordLook(session, {
    operation,
    ...(subject !== undefined && { subject }),
    ...(place && { place }),
  });
}

function placeOfSubject(subject: string | undefined): Place | undefined {
  return SecretArn.safeParse(subject).success && subject ? placeOf(subject) : undefined;
}

/** @throws Failure `not-allowed`, `step-up-needed`, `too-many-reveals` */
async function assertMay(
  name: OperationName,
  session: CheckedSession,
  attempt: AttemptRef | undefined,
): Promise<void> {
  if (!mayPerform(session.role, name)) throw new Failure("not-allowed");
  const { stepUp, value } = operations[name];
  if (stepUp && needsStepUp(session, config().sessions, session.checkedAt))
    throw new Failure("step-up-needed");
  if (value === "given") await assertRevealBudget(session.person, attempt, config().reveals);
}

/**
 * Writes the outcome of what succeeded. Where a value was read, an outcome that cannot be written
 * drops the answer. Elsewhere AWS has acted: the answer stands and the attempt stays open.
 */
async function settleDone(run: Run): Promise<void> {
  if (!run.attempt) return;
  try {
    await recordOutcome(run.attempt, { result: "done", ...evidence(run) });
  } catch (error) {
    // Tried once: a second outcome for this attempt would only fail the same way.
    run.attempt = undefined;
    if (["handled", "given"].includes(operations[run.name].value)) throw error;
  }
}

function lateOutcome(run: Run): LateOutcome {
  const { attempt } = run;
  if (!attempt) throw new Error("an operation that is not audited has no outcome");
  run.isLate = true;
  return {
    done: (write) => write(attempt, { result: "done", ...evidence(run) }),
    failed: async (error) => {
      await settleFailed(run, error);
    },
  };
}

async function settleFailed(run: Run, error: unknown): Promise<FailureView> {
  const failure = failureFor(run, error);
  const view = failure instanceof Failure ? failure.view() : unexpected(run.name, error);
  if (run.attempt) {
    const result = resultOf(view.code);
    const facts = { result, code: view.code, awsCode: view.aws?.code, ...evidence(run) };
    // The refusal stands whether or not it can be written; an open attempt says that much.
    await recordOutcome(run.attempt, facts).catch(() => undefined);
  }
  return view;
}

/** AWS's words for what failed; "not confirmed" if a change was sent and its answer never came. */
function failureFor(run: Run, error: unknown): unknown {
  const known = fromAws(error);
  const isOpen =
    !(known instanceof Failure) || ["aws-unreachable", "aws-failed"].includes(known.code);
  if (run.aws?.traffic.mayHaveWritten && isOpen) {
    const aws = known instanceof Failure ? known.aws : undefined;
    return new Failure("not-confirmed", { aws, cause: error });
  }
  const hasValue = operations[run.name].value !== "none";
  return known instanceof Failure && hasValue ? withoutEcho(known) : known;
}

function unexpected(operation: OperationName, error: unknown): FailureView {
  const reference = randomUUID().slice(0, 8);
  log("error", "an operation failed unexpectedly", { operation, reference, error });
  return { ...new Failure("unexpected").view(), reference };
}

const refusals = new Set<FailureCode>([
  "not-allowed",
  "step-up-needed",
  "too-many-reveals",
  "outside-configuration",
  "denied-by-aws",
  "key-denied",
  "role-refused",
  "asked-for-it",
  "has-voted",
  "not-needed",
  "not-approver",
  "is-over",
  "is-running",
]);

function resultOf(code: FailureCode): OutcomeFacts["result"] {
  if (code === "not-confirmed") return "in-doubt";
  return refusals.has(code) ? "refused" : "failed";
}

/** The ids by which AWS's own log can be joined to the ledger. */
function evidence({ aws }: Run): Pick<OutcomeFacts, "awsRequestIds" | "assumedRole"> {
  const awsRequestIds = aws?.traffic.requestIds ?? [];
  const assumedRole = aws?.assumedRole();
  return {
    ...(awsRequestIds.length > 0 && { awsRequestIds }),
    ...(assumedRole && { assumedRole }),
  };
}
