import "server-only";
import { randomUUID } from "node:crypto";
import { sql } from "drizzle-orm";
import { Failure } from "@/lib/domain/failure";
import type {
  AttemptBody,
  AttemptFacts,
  AttemptRef,
  OutcomeBody,
  OutcomeFacts,
} from "@/lib/domain/ledger";
import { log } from "@/lib/log";
import { canonicalText } from "./chain";
import { APPEND_LIMIT_MS, type Db, database } from "./client";
import { ledgerState, writeCheckpoint } from "./ledger-state";

/** A checkpoint after this many entries, besides those that come with time. */
const CHECKPOINT_EVERY = 100;

/** Tells the console's processes apart in the ledger. */
const instance = randomUUID();

/** Enough of a session's id to tell sessions apart, too little to be mistaken for one. */
const SESSION_CHARACTERS = 16;

/**
 * Writes that a person is about to do something. Committed when it answers.
 *
 * @throws Failure("cannot-record") when that did not happen within 2 s: then nothing may run.
 */
export async function recordAttempt(facts: AttemptFacts): Promise<AttemptRef> {
  const { body, found } = attemptOf(facts);
  return { seq: await append(body, found), id: body.id };
}

/**
 * Writes, inside the caller's transaction, something that is a fact once that is committed: attempt
 * and outcome together. Answers the attempt's seq. Ask `assertLedgerSound` before the transaction.
 */
export async function recordFactIn(tx: Pick<Db, "execute">, facts: AttemptFacts): Promise<number> {
  const { body, found } = attemptOf(facts);
  const seq = await appendWith(tx, body, found);
  const outcome = { v: 1, kind: "outcome", id: body.id, instance, attempt: seq } as const;
  await appendWith(tx, { ...outcome, result: "done" });
  return seq;
}

/** @throws Failure("cannot-record") while the ledger takes nothing new */
export async function assertLedgerSound(): Promise<void> {
  const { mode } = await ledgerState();
  if (mode === "read-only") throw new Failure("cannot-record");
}

function attemptOf(facts: AttemptFacts): { body: Omit<AttemptBody, "at">; found: Found } {
  const { issuer, subject, displayName } = facts.person;
  const body: Omit<AttemptBody, "at"> = {
    v: 1,
    kind: "attempt",
    id: randomUUID(),
    instance,
    operation: facts.operation,
    person: { issuer, subject, displayName },
    role: facts.role,
    session: facts.sessionId.slice(0, SESSION_CHARACTERS),
    target: facts.subject,
    place: facts.place && { accountId: facts.place.accountId, region: facts.place.region },
    reason: facts.reason,
  };
  const found = {
    operation: facts.operation,
    issuer: plain(issuer),
    subject: plain(subject),
    target: plain(facts.subject),
  };
  return { body, found };
}

/**
 * Writes how it ended. An attempt takes one outcome: a second is refused.
 *
 * @throws Failure("cannot-record") when it was not committed within 2 s. AWS may have acted by
 * then: the attempt stays open and is settled as in doubt.
 */
export async function recordOutcome(attempt: AttemptRef, facts: OutcomeFacts): Promise<void> {
  await append(outcomeOf(attempt, facts));
}

/** As `recordOutcome`, inside the caller's transaction; throws whatever the database does. */
export async function recordOutcomeIn(
  tx: Pick<Db, "execute">,
  attempt: AttemptRef,
  facts: OutcomeFacts,
): Promise<void> {
  await appendWith(tx, outcomeOf(attempt, facts));
}

function outcomeOf(attempt: AttemptRef, facts: OutcomeFacts): Omit<OutcomeBody, "at"> {
  const { result, code, bundle, ...aws } = facts;
  return {
    v: 1,
    kind: "outcome",
    id: attempt.id,
    instance,
    attempt: attempt.seq,
    result,
    code,
    aws: Object.values(aws).some((fact) => fact !== undefined) ? aws : undefined,
    bundle,
  };
}

/** What an attempt is found under; its outcome is found under the same. */
interface Found {
  operation: string;
  issuer: string | null;
  subject: string | null;
  target: string | null;
}

type Body = Omit<AttemptBody, "at"> | Omit<OutcomeBody, "at">;

/** Adds one entry to the chain and answers its seq; anything else becomes "cannot-record". */
async function append(body: Body, found?: Found): Promise<number> {
  try {
    return await withinLimit(appendWhenSound(body, found));
  } catch (error) {
    log("error", "An entry was not recorded", { error });
    throw new Failure("cannot-record", { cause: error });
  }
}

/**
 * A ledger that does not verify takes no new attempts; what was begun before that showed still
 * gets its outcome.
 */
async function appendWhenSound(body: Body, found?: Found): Promise<number> {
  const { mode } = await ledgerState();
  if (mode === "read-only" && body.kind === "attempt") throw new Error("the ledger is read-only");
  const { appends } = await database();
  const seq = await appendWith(appends, body, found);
  if (seq % CHECKPOINT_EVERY === 0) {
    // Not awaited: the entry is committed, and a missed checkpoint is made up for by the next.
    writeCheckpoint().catch((error: unknown) => log("warn", "No checkpoint written", { error }));
  }
  return seq;
}

/** One call, which locks the chain's end, takes the database's time, hashes and writes. */
async function appendWith(db: Pick<Db, "execute">, body: Body, found?: Found): Promise<number> {
  const { kind, id } = body;
  const [attempt, result] = body.kind === "outcome" ? [body.attempt, body.result] : [null, null];
  const { operation, issuer, subject, target } = found ?? {};
  const written = await db.execute<{ seq: string }>(sql`SELECT ledger_append(${kind}, ${id},
    ${attempt}, ${operation ?? null}, ${issuer ?? null}, ${subject ?? null}, ${target ?? null},
    ${result}, ${withoutTime(body)}) AS seq`);
  const seq = Number(written.rows[0]?.seq);
  if (!Number.isSafeInteger(seq)) throw new Error("the ledger did not answer");
  return seq;
}

/**
 * The canonical text without its first key: "at" sorts before all other keys of an entry, so the
 * database can put its own time in front and the whole is still canonical.
 */
function withoutTime(body: object): string {
  const first = '{"at":"",';
  const text = canonicalText({ ...body, at: "" });
  if (!text.startsWith(first)) throw new Error('a key sorts before "at"');
  return text.slice(first.length);
}

/** PostgreSQL's text cannot hold NUL; the canonical text escapes it. */
function plain(value: string | undefined): string | null {
  return value?.replaceAll("\u0000", "\uFFFD") ?? null;
}

async function withinLimit<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error("took too long")), APPEND_LIMIT_MS);
  });
  try {
    return await Promise.race([work, limit]);
  } finally {
    clearTimeout(timer);
  }
}
