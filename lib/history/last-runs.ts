import "server-only";
import { newestRotationEvents, rotationFailures } from "@/lib/db/rotation-events";
import { type Place, placeKey } from "@/lib/domain/place";
import { stepIn } from "@/lib/domain/rotation-runs";
import type { LastRuns } from "@/lib/domain/rotation-standing";
import { KEPT_DAYS } from "@/lib/domain/trail-coverage";

const DAY_MS = 86_400_000;
/** Many people look at one page; the stored trail is summed up for all of them this often. */
const KEPT_MS = 3_000;
/** A place whose trail holds more failing secrets than this names no step for the rest. */
const FAILING_MAX = 2_000;

interface Summed {
  atMs: number;
  runs: Promise<ReadonlyMap<string, LastRuns>>;
}

// Next may load this file more than once in a process.
const store = globalThis as { [key: symbol]: Map<string, Summed> | undefined };
const storeKey = Symbol.for("strongroom.last-runs");

/**
 * What the stored CloudTrail tells of the newest run of every secret of a place, by ARN. Asks AWS
 * nothing; what the same place was asked within three seconds is answered once.
 */
export function lastRunsOf(place: Place, now: Date): Promise<ReadonlyMap<string, LastRuns>> {
  store[storeKey] ??= new Map();
  const kept = store[storeKey];
  const key = `${place.accountId} ${place.region}`;
  const known = kept.get(key);
  if (known && Date.now() - known.atMs < KEPT_MS) return known.runs;
  const runs = sumUp(place, new Date(now.getTime() - KEPT_DAYS * DAY_MS));
  kept.set(key, { atMs: Date.now(), runs });
  runs.catch(() => kept.delete(key));
  return runs;
}

/** The same for every row of several places, as a question about one row. */
export async function lastRunsIn(
  places: readonly Place[],
  now: Date,
): Promise<(row: Place & { arn: string }) => LastRuns | undefined> {
  const runs = new Map(
    await Promise.all(
      places.map(async (place) => [placeKey(place), await lastRunsOf(place, now)] as const),
    ),
  );
  return (row) => runs.get(placeKey(row))?.get(row.arn);
}

async function sumUp(place: Place, from: Date): Promise<Map<string, LastRuns>> {
  const runs = new Map<string, LastRuns>();
  for (const { arn, name, atMs } of await newestRotationEvents(place, from)) {
    const known = runs.get(arn) ?? { failures: 0 };
    runs.set(arn, known);
    const field = fields[name];
    if (field) known[field] = atMs;
  }
  const failing = [...runs].flatMap(([arn, last]) => (hasFailedLast(last) ? arn : []));
  for (const event of await rotationFailures(place, failing.slice(0, FAILING_MAX), from)) {
    const last = runs.get(event.secretArn ?? "");
    const atMs = Date.parse(event.at);
    if (!last || atMs <= lastGoodEnd(last)) continue;
    last.failures += 1;
    last.awsSays = event.errorMessage;
    last.failedStep = stepIn(event.errorMessage);
  }
  return runs;
}

type Moment = "startedMs" | "succeededMs" | "failedMs" | "abandonedMs";

const fields: Readonly<Record<string, Moment>> = {
  RotationStarted: "startedMs",
  RotationSucceeded: "succeededMs",
  RotationFailed: "failedMs",
  RotationAbandoned: "abandonedMs",
};

function lastGoodEnd({ succeededMs = 0, abandonedMs = 0 }: LastRuns): number {
  return Math.max(succeededMs, abandonedMs);
}

/** CloudTrail keeps whole seconds: of two ends in one second the better one came last. */
function hasFailedLast(last: LastRuns): boolean {
  return last.failedMs !== undefined && last.failedMs > lastGoodEnd(last);
}
