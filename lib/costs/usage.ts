import "server-only";
import { LRUCache } from "lru-cache";
import type { AwsAccess } from "@/lib/aws/clients";
import { failureOf } from "@/lib/aws/failures";
import { callsByDay } from "@/lib/aws/usage";
import { trailCallsByMonth } from "@/lib/db/usage";
import { firstMonthTold, type Month, monthOf, monthStartMs } from "@/lib/domain/billing-month";
import type { FailureView } from "@/lib/domain/failure";
import { placeKey } from "@/lib/domain/place";
import type { DayCalls, PlaceCalls, UsageSource } from "@/lib/domain/usage";
import { readTrailOn } from "@/lib/history/collect";
import { trailProgress } from "@/lib/history/secret-history";
import { configuredPlaces } from "@/lib/inventory/estates";
import type { EstatePlace } from "@/lib/inventory/matches";

const ASK_AGAIN_MS = 3_600_000;
const ASK_REFUSED_MS = 5 * 60_000;

type Counted = { days: DayCalls[] } | { failure: FailureView };

// Next may load this file more than once in a process; CloudWatch is asked once an hour.
const store = globalThis as { [key: symbol]: LRUCache<string, Promise<Counted>> | undefined };
const storeKey = Symbol.for("strongroom.usage");

/** Calls of each place by month and operation, from the best source there is, and which it is. */
export interface Usage {
  calls: PlaceCalls[];
  sources: UsageSource[];
  /** The first month that calls are counted for and costs told. */
  firstMonth: Month;
  /** CloudTrail is still being read somewhere. */
  isReading: boolean;
}

/**
 * Counts calls: CloudWatch's counts where the role may read them, else what CloudTrail told so
 * far. Starts reading CloudTrail on, as the page of a secret does, and does not wait for it.
 */
export async function usageOf(aws: AwsAccess, now: Date): Promise<Usage> {
  const places = configuredPlaces();
  readTrailOn(aws, places);
  const progress = await Promise.all(places.map((place) => trailProgress(place, now)));
  const historySince = progress.flatMap(({ covered }) => covered?.from ?? []).sort()[0];
  const firstMonth = firstMonthTold(monthOf(now.getTime()), historySince);
  const from = new Date(monthStartMs(firstMonth));
  const [trail, counted] = await Promise.all([
    trailCallsByMonth(from),
    Promise.all(places.map((place) => countedBy(aws, place, from, now))),
  ]);
  const sources: UsageSource[] = [];
  const calls: PlaceCalls[] = [];
  places.forEach((place, at) => {
    const answer = counted[at];
    const { covered: window, failure } = progress[at] ?? {};
    const ofTrail = trail.filter((one) => placeKey(one) === placeKey(place));
    const failures = [answer && "failure" in answer ? answer.failure : [], failure ?? []].flat();
    const days = answer && "days" in answer ? answer.days : undefined;
    const source = days ? "cloudwatch" : ofTrail.length > 0 || window ? "cloudtrail" : "none";
    sources.push({ ...place, source, failures, window });
    calls.push(...(days ? byMonth(place, days) : ofTrail));
  });
  const isReading = progress.some(({ isWhole, failure }) => !isWhole && !failure);
  return { calls, sources, firstMonth, isReading };
}

/** Asked once an hour for everybody with this role, sooner after a refusal. */
function countedBy(aws: AwsAccess, place: EstatePlace, from: Date, now: Date): Promise<Counted> {
  store[storeKey] ??= new LRUCache({ max: 2_000 });
  const cache = store[storeKey];
  const asked = `${monthOf(from.getTime())} to ${monthOf(now.getTime())}`;
  const key = `${aws.principal(place.accountId)} ${placeKey(place)} ${asked}`;
  const known = cache.get(key);
  if (known) return known;
  const answer = callsByDay(aws.cloudWatch(place), from, now).then(
    (days) => ({ days }),
    (error) => {
      const failure = failureOf(error).view();
      cache.set(key, Promise.resolve({ failure }), { ttl: ASK_REFUSED_MS });
      return { failure };
    },
  );
  cache.set(key, answer, { ttl: ASK_AGAIN_MS });
  return answer;
}

function byMonth(place: EstatePlace, days: readonly DayCalls[]): PlaceCalls[] {
  const sums = new Map<string, PlaceCalls>();
  for (const { day, operation, calls } of days) {
    const month = day.slice(0, 7);
    const key = `${month} ${operation}`;
    const known = sums.get(key);
    if (known) known.calls += calls;
    else {
      const { accountId, region } = place;
      sums.set(key, { accountId, region, month, operation, calls });
    }
  }
  return [...sums.values()];
}
