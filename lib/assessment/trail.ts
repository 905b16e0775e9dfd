import "server-only";
import { ledgerBeganAt } from "@/lib/db/outside";
import { trailCursor } from "@/lib/db/trail";
import {
  changesElsewhere,
  changesWithoutPerson,
  endsOfLife,
  readsByCaller,
} from "@/lib/db/trail-summary";
import type { InventoryRow } from "@/lib/domain/inventory-row";
import { type Place, placeKey } from "@/lib/domain/place";
import { believedCoverage } from "@/lib/domain/trail-coverage";
import { type PlaceTrail, TRAIL_DAYS, TrailFacts, type TrailPart } from "@/lib/domain/trail-facts";

const DAY_MS = 86_400_000;
/** Many people look at one page; the stored trail is summed up for all of them this often. */
const KEPT_MS = 3_000;
/** What takes long to sum up is kept for longer: a page must not keep the database at work. */
const KEPT_TIMES = 10;

interface Kept {
  untilMs: number;
  trail: Promise<PlaceTrail>;
}

// Next may load this file more than once in a process.
const store = globalThis as { [key: symbol]: Map<string, Kept> | undefined };
const storeKey = Symbol.for("strongroom.control-trails");

/** What the stored CloudTrail record tells controls about these places. Asks AWS nothing. */
export async function trailFacts(
  places: readonly Place[],
  rows: readonly InventoryRow[],
  now: Date,
): Promise<TrailFacts> {
  const functionsIn = new Map(places.map((place) => [placeKey(place), new Set<string>()]));
  for (const row of rows) {
    if (row.rotationFunctionArn === undefined) continue;
    functionsIn.get(placeKey(row))?.add(row.rotationFunctionArn);
  }
  const trails = places.map((place) => {
    const arns = [...(functionsIn.get(placeKey(place)) ?? [])];
    return keptTrail(
      place,
      arns.flatMap((arn) => arn.split(":")[6] ?? []),
      now,
    );
  });
  return new TrailFacts(await Promise.all(trails), now.getTime());
}

function keptTrail(place: Place, functions: readonly string[], now: Date): Promise<PlaceTrail> {
  store[storeKey] ??= new Map();
  const kept = store[storeKey];
  const known = kept.get(placeKey(place));
  if (known && Date.now() < known.untilMs) return known.trail;
  const startedMs = Date.now();
  const one: Kept = { untilMs: Number.POSITIVE_INFINITY, trail: sumUp(place, functions, now) };
  kept.set(placeKey(place), one);
  one.trail.then(
    () => {
      const tookMs = Date.now() - startedMs;
      one.untilMs = Date.now() + Math.max(KEPT_MS, KEPT_TIMES * tookMs);
    },
    () => kept.delete(placeKey(place)),
  );
  return one.trail;
}

async function sumUp(place: Place, functions: readonly string[], now: Date): Promise<PlaceTrail> {
  const { accountId, region } = place;
  // How far it was read is asked first: what is stored meanwhile can only add to it.
  const { cursor, failure } = await trailCursor(place);
  const from = new Date(now.getTime() - TRAIL_DAYS * DAY_MS);
  const stretch = { accountId, region, from, to: now };
  const began = await ledgerBeganAt();
  // CloudTrail keeps whole seconds: what happened in the ledger's first one counts as younger.
  const beganMs = began === undefined ? undefined : Math.floor(Date.parse(began) / 1000) * 1000;
  const sinceLedger = { ...stretch, from: new Date(Math.max(from.getTime(), beganMs ?? 0)) };
  const [changes, outside, ends, reads] = await Promise.all([
    changesWithoutPerson(stretch, functions),
    began ? changesElsewhere(sinceLedger, functions) : { groups: [], isCut: false },
    endsOfLife(stretch),
    readsByCaller(stretch),
  ]);
  const cut = new Set<TrailPart>();
  if (changes.isCut) cut.add("changes");
  if (outside.isCut) cut.add("outside");
  if (ends.isCut) cut.add("ends");
  if (reads.isCut) cut.add("reads");
  return {
    accountId,
    region,
    covered: believedCoverage(cursor),
    failure,
    changes: changes.groups,
    outside: outside.groups,
    ends: ends.groups,
    reads: reads.groups,
    cut,
  };
}
