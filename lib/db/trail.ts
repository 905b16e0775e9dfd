import "server-only";
import { and, asc, between, desc, eq, gte, inArray, or, type SQL, sql } from "drizzle-orm";
import type { FailureView } from "@/lib/domain/failure";
import type { Place } from "@/lib/domain/place";
import type { TrailCursor } from "@/lib/domain/trail-coverage";
import { concerns, type TrailEvent } from "@/lib/domain/trail-event";
import { database } from "./client";
import { trailCursors, trailEvents } from "./schema";

/** Rows a statement: well below the protocol's 65,535 parameters. */
const ROWS_PER_INSERT = 500;

/** Where reading stands; a place never read starts at nothing. */
export async function trailCursor(
  place: Place,
): Promise<{ cursor: TrailCursor; failure?: FailureView }> {
  const { db } = await database();
  const [row] = await db.select().from(trailCursors).where(at(trailCursors, place));
  return { cursor: row?.cursor ?? { ...place, pagesRead: 0 }, failure: row?.failure ?? undefined };
}

/**
 * Stores one page and where to go on, together: neither is ever seen without the other. `upTo` is
 * the end of the stretch of time that was asked for, ISO.
 */
export async function storeTrailPage(
  cursor: TrailCursor,
  events: readonly TrailEvent[],
  upTo: string,
): Promise<void> {
  const { db } = await database();
  const { accountId, region } = cursor;
  await db.transaction(async (tx) => {
    for (let from = 0; from < events.length; from += ROWS_PER_INSERT) {
      const rows = events.slice(from, from + ROWS_PER_INSERT).map((event) => ({
        accountId,
        region,
        eventId: event.eventId,
        at: new Date(event.at),
        name: event.name,
        readOnly: event.readOnly,
        secretArn: event.secretArn,
        secretAsTyped: event.secretAsTyped,
        requestId: event.requestId,
        toldUpTo: new Date(upTo),
        event,
      }));
      await tx.insert(trailEvents).values(rows).onConflictDoNothing();
    }
    await tx
      .insert(trailCursors)
      .values({ accountId, region, cursor, failure: null, updatedAt: sql`clock_timestamp()` })
      .onConflictDoUpdate({
        target: [trailCursors.accountId, trailCursors.region],
        set: { cursor, failure: null, updatedAt: sql`clock_timestamp()` },
      });
  });
}

/** Notes why reading stopped; the next page that can be read clears it. */
export async function noteTrailFailure(place: Place, failure: FailureView): Promise<void> {
  const { db } = await database();
  const cursor: TrailCursor = { accountId: place.accountId, region: place.region, pagesRead: 0 };
  await db
    .insert(trailCursors)
    .values({ ...cursor, cursor, failure })
    .onConflictDoUpdate({
      target: [trailCursors.accountId, trailCursors.region],
      set: { failure, updatedAt: sql`clock_timestamp()` },
    });
}

const newestFirst = [
  desc(trailEvents.at),
  desc(trailEvents.toldUpTo),
  asc(trailEvents.arrival),
] as const;
const oldestFirst = [
  asc(trailEvents.at),
  asc(trailEvents.toldUpTo),
  desc(trailEvents.arrival),
] as const;

/** At most this many events make one page's history; more is said to be more. */
export const SECRET_EVENTS_MAX = 10_000;

/** Everything known about one secret, oldest first; callers may have typed its ARN or its name. */
export async function trailOfSecret(
  place: Place,
  secret: { arn: string; name: string },
): Promise<{ events: TrailEvent[]; isCutShort: boolean }> {
  const { db } = await database();
  const rows = await db
    .select({ event: trailEvents.event })
    .from(trailEvents)
    .where(isAbout(place, secret))
    .orderBy(...oldestFirst)
    .limit(SECRET_EVENTS_MAX + 1);
  return ofSecret(rows, secret);
}

