import "server-only";
import type { AwsAccess } from "@/lib/aws/clients";
import { deletionsSeenOf } from "@/lib/db/deletions-seen";
import { liveRequestsOf } from "@/lib/db/restore-execution";
import { trailOfSecrets } from "@/lib/db/trail";
import { compareByNeed, deletionClock } from "@/lib/domain/deletion-clock";
import type { InventoryRow } from "@/lib/domain/inventory-row";
import {
  type PendingDeletion,
  type PendingDeletions,
  ROWS_MAX,
  type TrailReach,
} from "@/lib/domain/pending-deletion";
import { placeKey } from "@/lib/domain/place";
import { readTrailOn } from "@/lib/history/collect";
import { configuredPlaces, lookAtEstate } from "@/lib/inventory/estates";
import { isReadingOn, reachOf } from "./trail-reach";

/** As far back as a pending deletion's story can begin: CloudTrail's 90 days, and a window of 30. */
const STORY_MS = 121 * 86_400_000;

/**
 * Every secret that is pending deletion, with its clock: the ones still wanted first. Put together
 * from the listing and from what was read of CloudTrail: no call to AWS per secret.
 */
export async function pendingDeletions(aws: AwsAccess, now: Date): Promise<PendingDeletions> {
  const estate = lookAtEstate(aws);
  await estate.firstRows();
  const query = { sort: "name", order: "asc" } as const;
  const { rows, summary } = await estate.matches("state:pending-deletion", query);
  const places = configuredPlaces();
  readTrailOn(aws, places);
  const seen = await deletionsSeenOf(rows.map(({ arn }) => arn));
  const requests = await liveRequestsOf(rows.map(({ arn }) => arn));
  const trail: TrailReach[] = [];
  const pending: PendingDeletion[] = [];
  let isCutShort = false;
  for (const place of places) {
    const reach = await reachOf(place, now);
    trail.push(reach);
    const own = rows.filter((row) => placeKey(row) === placeKey(place));
    const known = await trailOfSecrets(place, own, new Date(now.getTime() - STORY_MS));
    isCutShort ||= known.isCutShort;
    for (const row of own) {
      pending.push(pendingOf(row, reach, known.events.get(row.arn) ?? []));
    }
  }
  const { isPartial, isListing, listed } = summary;
  return {
    rows: pending.toSorted((a, b) => compareByNeed(a.clock, b.clock)).slice(0, ROWS_MAX),
    total: pending.length,
    places: summary.places,
    listed,
    isPartial,
    isListing,
    trail,
    isReading: isReadingOn(trail),
    isCutShort,
    readAt: now.toISOString(),
  };

  function pendingOf(
    row: InventoryRow,
    { accountName, covered }: TrailReach,
    events: Parameters<typeof deletionClock>[0]["events"],
  ): PendingDeletion {
    const { arn, name, accountId, region, owner, lastReadDay, deletionRequestedAt } =
      estate.summaryOf(row, now);
    const secret = { arn, name, deletionRequestedAt: deletionRequestedAt ?? now.toISOString() };
    return {
      arn,
      name,
      accountId,
      region,
      accountName,
      owner,
      lastReadDay,
      clock: deletionClock({ secret, events, covered, seen: seen.get(arn) }, now),
      request: requests.get(arn),
      // What the same secret costs when it is not on its way out.
      restoredMonthlyUsd: estate.summaryOf({ ...row, deletionRequestedMs: undefined }, now)
        .monthlyUsd,
    };
  }
}
