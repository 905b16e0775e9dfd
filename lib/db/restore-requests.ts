import "server-only";
import { randomUUID } from "node:crypto";
import { and, eq, inArray, lt, sql } from "drizzle-orm";
import { Failure } from "@/lib/domain/failure";
import {
  isComplete,
  isLive,
  isSamePerson,
  liveStates,
  progressOf,
  voteRefusal,
} from "@/lib/domain/restore-request";
import type { Session } from "@/lib/domain/session";
import { database } from "./client";
import { assertLedgerSound } from "./ledger";
import {
  addEvent,
  type Doer,
  type Locked,
  type RestoreRow,
  recordTransition,
  transition,
  withRequest,
} from "./restore-change";
import { restoreIntents, restoreRequests, restoreVotes, sessions } from "./schema";

type Voter = Pick<Session, "id" | "person" | "role" | "groups">;

export function doerOf({ person, role, id }: Voter): Doer {
  return { person, role, sessionId: id };
}

export type NewRequest = Omit<
  typeof restoreRequests.$inferInsert,
  "id" | "version" | "state" | "requesterIssuer" | "requesterSubject" | "requesterName"
>;

/**
 * Makes a request, or joins the one that is live for this secret: the second wish is a remark on
 * the first. Whoever joins has asked for it too and cannot approve it.
 *
 * @throws Failure `request-moved-on` if the live one is about another deletion or was voted on by them
 */
export async function askForRestore(
  asked: NewRequest,
  session: Voter,
): Promise<{ id: string; hasJoined: boolean }> {
  const made = await insertRequest(asked, session);
  if (made) return { id: made, hasJoined: false };
  const { db } = await database();
  const [live] = await db
    .select({ id: restoreRequests.id })
    .from(restoreRequests)
    .where(
      and(
        eq(restoreRequests.secretArn, asked.secretArn),
        inArray(restoreRequests.state, liveStates),
      ),
    );
  // It ended between the two statements; asking again makes a new one.
  if (!live) throw new Failure("request-moved-on");
  await withRequest(live.id, async (locked) => {
    const { row, votes, askedBy, tx } = locked;
    if (!isLive(row.state) || row.deletedAt.getTime() !== new Date(asked.deletedAt).getTime())
      throw new Failure("request-moved-on");
    if (votes.some((vote) => isSamePerson(approverOf(vote), session.person)))
      throw new Failure("has-voted");
    const kind = askedBy.some((who) => isSamePerson(who, session.person)) ? "comment" : "joined";
    await addEvent(tx, row.id, { kind, doer: doerOf(session), text: asked.reason });
  });
  return { id: live.id, hasJoined: true };
}

async function insertRequest(asked: NewRequest, session: Voter): Promise<string | undefined> {
  await assertLedgerSound();
  const { db } = await database();
  const { issuer, subject, displayName } = session.person;
  return await db.transaction(async (tx) => {
    const [row] = await tx
      .insert(restoreRequests)
      .values({
        ...asked,
        id: randomUUID(),
        requesterIssuer: issuer,
        requesterSubject: subject,
        requesterName: displayName,
      })
      .onConflictDoNothing()
      .returning();
    if (!row) return undefined;
    await recordTransition(tx, row, undefined, { doer: doerOf(session), says: asked.reason });
    return row.id;
  });
}

/** Notes what a browser is about to agree to; only a sign-in that is proven after this counts. */
export async function beginIntent(
  sessionId: string,
  requestId: string,
  digest: string,
): Promise<void> {
  const { db } = await database();
  const begunAt = sql`clock_timestamp()`;
  await db
    .insert(restoreIntents)
    .values({ sessionId, requestId, digest, begunAt })
    .onConflictDoUpdate({ target: restoreIntents.sessionId, set: { requestId, digest, begunAt } });
}

/**
 * Uses up the fresh sign-in that was made for this very request. Both moments are the database's.
 *
 * @throws Failure `step-up-needed` if there was none
 */
export async function useIntent(
  tx: Locked["tx"],
  sessionId: string,
  { id, digest }: Pick<RestoreRow, "id" | "digest">,
): Promise<void> {
  const used = await tx
    .delete(restoreIntents)
    .where(
      and(
        eq(restoreIntents.sessionId, sessionId),
        eq(restoreIntents.requestId, id),
        eq(restoreIntents.digest, digest),
        lt(
          restoreIntents.begunAt,
          sql`(SELECT ${sessions.provenAt} FROM ${sessions} WHERE ${sessions.id} = ${sessionId})`,
        ),
      ),
    )
    .returning({ id: restoreIntents.sessionId });
  if (used.length === 0) throw new Failure("step-up-needed");
}

/**
 * Records one approval. Answers true when it was the last that was needed: the caller then runs
 * the restore.
 *
 * @throws Failure with the reason why this person may not
 */
