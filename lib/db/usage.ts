import "server-only";
import { and, count, eq, gte, inArray, type SQL, sql } from "drizzle-orm";
import type { Place } from "@/lib/domain/place";
import type { TrailEvent } from "@/lib/domain/trail-event";
import type { PlaceCalls } from "@/lib/domain/usage";
import { database } from "./client";
import { trailEvents as events } from "./schema";

/** What AWS did by itself was not called by anybody. */
const isCall = sql`NOT (${events.event}->>'isServiceEvent')::boolean`;
const isRead = sql`${events.name} = 'GetSecretValue'`;

/** Calls by month, operation and place, as far as CloudTrail was read. Added up by the database. */
export async function trailCallsByMonth(from: Date): Promise<PlaceCalls[]> {
  const { db } = await database();
  const month = sql<string>`to_char(${events.at} AT TIME ZONE 'UTC', 'YYYY-MM')`;
  const { accountId, region, name } = events;
  return await db
    .select({ accountId, region, month, operation: name, calls: count() })
    .from(events)
    .where(and(gte(events.at, from), isCall))
    .groupBy(accountId, region, sql`3`, name);
}

/** Calls of one caller or about one secret in one place. */
export interface CallsOf extends Place {
  /** The caller in words, or the secret as its callers typed it. */
  of: string;
  calls: number;
  reads: number;
  readsWithCache: number;
}

/** Who called how often, dearest first; at most `limit` callers a place. */
export function trailCallers(from: Date, ttlSeconds: number, limit: number): Promise<CallsOf[]> {
  return callsBy(sql<string>`coalesce(${events.event}->'actor'->>'words', 'unknown')`, {
    from,
    ttlSeconds,
    limit,
  });
}

/** Which secrets were called for how often, by ARN or name as typed. */
export function trailSecrets(from: Date, ttlSeconds: number, limit: number): Promise<CallsOf[]> {
  const typed = sql<string>`coalesce(${events.secretArn}, ${events.secretAsTyped})`;
  return callsBy(typed, { from, ttlSeconds, limit });
}

/**
 * With a cache, a caller reads a secret at most once in each stretch of `ttlSeconds`; stretches
 * are cut from the epoch, so that this is an upper bound of the calls that would remain.
 */
async function callsBy(
  of: SQL<string>,
  { from, ttlSeconds, limit }: { from: Date; ttlSeconds: number; limit: number },
): Promise<CallsOf[]> {
  const { db } = await database();
  const stretch = sql`floor(extract(epoch FROM ${events.at}) / ${ttlSeconds}::int)`;
  const held = sql`(${events.event}->'actor'->>'words', coalesce(${events.secretArn}, ${events.secretAsTyped}), ${stretch})`;
  const { accountId, region } = events;
  return await db
    .select({
      accountId,
      region,
      of,
      calls: count(),
      reads: sql`count(*) FILTER (WHERE ${isRead})`.mapWith(Number),
      readsWithCache: sql`count(DISTINCT ${held}) FILTER (WHERE ${isRead})`.mapWith(Number),
    })
    .from(events)
    .where(and(gte(events.at, from), isCall, sql`${of} IS NOT NULL`))
    .groupBy(accountId, region, sql`3`)
    .orderBy(sql`4 DESC`)
    .limit(limit);
}

/** Calls by Lambda functions of these names, by place: Lambda names a session after its function. */
export async function callsOfFunctions(
  from: Date,
  names: readonly string[],
): Promise<(Place & { calls: number })[]> {
  if (names.length === 0) return [];
  const { db } = await database();
  const session = sql<string>`split_part(${events.event}->'actor'->>'arn', '/', 3)`;
  const { accountId, region } = events;
  return await db
    .select({ accountId, region, calls: count() })
    .from(events)
    .where(and(gte(events.at, from), isCall, inArray(session, [...names])))
    .groupBy(accountId, region);
}

/** One reader of one secret: how often it asked, and one of its events to tell who it is by. */
export interface ReaderSample extends Place {
  typed: string;
  event: TrailEvent;
}

/** Every pair of reader and secret once, for telling applications from rotation functions. */
export async function readerSamples(place: Place, from: Date): Promise<ReaderSample[]> {
  const { db } = await database();
  const typed = sql<string>`coalesce(${events.secretArn}, ${events.secretAsTyped})`;
  const actor = sql`${events.event}->'actor'->>'arn'`;
  const rows = await db
    .selectDistinctOn([typed, actor], { typed, event: events.event })
    .from(events)
    .where(
      and(
        eq(events.accountId, place.accountId),
        eq(events.region, place.region),
        gte(events.at, from),
        isRead,
        sql`${events.event}->>'errorCode' IS NULL`,
        sql`${typed} IS NOT NULL`,
      ),
    )
    .orderBy(typed, actor);
  return rows.map((row) => ({ ...place, ...row }));
}
