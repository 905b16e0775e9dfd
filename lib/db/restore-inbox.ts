import "server-only";
import {
  and,
  asc,
  desc,
  eq,
  gte,
  inArray,
  isNotNull,
  isNull,
  lt,
  or,
  type SQL,
  sql,
} from "drizzle-orm";
import { liveStates } from "@/lib/domain/restore-request";
import { CLOSED_COUNT_MAX, PAGE_ROWS } from "@/lib/domain/restore-view";
import type { Person } from "@/lib/domain/role";
import { database } from "./client";
import type { RestoreRow, VoteRow } from "./restore-change";
import { restoreEvents, restoreRequests, restoreVotes } from "./schema";

/** Live requests never pile up: each ends within a day. More than this is said to be more. */
const LIVE_MAX = 500;

type Who = Pick<Person, "issuer" | "subject">;
export type EventRow = typeof restoreEvents.$inferSelect;

/** A request with those who asked and those who voted. */
export interface KnownRequest {
  row: RestoreRow;
  votes: VoteRow[];
  askedBy: Who[];
}

/** What may still need somebody, oldest first. */
export async function liveRequests(): Promise<KnownRequest[]> {
  const { db } = await database();
  const rows = await db
    .select()
    .from(restoreRequests)
    .where(inArray(restoreRequests.state, liveStates))
    .orderBy(asc(restoreRequests.createdAt))
    .limit(LIVE_MAX);
  return await withPeople(rows);
}

/** One page of what is over, newest first, after the place where the page before ended. */
export async function closedRequests(before: string | undefined): Promise<KnownRequest[]> {
  const [at, id] = before?.split("/") ?? [];
  const { closedAt, id: key } = restoreRequests;
  const older = at && id ? sql`(${closedAt}, ${key}) < (${at}::timestamptz, ${id})` : undefined;
  return await pageOf(and(isNotNull(closedAt), older), [desc(closedAt), desc(key)]);
}

/** What this person asked for, newest first; a page is enough to find one's own. */
export async function ownRequests({ issuer, subject }: Who): Promise<KnownRequest[]> {
  const { requesterIssuer, requesterSubject, createdAt } = restoreRequests;
  const own = and(eq(requesterIssuer, issuer), eq(requesterSubject, subject));
  return await pageOf(own, [desc(createdAt)]);
}

/** How many are over, counted no further than anybody wants to know. */
export async function closedCount(): Promise<number> {
  const { db } = await database();
  const { rows } = await db.execute<{ count: string }>(sql`SELECT count(*) AS count FROM
    (SELECT 1 FROM ${restoreRequests} WHERE ${restoreRequests.closedAt} IS NOT NULL
     LIMIT ${CLOSED_COUNT_MAX}) AS counted`);
  return Number(rows[0]?.count ?? 0);
}

/** One request and everything that happened to it, in order. */
export async function knownRequest(
  id: string,
): Promise<(KnownRequest & { events: EventRow[] }) | undefined> {
  const { db } = await database();
  const [row] = await db.select().from(restoreRequests).where(eq(restoreRequests.id, id));
  if (!row) return undefined;
  const [known] = await withPeople([row]);
  const events = await db
    .select()
    .from(restoreEvents)
    .where(eq(restoreEvents.requestId, id))
    .orderBy(asc(restoreEvents.number))
    .limit(1000);
  return known && { ...known, events };
}

/** Ids of requests that were open at some time between two moments, oldest first. */
export async function requestIdsBetween(from: Date, end: Date): Promise<string[]> {
  const { db } = await database();
  const { id, createdAt, closedAt } = restoreRequests;
  const rows = await db
    .select({ id })
    .from(restoreRequests)
    .where(and(lt(createdAt, end), or(isNull(closedAt), gte(closedAt, from))))
    .orderBy(asc(createdAt), asc(id));
  return rows.map((row) => row.id);
}

async function pageOf(where: SQL | undefined, order: SQL[]): Promise<KnownRequest[]> {
  const { db } = await database();
  const rows = await db
    .select()
    .from(restoreRequests)
    .where(where)
    .orderBy(...order)
    .limit(PAGE_ROWS);
  return await withPeople(rows);
}

async function withPeople(rows: RestoreRow[]): Promise<KnownRequest[]> {
  if (rows.length === 0) return [];
  const { db } = await database();
  const ids = rows.map(({ id }) => id);
  const votes = await db.select().from(restoreVotes).where(inArray(restoreVotes.requestId, ids));
  const joined = await db
    .select()
    .from(restoreEvents)
    .where(and(inArray(restoreEvents.requestId, ids), eq(restoreEvents.kind, "joined")));
  return rows.map((row) => ({
    row,
    votes: votes.filter(({ requestId }) => requestId === row.id),
    askedBy: [
      { issuer: row.requesterIssuer, subject: row.requesterSubject },
      ...joined.flatMap(({ requestId, issuer, subject }) =>
        requestId === row.id && issuer && subject ? [{ issuer, subject }] : [],
      ),
    ],
  }));
}
