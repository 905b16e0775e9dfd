import "server-only";
import { createHash, randomBytes } from "node:crypto";
import { and, desc, eq, isNull, lt, or, sql } from "drizzle-orm";
import type { ConsoleRole, Person } from "@/lib/domain/role";
import { database } from "./client";
import { sessions } from "./schema";

/** A sign-in as the database holds it. `id` finds the row but does not open it: the cookie does. */
export interface StoredSession {
  id: string;
  person: Person;
  roles: ConsoleRole[];
  role: ConsoleRole;
  groups: string[];
  startedAt: Date;
  lastSeenAt: Date;
  authenticatedAt: Date;
  revokedAt?: Date;
  userAgent?: string;
  /** Moves with each change of role or sign-in; AWS credentials of an older number are not used. */
  awsGeneration: number;
}

/** What is known when somebody signs in. */
export interface NewSession {
  person: Person;
  roles: ConsoleRole[];
  role: ConsoleRole;
  authenticatedAt: Date;
  /** Those of the person's groups that the rules for restores name. */
  groups?: string[];
  userAgent?: string;
}

const TOKEN_BYTES = 32;
const USER_AGENT_CHARACTERS_MAX = 300;
const now = sql`clock_timestamp()`;

/** Writes the row and answers the token for the cookie: 256 random bits, kept nowhere else. */
export async function createSession(
  given: NewSession,
): Promise<{ token: string; session: StoredSession }> {
  const { db } = await database();
  const token = randomBytes(TOKEN_BYTES).toString("base64url");
  const { person, userAgent, ...rest } = given;
  const [row] = await db
    .insert(sessions)
    .values({
      id: idOf(token),
      ...person,
      ...rest,
      userAgent: userAgent?.slice(0, USER_AGENT_CHARACTERS_MAX).replaceAll("\u0000", ""),
      startedAt: now,
      lastSeenAt: now,
      provenAt: now,
    })
    .returning();
  if (!row) throw new Error("a new session was not answered");
  return { token, session: sessionOf(row) };
}

/**
 * The session that this cookie token opens, revoked or not; whether it is still good is a rule.
 * `foundAt` is the database's clock: a server whose own is slow must not lengthen a limit.
 */
export async function findSession(
  token: string,
): Promise<(StoredSession & { foundAt: Date }) | undefined> {
  const { db } = await database();
  const [found] = await db
    .select({ row: sessions, now: sql<string>`clock_timestamp()::text` })
    .from(sessions)
    .where(eq(sessions.id, idOf(token)));
  return found && { ...sessionOf(found.row), foundAt: new Date(found.now) };
}

/** Moves the idle limit. Only for what a person did, never for polling. */
export async function touchSession(id: string): Promise<void> {
  const { db } = await database();
  await db.update(sessions).set({ lastSeenAt: now }).where(live(id));
}

/**
 * Changes the active role; AWS credentials held for the old one are not used any more. Answers the
 * session as it is now, or nothing if it ended meanwhile.
 */
export async function chooseRole(
  id: string,
  role: ConsoleRole,
): Promise<StoredSession | undefined> {
  const { db } = await database();
  const [row] = await db
    .update(sessions)
    .set({ role, awsGeneration: nextGeneration })
    .where(live(id))
    .returning();
  return row && sessionOf(row);
}

/** Notes a fresh sign-in, proven by a new ID token; it is also a sign of life. */
export async function stepUp(id: string, authenticatedAt: Date): Promise<void> {
  const { db } = await database();
  await db
    .update(sessions)
    .set({ authenticatedAt, lastSeenAt: now, provenAt: now })
    .where(live(id));
}

/** Ends one session for good. True if it was open until now. */
export async function revokeSession(id: string): Promise<boolean> {
  const { db } = await database();
  const ended = await db
    .update(sessions)
    .set({ revokedAt: now, awsGeneration: nextGeneration })
    .where(live(id))
    .returning({ id: sessions.id });
  return ended.length > 0;
}

/** Ends every open session of a person; answers their ids. */
export async function revokeAllSessions(issuer: string, subject: string): Promise<string[]> {
  const { db } = await database();
  const ended = await db
    .update(sessions)
    .set({ revokedAt: now, awsGeneration: nextGeneration })
    .where(and(ofPerson(issuer, subject), isNull(sessions.revokedAt)))
    .returning({ id: sessions.id });
  return ended.map(({ id }) => id);
}

/** A person's sessions that were not revoked, newest first. Some may be past their limits. */
export async function sessionsOf(issuer: string, subject: string): Promise<StoredSession[]> {
  const { db } = await database();
  const rows = await db
    .select()
    .from(sessions)
    .where(and(ofPerson(issuer, subject), isNull(sessions.revokedAt)))
    .orderBy(desc(sessions.startedAt))
    .limit(100);
  return rows.map(sessionOf);
}

/** Removes the rows of sessions that nobody can use any more, a day after they ended. */
export async function deleteEndedSessions(): Promise<void> {
  const { db } = await database();
  // A session lives a day at most, whatever the configuration says.
  await db
    .delete(sessions)
    .where(
      or(
        lt(sessions.revokedAt, sql`clock_timestamp() - interval '1 day'`),
        lt(sessions.startedAt, sql`clock_timestamp() - interval '2 days'`),
      ),
    );
}

const nextGeneration = sql`${sessions.awsGeneration} + 1`;

function live(id: string) {
  return and(eq(sessions.id, id), isNull(sessions.revokedAt));
}

function ofPerson(issuer: string, subject: string) {
  return and(eq(sessions.issuer, issuer), eq(sessions.subject, subject));
}

/** The row's key. A copy of the database must not open anybody's session. */
function idOf(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}

function sessionOf(row: typeof sessions.$inferSelect): StoredSession {
  const { issuer, subject, displayName, email, revokedAt, userAgent, provenAt: _, ...rest } = row;
  return {
    ...rest,
    person: { issuer, subject, displayName, ...(email && { email }) },
    ...(revokedAt && { revokedAt }),
    ...(userAgent && { userAgent }),
  };
}