/** The newest calls about one secret since a moment, newest first: those of a name, or changes. */
export async function callsAboutSecret(
  place: Place,
  secret: { arn: string; name: string },
  which: { name: string } | { readOnly: false },
  since: Date,
): Promise<{ events: TrailEvent[]; isCutShort: boolean }> {
  const { db } = await database();
  const isOne =
    "name" in which ? eq(trailEvents.name, which.name) : eq(trailEvents.readOnly, which.readOnly);
  const rows = await db
    .select({ event: trailEvents.event })
    .from(trailEvents)
    .where(and(isAbout(place, secret), isOne, gte(trailEvents.at, since)))
    .orderBy(...newestFirst)
    .limit(SECRET_EVENTS_MAX + 1);
  return ofSecret(rows, secret);
}

/** At most this many events are looked at for all secrets of a place together. */
const SECRETS_EVENTS_MAX = 30_000;

/**
 * What is known about some secrets of one place since `from`, by ARN, newest first: for pages
 * that put many secrets in order. One question to the database, however many they are.
 */
export async function trailOfSecrets(
  place: Place,
  secrets: readonly { arn: string; name: string }[],
  from: Date,
): Promise<{ events: Map<string, TrailEvent[]>; isCutShort: boolean }> {
  const events = new Map<string, TrailEvent[]>(secrets.map(({ arn }) => [arn, []]));
  if (secrets.length === 0) return { events, isCutShort: false };
  const { db } = await database();
  const byTyped = new Map(
    secrets.flatMap(({ arn, name }) => [name, arn, arn.slice(0, -7)].map((typed) => [typed, arn])),
  );
  const rows = await db
    .select({ event: trailEvents.event })
    .from(trailEvents)
    .where(
      and(
        at(trailEvents, place),
        gte(trailEvents.at, from),
        or(
          inArray(trailEvents.secretArn, [...events.keys()]),
          inArray(trailEvents.secretAsTyped, [...byTyped.keys()]),
        ),
      ),
    )
    .orderBy(...newestFirst)
    .limit(SECRETS_EVENTS_MAX + 1);
  for (const { event } of rows.slice(0, SECRETS_EVENTS_MAX)) {
    const arn = event.secretArn ?? byTyped.get(event.secretAsTyped ?? "");
    if (arn) events.get(arn)?.push(event);
  }
  return { events, isCutShort: rows.length > SECRETS_EVENTS_MAX };
}

/** Events of calls that AWS gave these request ids. */
export async function callsByRequestId(
  place: Place,
  requestIds: readonly string[],
): Promise<TrailEvent[]> {
  if (requestIds.length === 0) return [];
  const { db } = await database();
  const rows = await db
    .select({ event: trailEvents.event })
    .from(trailEvents)
    .where(and(at(trailEvents, place), inArray(trailEvents.requestId, [...requestIds])));
  return rows.map(({ event }) => event);
}

/** Events of some names in a stretch of time, oldest first: for pages about the whole estate. */
export async function trailOfPlace(
  place: Place,
  names: readonly string[],
  from: Date,
  to: Date,
): Promise<TrailEvent[]> {
  const { db } = await database();
  const rows = await db
    .select({ event: trailEvents.event })
    .from(trailEvents)
    .where(
      and(
        at(trailEvents, place),
        inArray(trailEvents.name, [...names]),
        between(trailEvents.at, from, to),
      ),
    )
    .orderBy(...oldestFirst);
  return rows.map(({ event }) => event);
}

function ofSecret(rows: readonly { event: TrailEvent }[], secret: { arn: string; name: string }) {
  const events = rows.map(({ event }) => event).filter((event) => concerns(event, secret));
  return {
    events: events.slice(0, SECRET_EVENTS_MAX),
    isCutShort: rows.length > SECRET_EVENTS_MAX,
  };
}

function isAbout(place: Place, { arn, name }: { arn: string; name: string }): SQL | undefined {
  const typed = [arn, name, arn.slice(0, -7)];
  return and(
    at(trailEvents, place),
    or(eq(trailEvents.secretArn, arn), inArray(trailEvents.secretAsTyped, typed)),
  );
}

function at(
  table: typeof trailEvents | typeof trailCursors,
  { accountId, region }: Place,
): SQL | undefined {
  return and(eq(table.accountId, accountId), eq(table.region, region));
}
