import "server-only";
import { inArray } from "drizzle-orm";
import type { TrailEvent } from "@/lib/domain/trail-event";
import { database } from "./client";
import { trailEvents } from "./schema";

/** CloudTrail's records of these AWS request ids, wherever they happened. */
export async function eventsOfRequests(requestIds: readonly string[]): Promise<TrailEvent[]> {
  if (requestIds.length === 0) return [];
  const { db } = await database();
  const rows = await db
    .select({ event: trailEvents.event })
    .from(trailEvents)
    .where(inArray(trailEvents.requestId, [...requestIds]));
  return rows.map(({ event }) => event);
}
