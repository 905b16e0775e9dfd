import "server-only";
import { randomUUID } from "node:crypto";
import { type SQL, sql } from "drizzle-orm";
import { Failure } from "@/lib/domain/failure";
import type {
  AttemptBody,
  AttemptFacts,
  AttemptRef,
  OutcomeBody,
  OutcomeFacts,
} from "@/lib/domain/ledger";
import { log } from "@/lib/log";
import { canonicalText, ENTRY_DOMAIN } from "./chain";
import { APPEND_LIMIT_MS, type Database, database } from "./client";
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
  const columns = sql`SELECT ${facts.operation} AS operation, ${plain(issuer)} AS issuer,
    ${plain(subject)} AS subject, ${plain(facts.subject)} AS target,
    NULL::bigint AS attempt, NULL AS result`;
  return { seq: await append(body, columns), id: body.id };
}

/**
 * Writes how it ended. An attempt takes one outcome: a second is refused.
 *
 * @throws Failure("cannot-record") when it was not committed within 2 s. AWS may have acted by
 * then: the attempt stays open and is settled as in doubt.
 */
export async function recordOutcome(attempt: AttemptRef, facts: OutcomeFacts): Promise<void> {
  const { result, code, ...aws } = facts;
  const body: Omit<OutcomeBody, "at"> = {
    v: 1,
    kind: "outcome",
    id: attempt.id,
    instance,
    attempt: attempt.seq,
    result,
    code,
    aws: Object.values(aws).some((fact) => fact !== undefined) ? aws : undefined,
  };
  const columns = sql`SELECT operation, issuer, subject, target, seq AS attempt, ${result} AS result
    FROM ledger_entries WHERE seq = ${attempt.seq} AND id = ${attempt.id} AND kind = 'attempt'`;
  await append(body, columns);
}

type Body = Omit<AttemptBody, "at"> | Omit<OutcomeBody, "at">;

/** Adds one entry to the chain and answers its seq; anything else becomes "cannot-record". */
async function append(body: Body, columns: SQL): Promise<number> {
  try {
    return await withinLimit(appendWhenSound(body, columns));
  } catch (error) {
    log("error", "An entry was not recorded", { error });
    throw new Failure("cannot-record", { cause: error });
  }
}

/**
 * A ledger that does not verify takes no new attempts; what was begun before that showed still
 * gets its outcome.
 */
async function appendWhenSound(body: Body, columns: SQL): Promise<number> {
  const { mode } = await ledgerState();
  if (mode === "read-only" && body.kind === "attempt") throw new Error("the ledger is read-only");
  const seq = await appendTo(await database(), body, columns);
  if (seq % CHECKPOINT_EVERY === 0) {
    // Not awaited: the entry is committed, and a missed checkpoint is made up for by the next.
    writeCheckpoint().catch((error: unknown) => log("warn", "No checkpoint written", { error }));
  }
  return seq;
}

/**
 * One statement, so that no client can die or dawdle while it holds the chain's end: it locks the
 * head, takes the time, hashes and writes. Whoever waited for the lock sees the newest head.
 */
async function appendTo({ appends }: Database, body: Body, columns: SQL): Promise<number> {
  const written = await appends.execute<{ seq: string }>(sql`
    WITH head AS MATERIALIZED (SELECT * FROM ledger_head FOR UPDATE),
    facts AS MATERIALIZED (${columns}),
    next AS MATERIALIZED (
      SELECT log_id, seq + 1 AS seq, hash AS prev_hash,
        date_trunc('milliseconds', greatest(head.at, clock_timestamp())) AS at
      FROM head),
    written AS MATERIALIZED (
      SELECT *, '{"at":"' || to_char(next.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
        || '",' || ${withoutTime(body)}::text AS canonical
      FROM next),
    linked AS MATERIALIZED (
      SELECT *, encode(sha256(convert_to(concat_ws(E'\n', ${ENTRY_DOMAIN}::text,
        log_id, seq, prev_hash, canonical), 'UTF8')), 'hex') AS hash
      FROM written),
    moved AS (
      UPDATE ledger_head SET seq = linked.seq, hash = linked.hash, at = linked.at
      FROM linked, facts)
    INSERT INTO ledger_entries (seq, at, kind, id, attempt, operation, issuer, subject, target,
      result, canonical, prev_hash, hash)
    SELECT linked.seq, linked.at, ${body.kind}, ${body.id}, facts.attempt, facts.operation,
      facts.issuer, facts.subject, facts.target, facts.result, canonical, prev_hash, linked.hash
    FROM linked, facts
    RETURNING seq`);
  const seq = Number(written.rows[0]?.seq);
  if (!Number.isSafeInteger(seq)) throw new Error("the ledger has no such attempt, or no head");
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
