import "server-only";
import { recentRotationEvents, rotationCounts } from "@/lib/db/rotation-events";
import { daysOfRuns, type EstateRun, type RotationHistory } from "@/lib/domain/rotation-history";
import { rotationRuns } from "@/lib/domain/rotation-runs";
import { NoInput } from "@/lib/domain/session";
import { KEPT_DAYS } from "@/lib/domain/trail-coverage";
import type { TrailEvent } from "@/lib/domain/trail-event";
import { guard } from "@/lib/entry/guard";
import { readTrailOn } from "@/lib/history/collect";
import { configuredPlaces } from "@/lib/inventory/estates";
import { trailState } from "./trail-state";

const DAY_MS = 86_400_000;
const RUNS_MAX = 200;
/** A run is two events, and tests are among them. */
const EVENTS_MAX = 3 * RUNS_MAX;

/** The runs of the whole estate: 90 days in figures, the newest one by one. */
export const rotationHistory = guard("rotation.view-history", {
  input: NoInput,
  run: async ({ aws, now }): Promise<RotationHistory> => {
    readTrailOn(aws, configuredPlaces());
    const from = new Date(now.getTime() - KEPT_DAYS * DAY_MS);
    const [told, trail] = await Promise.all([
      Promise.all(
        configuredPlaces().map(async (place) => ({
          counts: await rotationCounts(place, from, now),
          runs: runsOf(await recentRotationEvents(place, EVENTS_MAX), now).map((run) => ({
            ...run,
            ...place,
          })),
        })),
      ),
      trailState(now),
    ]);
    const runs = told
      .flatMap((place) => place.runs)
      .sort((a, b) => momentOf(b).localeCompare(momentOf(a)));
    return {
      days: daysOfRuns(
        told.flatMap(({ counts }) => counts),
        from,
        now,
      ),
      runs: runs.slice(0, RUNS_MAX),
      isCutShort: runs.length > RUNS_MAX,
      trail,
      now: now.toISOString(),
    };
  },
});

function runsOf(events: readonly TrailEvent[], now: Date) {
  const bySecret = new Map<string, TrailEvent[]>();
  for (const event of events) {
    const arn = event.secretArn;
    if (!arn) continue;
    const list = bySecret.get(arn);
    if (list) list.push(event);
    else bySecret.set(arn, [event]);
  }
  return [...bySecret].flatMap(([secretArn, list]) =>
    rotationRuns(list, now).map((run) => ({ ...run, secretArn })),
  );
}

function momentOf({ startedAt, endedAt }: EstateRun): string {
  return startedAt ?? endedAt ?? "";
}
