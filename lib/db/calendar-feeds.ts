import "server-only";
import { createHash, randomBytes } from "node:crypto";
import { and, count, desc, eq, gt, inArray, isNull, lt, not, or, type SQL, sql } from "drizzle-orm";
import type { ConsoleRole, Person } from "@/lib/domain/role";
import { FEED_LIFE_DAYS, FEED_PROOF_DAYS, type FeedFilter } from "@/lib/domain/rotation-feed";
import { database } from "./client";
import { calendarFeeds } from "./schema";

/** A calendar address as the database holds it. `id` finds the row but does not open it. */
export type StoredFeed = typeof calendarFeeds.$inferSelect;

type Who = Pick<Person, "issuer" | "subject">;

const TOKEN_BYTES = 32;
/** Programs ask every few minutes; who looks at the list wants to know the hour. */
const TOUCH_EVERY = "1 minute";
/** Rows of addresses that ended stay this long, so that their end can be looked into. */
const KEPT_AFTER_END = "30 days";
const now = sql`clock_timestamp()`;

/** Writes the row and answers the token for the address: 256 random bits, kept nowhere else. */
export async function createFeed(given: {
  person: Who;
  role: ConsoleRole;
  filter: FeedFilter;
}): Promise<string> {
  const { db } = await database();
  const token = randomBytes(TOKEN_BYTES).toString("base64url");
  const { issuer, subject } = given.person;
  await db.insert(calendarFeeds).values({
    id: idOf(token),
    issuer,
    subject,
    role: given.role,
    filter: given.filter,
    createdAt: now,
    provenAt: now,
    expiresAt: sql`clock_timestamp() + ${FEED_LIFE_DAYS} * interval '1 day'`,
  });
  return token;
}

/**
 * The row that this token opens now, by the database's clock. The look-up goes by the token's hash,
 * so how long it takes tells nothing about tokens.
 */
export async function findFeed(token: string): Promise<StoredFeed | undefined> {
  const { db } = await database();
  const proven = gt(calendarFeeds.provenAt, sql`${now} - ${FEED_PROOF_DAYS} * interval '1 day'`);
  const [row] = await db
    .select()
    .from(calendarFeeds)
    .where(and(eq(calendarFeeds.id, idOf(token)), open(), proven));
  return row;
}

/** Notes that somebody has just fetched it. */
export async function noteFetch(id: string): Promise<void> {
  const { db } = await database();
  const isDue = or(
    isNull(calendarFeeds.lastFetchedAt),
    lt(calendarFeeds.lastFetchedAt, sql`${now} - ${TOUCH_EVERY}::interval`),
  );
  await db
    .update(calendarFeeds)
    .set({ lastFetchedAt: now })
    .where(and(eq(calendarFeeds.id, id), isDue));
}

/** A person's addresses that have not ended, newest first. */
export async function feedsOf(person: Who): Promise<StoredFeed[]> {
  const { db } = await database();
  return await db
    .select()
    .from(calendarFeeds)
    .where(and(ofPerson(person), open()))
    .orderBy(desc(calendarFeeds.createdAt));
}

/** How many of a person's addresses have not ended. */
export async function countFeeds(person: Who): Promise<number> {
  const { db } = await database();
  const [found] = await db
    .select({ feeds: count() })
    .from(calendarFeeds)
    .where(and(ofPerson(person), open()));
  return found?.feeds ?? 0;
}

/** Ends one address of this person for good. False if there is none that could end. */
export async function revokeFeed(id: string, person: Who): Promise<boolean> {
  return (await revoke(and(eq(calendarFeeds.id, id), ofPerson(person)))) > 0;
}

/** Ends every address of a person. */
export async function revokeAllFeeds(person: Who): Promise<void> {
  await revoke(ofPerson(person));
}

/**
 * What a sign-in tells: addresses in roles that the person has go on, those in roles that the
 * person has lost end for good.
 */
export async function proveFeeds(person: Who, roles: readonly ConsoleRole[]): Promise<void> {
  const { db } = await database();
  const inRoles = inArray(calendarFeeds.role, [...roles]);
  await revoke(and(ofPerson(person), not(inRoles)));
  await db
    .update(calendarFeeds)
    .set({ provenAt: now })
    .where(and(ofPerson(person), open()));
}

/** The roles in which anybody has an address: what they list is worth remembering. */
export async function rolesWithFeeds(): Promise<ConsoleRole[]> {
  const { db } = await database();
  const found = await db
    .selectDistinct({ role: calendarFeeds.role })
    .from(calendarFeeds)
    .where(open());
  return found.map(({ role }) => role);
}

/** Removes the rows of addresses that ended long ago. */
export async function deleteEndedFeeds(): Promise<void> {
  const { db } = await database();
  const limit = sql`${now} - ${KEPT_AFTER_END}::interval`;
  await db
    .delete(calendarFeeds)
    .where(or(lt(calendarFeeds.revokedAt, limit), lt(calendarFeeds.expiresAt, limit)));
}

async function revoke(which: SQL | undefined): Promise<number> {
  const { db } = await database();
  const ended = await db
    .update(calendarFeeds)
    .set({ revokedAt: now })
    .where(and(which, open()))
    .returning({ id: calendarFeeds.id });
  return ended.length;
}

/** Neither revoked nor too old. */
function open(): SQL | undefined {
  return and(isNull(calendarFeeds.revokedAt), gt(calendarFeeds.expiresAt, now));
}

function ofPerson({ issuer, subject }: Who): SQL | undefined {
  return and(eq(calendarFeeds.issuer, issuer), eq(calendarFeeds.subject, subject));
}

/** The row's key. A copy of the database must not open anybody's calendar. */
function idOf(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}
