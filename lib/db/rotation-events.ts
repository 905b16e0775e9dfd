import "server-only";
import { and, asc, between, desc, eq, inArray, max, sql } from "drizzle-orm";
import type { Place } from "@/lib/domain/place";
import { rotationEventNames } from "@/lib/domain/rotation-runs";
import type { TrailEvent } from "@/lib/domain/trail-event";
import { database } from "./client";
import { trailEvents } from "./schema";

/** The newest event of one name of one secret. */
export interface NewestEvent {
  arn: string;
  name: string;
  atMs: number;
}

/** The newest of each kind of rotation event of each secret of a place: a few rows a secret. */
export async function newestRotationEvents(place: Place, from: Date): Promise<NewestEvent[]> {
  const { db } = await database();
  const rows = await db
    .select({ arn: trailEvents.secretArn, name: trailEvents.name, at: max(trailEvents.at) })
    .from(trailEvents)
    .where(
      and(
        eq(trailEvents.accountId, place.accountId),
        eq(trailEvents.region, place.region),
        inArray(trailEvents.name, [...rotationEventNames]),
        sql`${trailEvents.at} >= ${from}`,
      ),
    )
    .groupBy(trailEvents.secretArn, trailEvents.name);
  return rows.flatMap(({ arn, name, at }) => (arn && at ? { arn, name, atMs: at.getTime() } : []));
}

/** Every RotationFailed of some secrets of a place, oldest first. */
export async function rotationFailures(
  place: Place,
  arns: readonly string[],
  from: Date,
): Promise<TrailEvent[]> {
  if (arns.length === 0) return [];
  const { db } = await database();
  const rows = await db
    .select({ event: trailEvents.event })
    .from(trailEvents)
    .where(
      and(
        eq(trailEvents.accountId, place.accountId),
        eq(trailEvents.region, place.region),
        inArray(trailEvents.secretArn, [...arns]),
        eq(trailEvents.name, "RotationFailed"),
        sql`${trailEvents.at} >= ${from}`,
      ),
    )
    .orderBy(asc(trailEvents.at), desc(trailEvents.arrival));
  return rows.map(({ event }) => event);
}

/** How many rotations of a place ended how, day by day. */
export interface DayCount {
  day: string;
  name: string;
  count: number;
}

/** Rotation events of a place counted by UTC day and name; tests are not rotations. */
export async function rotationCounts(place: Place, from: Date, to: Date): Promise<DayCount[]> {
  const { db } = await database();
  const day = sql<string>`to_char(${trailEvents.at} at time zone 'UTC', 'YYYY-MM-DD')`;
  return await db
    .select({ day, name: trailEvents.name, count: sql<number>`count(*)::int` })
    .from(trailEvents)
    .where(
      and(
        eq(trailEvents.accountId, place.accountId),
        eq(trailEvents.region, place.region),
        inArray(trailEvents.name, ["RotationSucceeded", "RotationFailed", "RotationAbandoned"]),
        between(trailEvents.at, from, to),
      ),
    )
    .groupBy(sql`1`, trailEvents.name);
}

/** The newest rotation events of a place, oldest first, at most `limit`: for a list of last runs. */
export async function recentRotationEvents(place: Place, limit: number): Promise<TrailEvent[]> {
  const { db } = await database();
  const rows = await db
    .select({ event: trailEvents.event })
    .from(trailEvents)
    .where(
      and(
        eq(trailEvents.accountId, place.accountId),
        eq(trailEvents.region, place.region),
        inArray(trailEvents.name, [...rotationEventNames]),
      ),
    )
    .orderBy(desc(trailEvents.at), asc(trailEvents.arrival))
    .limit(limit);
  return rows.map(({ event }) => event).reverse();
}
