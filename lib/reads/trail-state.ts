import "server-only";
import type { AwsAccess } from "@/lib/aws/clients";
import { type Place, placeKey } from "@/lib/domain/place";
import type { TrailState } from "@/lib/domain/rotation-page";
import type { LastRuns } from "@/lib/domain/rotation-standing";
import { collectTrail } from "@/lib/history/collect";
import { lastRunsOf } from "@/lib/history/last-runs";
import { trailProgress } from "@/lib/history/secret-history";
import { configuredPlaces } from "@/lib/inventory/estates";

/** Goes on reading CloudTrail in all places, under the role of whoever looks. */
export function readTrailOn(aws: AwsAccess): void {
  const lasting = aws.lasting();
  for (const place of configuredPlaces()) {
    void collectTrail(place, () => lasting.cloudTrail(place));
  }
}

/** The newest rotation events of any row, from what was read of CloudTrail in all places. */
export async function lastRunsEverywhere(
  now: Date,
): Promise<(row: Place & { arn: string }) => LastRuns | undefined> {
  const runs = new Map(
    await Promise.all(
      configuredPlaces().map(
        async (place) => [placeKey(place), await lastRunsOf(place, now)] as const,
      ),
    ),
  );
  return (row) => runs.get(placeKey(row))?.get(row.arn);
}

/** How far CloudTrail was read everywhere: what the words of this page rest on. */
export async function trailState(now: Date): Promise<TrailState> {
  const places = configuredPlaces();
  const progress = await Promise.all(places.map((place) => trailProgress(place, now)));
  return {
    isReading: progress.some(({ isWhole, failure }) => !isWhole && !failure),
    whole: progress.filter(({ isWhole }) => isWhole).length,
    places: places.length,
    failed: progress.flatMap(({ failure }, at) => {
      const place = places[at];
      return failure && place ? [{ ...place, failure }] : [];
    }),
  };
}
