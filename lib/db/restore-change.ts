import "server-only";
import { and, eq, sql } from "drizzle-orm";
import { newsOf } from "@/lib/domain/announcement";
import { Failure } from "@/lib/domain/failure";
import { isLive, mayFollow, type RestoreState } from "@/lib/domain/restore-request";
import type { ConsoleRole, Person } from "@/lib/domain/role";
import { announce } from "./announcements";
import { type Db, database } from "./client";
import { assertLedgerSound, recordFactIn } from "./ledger";
import { restoreEvents, restoreRequests, restoreVotes } from "./schema";

export type Tx = Parameters<Parameters<Db["transaction"]>[0]>[0];
export type RestoreRow = typeof restoreRequests.$inferSelect;
export type VoteRow = typeof restoreVotes.$inferSelect;

/** Who makes a change, as the ledger names them. */
export interface Doer {
  person: Person;
  role?: ConsoleRole;
  sessionId: string;
}

/** The console itself, for what time or a look at AWS decides. */
export const consoleItself: Doer = {
  person: { issuer: "strongroom", subject: "console", displayName: "This console" },
  sessionId: "none",
};

/** The one clock that decides about requests. */
export async function databaseTime(): Promise<Date> {
  const { db } = await database();
  const { rows } = await db.execute<{ now: string }>(sql`SELECT clock_timestamp()::text AS now`);
  return new Date(rows[0]?.now ?? "");
}

/** A request under its lock, as of the database's own clock. */
export interface Locked {
  tx: Tx;
  row: RestoreRow;
  votes: VoteRow[];
  /** The requester and whoever joined. */
  askedBy: { issuer: string; subject: string }[];
  now: Date;
}

/**
 * Runs `work` with the request locked: everything that is decided about it is decided one after
 * the other, by the database's clock, which alone says whether the request has expired.
 *
 * @throws Failure `request-not-found`; `cannot-record` while the ledger takes nothing
 */
export async function withRequest<T>(id: string, work: (locked: Locked) => Promise<T>): Promise<T> {
  await assertLedgerSound();
  const { db } = await database();
  return await db.transaction(async (tx) => {
    const [found] = await tx
      .select({ row: restoreRequests, now: sql<string>`clock_timestamp()::text` })
      .from(restoreRequests)
      .where(eq(restoreRequests.id, id))
      .for("update");
    if (!found) throw new Failure("request-not-found");
    const now = new Date(found.now);
    const votes = await tx.select().from(restoreVotes).where(eq(restoreVotes.requestId, id));
    const askedBy = await askersOf(tx, found.row);
    const row = await expireIfDue(tx, found.row, now);
    return await work({ tx, row, votes, askedBy, now });
  });
}

/**
 * Moves a request on. Guarded by state and version; the ledger's entry and the request's own
 * record of it are part of the same transaction: none of the three is ever seen without the rest.
 */
export async function transition(
  tx: Tx,
  row: RestoreRow,
  to: RestoreState,
  { doer, says, set = {} }: { doer: Doer; says: string; set?: Partial<RestoreRow> },
): Promise<RestoreRow> {
  if (!mayFollow(row.state, to)) throw new Failure("request-moved-on");
  const version = row.version + 1;
  const closed = isLive(to) ? {} : { closedAt: sql`clock_timestamp()` as unknown as Date };
  const [next] = await tx
    .update(restoreRequests)
    .set({ ...set, ...closed, state: to, version })
    .where(
      and(
        eq(restoreRequests.id, row.id),
        eq(restoreRequests.state, row.state),
        eq(restoreRequests.version, row.version),
      ),
    )
    .returning();
  if (!next) throw new Failure("request-moved-on");
  await recordTransition(tx, next, row.state, { doer, says });
  return next;
}

/** The requester and whoever joined. */
async function askersOf(tx: Tx, row: RestoreRow): Promise<Locked["askedBy"]> {
  const joined = await tx
    .select({ issuer: restoreEvents.issuer, subject: restoreEvents.subject })
    .from(restoreEvents)
    .where(and(eq(restoreEvents.requestId, row.id), eq(restoreEvents.kind, "joined")));
  const { requesterIssuer: issuer, requesterSubject: subject } = row;
  return [{ issuer, subject }, ...joined.map((who) => named(who))];
}

/**
 * Puts a transition, the making of a request too, into the ledger and into its own history, and
 * notes that people are to be told.
 */
export async function recordTransition(
  tx: Tx,
  row: RestoreRow,
  from: RestoreState | undefined,
  { doer, says }: { doer: Doer; says: string },
): Promise<void> {
  const { accountId, region } = row;
  const ledgerSeq = await recordFactIn(tx, {
    operation: "restore.transition",
    person: doer.person,
    role: doer.role,
    sessionId: doer.sessionId,
    subject: row.secretArn,
    place: { accountId, region },
    reason: `request ${row.id}: ${from ?? "new"} to ${row.state}`,
  });
  await tx.insert(restoreEvents).values({
    requestId: row.id,
    at: sql`clock_timestamp()`,
    kind: "transition",
    issuer: doer.person.issuer,
    subject: doer.person.subject,
    who: doer.person.displayName,
    text: says,
    fromState: from,
    toState: row.state,
    version: row.version,
    ledgerSeq,
  });
  const kind = newsOf(from, row.state);
  if (!kind) return;
  await announce(tx, {
    kind,
    requestId: row.id,
    version: row.version,
    secret: { name: row.secretName, accountId, region },
    askedBy: await askersOf(tx, row),
    ...(doer !== consoleItself && { by: doer.person }),
  });
}

/** Adds a remark, a joining or a live step to the history of a request. */
export async function addEvent(
  tx: Tx,
  requestId: string,
  event: { kind: "joined" | "comment" | "step"; doer: Doer; text: string },
): Promise<void> {
  const { issuer, subject, displayName } = event.doer.person;
  await tx.insert(restoreEvents).values({
    requestId,
    at: sql`clock_timestamp()`,
    kind: event.kind,
    issuer,
    subject,
    who: displayName,
    text: event.text,
  });
}

/** What is over by the database's clock is over, whoever looks next; a running one is not cut off. */
async function expireIfDue(tx: Tx, row: RestoreRow, now: Date): Promise<RestoreRow> {
  const isWaiting = isLive(row.state) && row.state !== "executing";
  if (!isWaiting || row.expiresAt > now) return row;
  const says = "Nobody completed it in time.";
  return await transition(tx, row, "expired", { doer: consoleItself, says });
}

function named({ issuer, subject }: { issuer: string | null; subject: string | null }) {
  return { issuer: issuer ?? "", subject: subject ?? "" };
}