export async function approve(
  given: { id: string; digest: string; comment?: string },
  voter: Voter,
): Promise<boolean> {
  return await withRequest(given.id, async ({ tx, row, votes, askedBy }) => {
    if (row.digest !== given.digest) throw new Failure("request-moved-on");
    const { issuer, subject } = voter.person;
    const known = votes.map(approverOf);
    const { state, steps } = row;
    const who = { issuer, subject, groups: voter.groups, role: voter.role };
    const refusal = voteRefusal({ state, steps, askedBy, votes: known }, who);
    if (refusal) throw new Failure(refusal);
    if (row.state !== "pending") throw new Failure("not-needed");
    await useIntent(tx, voter.id, row);
    await addVote(tx, row, voter, "approve", given.comment);
    const isLast = isComplete(progressOf(steps, [...known, who]));
    if (isLast)
      await transition(tx, row, "approved", {
        doer: doerOf(voter),
        says: given.comment ?? "Approved.",
      });
    return isLast;
  });
}

/** One no from an approver ends it, also after all the yeses, as long as it does not run yet. */
export async function deny(given: { id: string; comment: string }, voter: Voter): Promise<void> {
  await withRequest(given.id, async ({ tx, row, votes, askedBy }) => {
    if (askedBy.some((who) => isSamePerson(who, voter.person))) throw new Failure("asked-for-it");
    if (row.state === "executing") throw new Failure("is-running");
    const hasVoted = votes.some((vote) => isSamePerson(approverOf(vote), voter.person));
    if (!hasVoted) await addVote(tx, row, voter, "deny", given.comment);
    await transition(tx, row, "denied", { doer: doerOf(voter), says: given.comment });
  });
}

/** Taken back by whoever asked. */
export async function withdraw(id: string, voter: Voter): Promise<void> {
  await withRequest(id, async ({ tx, row }) => {
    const { requesterIssuer: issuer, requesterSubject: subject } = row;
    if (!isSamePerson({ issuer, subject }, voter.person)) throw new Failure("not-allowed");
    if (row.state === "executing") throw new Failure("is-running");
    await transition(tx, row, "withdrawn", { doer: doerOf(voter), says: "Withdrawn." });
  });
}

/** A remark; also on what is over. */
export async function comment(id: string, text: string, voter: Voter): Promise<void> {
  await withRequest(id, ({ tx, row }) =>
    addEvent(tx, row.id, { kind: "comment", doer: doerOf(voter), text }),
  );
}

/** Authorises a restore without anybody else, for ever marked. */
export async function breakGlass(
  given: { id: string; digest: string; reason: string },
  voter: Voter,
): Promise<void> {
  await withRequest(given.id, async ({ tx, row }) => {
    if (row.digest !== given.digest) throw new Failure("request-moved-on");
    await useIntent(tx, voter.id, row);
    await transition(tx, row, "break-glass", {
      doer: doerOf(voter),
      says: given.reason,
      set: { brokenBy: voter.person.displayName, brokenReason: given.reason },
    });
  });
}

/** Ends whatever is past its time; answers how many. */
export async function expireRequests(): Promise<number> {
  const { db } = await database();
  const due = await db
    .select({ id: restoreRequests.id })
    .from(restoreRequests)
    .where(
      and(
        inArray(restoreRequests.state, ["pending", "approved", "break-glass"]),
        lt(restoreRequests.expiresAt, sql`clock_timestamp()`),
      ),
    )
    .limit(200);
  for (const { id } of due) await withRequest(id, async () => undefined);
  return due.length;
}

export function approverOf(vote: typeof restoreVotes.$inferSelect) {
  const { approverIssuer: issuer, approverSubject: subject, groups } = vote;
  return { issuer, subject, groups };
}

async function addVote(
  tx: Locked["tx"],
  row: RestoreRow,
  { person, groups }: Voter,
  decision: "approve" | "deny",
  comment_?: string,
): Promise<void> {
  await tx.insert(restoreVotes).values({
    requestId: row.id,
    requesterIssuer: row.requesterIssuer,
    requesterSubject: row.requesterSubject,
    approverIssuer: person.issuer,
    approverSubject: person.subject,
    approverName: person.displayName,
    groups,
    decision,
    digest: row.digest,
    comment: comment_,
    at: sql`clock_timestamp()`,
  });
}

/**
 * For running what others approved: an approver, not one who asked, freshly signed in for this.
 *
 * @throws Failure with the reason why not
 */
export async function assertMayExecute(
  given: { id: string; digest: string },
  voter: Voter,
): Promise<void> {
  await withRequest(given.id, async ({ tx, row, askedBy }) => {
    if (row.digest !== given.digest || row.state !== "approved")
      throw new Failure("request-moved-on");
    if (askedBy.some((who) => isSamePerson(who, voter.person))) throw new Failure("asked-for-it");
    await useIntent(tx, voter.id, row);
  });
}
