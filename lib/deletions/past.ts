import "server-only";
import type { AwsAccess } from "@/lib/aws/clients";
import { trailOfPlace } from "@/lib/db/trail";
import {
  deletionEventNames,
  type PastDeletions,
  pastDeletions,
} from "@/lib/domain/pending-deletion";
import { readTrailOn } from "@/lib/history/collect";
import { configuredPlaces, lookAtEstate } from "@/lib/inventory/estates";
import { isReadingOn, reachOf } from "./trail-reach";

/** The store outlives CloudTrail's 90 days; a year is what a person still asks about. */
const PAST_MS = 365 * 86_400_000;

/** Deletions that ended, newest first: brought back, purged, or not to be found any more. */
export async function endedDeletions(aws: AwsAccess, now: Date): Promise<PastDeletions> {
  const estate = lookAtEstate(aws);
  await estate.firstRows();
  const query = { sort: "name", order: "asc" } as const;
  const { rows } = await estate.matches("state:pending-deletion", query);
  const pending = new Set(rows.flatMap(({ arn, name }) => [arn, name]));
  const places = configuredPlaces();
  readTrailOn(aws, places);
  const from = new Date(now.getTime() - PAST_MS);
  const parts = await Promise.all(
    places.map(async (place) => {
      const events = await trailOfPlace(place, deletionEventNames, from, now);
      const { accountId, accountName, region } = place;
      return pastDeletions(events, { accountId, accountName, region }, pending, now);
    }),
  );
  const trail = await Promise.all(places.map((place) => reachOf(place, now)));
  const newest = (row: { endedAt?: string; requestedAt: string }) => row.endedAt ?? row.requestedAt;
  return {
    rows: parts.flat().toSorted((a, b) => newest(b).localeCompare(newest(a))),
    trail,
    isReading: isReadingOn(trail),
    readAt: now.toISOString(),
  };
}
