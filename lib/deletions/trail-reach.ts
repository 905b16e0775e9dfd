import "server-only";
import type { TrailReach } from "@/lib/domain/pending-deletion";
import { trailProgress } from "@/lib/history/secret-history";
import type { EstatePlace } from "@/lib/inventory/matches";

/** How far CloudTrail was read for one place, as a page about the whole estate shows it. */
export async function reachOf(place: EstatePlace, now: Date): Promise<TrailReach> {
  const { covered, failure, isWhole } = await trailProgress(place, now);
  return { ...place, covered, failure, isWhole };
}

/** Whether more will be known without anybody doing anything. */
export function isReadingOn(trail: readonly TrailReach[]): boolean {
  return trail.some(({ isWhole, failure }) => !isWhole && !failure);
}
