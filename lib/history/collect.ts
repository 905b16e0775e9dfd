import "server-only";
import type { CloudTrailClient } from "@aws-sdk/client-cloudtrail";
import { fromAws } from "@/lib/aws/failures";
import { trailPage } from "@/lib/aws/trail";
import { noteTrailFailure, storeTrailPage, trailCursor } from "@/lib/db/trail";
import { Failure } from "@/lib/domain/failure";
import { type Place, placeKey } from "@/lib/domain/place";
import {
  nextWalk,
  pageRead,
  type TrailCursor,
  type TrailWalk,
  walkAgain,
} from "@/lib/domain/trail-coverage";
import { log } from "@/lib/log";

/** How long one turn may read before it gives way; the cursor keeps the place. Milliseconds. */
const TURN_MS = 25_000;

// Next may load this file more than once in a process; a place is read by one turn at a time.
const store = globalThis as { [key: symbol]: Map<string, Promise<void>> | undefined };
const storeKey = Symbol.for("strongroom.trail-turns");

/**
 * Reads on in CloudTrail for one Region of one account, for all people at once: a page at a time,
 * at the pace CloudTrail allows, until all of 90 days is read or the turn is over. Two turns of
 * one place in one process are one; two processes at worst read the same page twice.
 *
 * Never throws: why it stopped is stored beside the cursor and shown to whoever asks.
 */
export function collectTrail(
  place: Place,
  client: () => CloudTrailClient,
  now = () => new Date(),
): Promise<void> {
  store[storeKey] ??= new Map();
  const turns = store[storeKey];
  const key = placeKey(place);
  const running = turns.get(key) ?? turn(place, client, now).finally(() => turns.delete(key));
  turns.set(key, running);
  return running;
}

async function turn(place: Place, open: () => CloudTrailClient, now: () => Date): Promise<void> {
  const until = Date.now() + TURN_MS;
  try {
    const client = open();
    let { cursor } = await trailCursor(place);
    for (let walk = nextWalk(cursor, now()); walk && Date.now() < until; ) {
      cursor = await readPage(client, cursor, walk);
      walk = nextWalk(cursor, now());
    }
  } catch (error) {
    const failure = fromAws(error);
    if (!(failure instanceof Failure)) log("error", "CloudTrail could not be read", { error });
    const view = (failure instanceof Failure ? failure : new Failure("aws-failed")).view();
    await noteTrailFailure(place, view).catch(() => undefined);
  }
}

async function readPage(
  client: CloudTrailClient,
  cursor: TrailCursor,
  walk: TrailWalk,
): Promise<TrailCursor> {
  const page = await trailPage(client, walk);
  const next = page.isTokenLost ? walkAgain(cursor, walk) : pageRead(cursor, walk, page.nextToken);
  await storeTrailPage(next, page.events);
  return next;
}
