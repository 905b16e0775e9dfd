import "server-only";
import type { TrailState } from "@/lib/domain/rotation-page";
import { trailProgress } from "@/lib/history/secret-history";
import { configuredPlaces } from "@/lib/inventory/estates";

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
