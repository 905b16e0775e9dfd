import "server-only";
import { rememberSchedule } from "@/lib/calendar/remember";
import { config } from "@/lib/config";
import { RotationQuery } from "@/lib/domain/rotation-page";
import { RotationPlanner } from "@/lib/domain/rotation-plan";
import { guard } from "@/lib/entry/guard";
import { readTrailOn } from "@/lib/history/collect";
import { lastRunsIn } from "@/lib/history/last-runs";
import { eachInSlices } from "@/lib/inventory/breath";
import type { Estate } from "@/lib/inventory/estate";
import { configuredPlaces, lookAtEstate } from "@/lib/inventory/estates";
import { trailState } from "./trail-state";

/**
 * One view of everything that rotates: one pass over what is listed and what was read of
 * CloudTrail. Starts reading CloudTrail on in every place, and waits for none; no call per secret.
 */
export const rotation = guard("rotation.view", {
  input: RotationQuery,
  run: async ({ aws, now }, query) => {
    const estate = lookAtEstate(aws);
    rememberSchedule(aws, estate);
    await estate.firstRows();
    readTrailOn(aws, configuredPlaces());
    const [plan, trail] = await Promise.all([planOf(estate, query, now), trailState(now)]);
    return { window: await estate.summary(), plan, trail };
  },
});

/** The plan of one view, as of `now`. */
export async function planOf(estate: Estate, query: RotationQuery, now: Date, rowsMax?: number) {
  const places = configuredPlaces();
  const names = new Map(places.map(({ accountId, accountName }) => [accountId, accountName]));
  const planner = new RotationPlanner(query, {
    now,
    settings: config().rotation,
    accountName: (id) => names.get(id) ?? id,
    lastRuns: await lastRunsIn(places, now),
    rowsMax,
  });
  const { rows } = await estate.matches("", { sort: "name", order: "asc" });
  await eachInSlices(rows, (row) => planner.add(row));
  return planner.finish();
}
