import "server-only";
import { observedPlaces, observerTrail } from "@/lib/aws/observer";
import { collectTrail } from "@/lib/history/collect";
import type { Job } from "./job";

/**
 * Reads CloudTrail on wherever an account names an observer role, so that history is there before
 * anybody looks and outlives CloudTrail's 90 days.
 */
export const collectTrailJob: Job = {
  name: "collect-trail",
  everyMs: 60_000,
  run: async () => {
    const places = observedPlaces().flatMap((place) => {
      const open = observerTrail(place);
      return open ? [{ place, open }] : [];
    });
    await Promise.all(places.map(({ place, open }) => collectTrail(place, open)));
  },
};
