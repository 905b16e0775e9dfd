import "server-only";
import type { CloudTrailClient } from "@aws-sdk/client-cloudtrail";
import type { AwsAccess } from "@/lib/aws/clients";
import { fromAws } from "@/lib/aws/failures";
import { observerTrail } from "@/lib/aws/observer";
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
const store = globalThis as { [key: symbol]: Map<string, Reading> | undefined };
const storeKey = Symbol.for("strongroom.trail-turns");

interface Reading {
  /** The turn under way. */
  done?: Promise<void>;
  /** When something changed that somebody waits to see; ISO. */
  awaited?: string;
  /** When the newest page was last looked at by itself; milliseconds. */
  peekedMs: number;
}

/** How often the newest page is looked at while somebody waits for it. Milliseconds. */
const PEEK_EVERY_MS = 2_000;

/** For pages that want what has just happened, whatever it was: the moment a minute ago. */
export function aMinuteBefore(now: Date): string {
  return new Date(now.getTime() - 60_000).toISOString();
}

/**
 * Reads on in CloudTrail for one Region of one account, for all people at once: a page at a time,
 * at the pace CloudTrail allows, until all of 90 days is read or the turn is over. Two turns of
 * one place in one process are one; two processes at worst read the same page twice.
 *
 * Under the account's observer role if it has one; `client` is the person's own who looks.
 * `awaited` is the moment of a change that somebody waits to see by name: unless everything was read
 * up to a moment ago, the newest page is looked at by itself, whatever there is still to read.
 *
 * Never throws: why it stopped is stored beside the cursor and shown to whoever asks.
 */
export function collectTrail(
  place: Place,
  client: () => CloudTrailClient,
  now = () => new Date(),
  awaited?: string,
): Promise<void> {
  store[storeKey] ??= new Map();
  const readings = store[storeKey];
  const key = placeKey(place);
  const reading: Reading = readings.get(key) ?? { peekedMs: 0 };
  readings.set(key, reading);
  reading.awaited = awaited ?? reading.awaited;
  reading.done ??= turn(reading, place, observerTrail(place) ?? client, now).finally(() => {
    reading.done = undefined;
    reading.awaited = undefined;
  });
  return reading.done;
}

/**
 * Starts reading on in every one of these places, under the role of whoever looks, for pages about
 * the whole estate. Never waits.
 */
export function readTrailOn(aws: Pick<AwsAccess, "lasting">, places: readonly Place[]): void {
  const lasting = aws.lasting();
  for (const place of places) void collectTrail(place, () => lasting.cloudTrail(place));
}

async function turn(
  self: Reading,
  place: Place,
  open: () => CloudTrailClient,
  now: () => Date,
): Promise<void> {
  const untilMs = Date.now() + TURN_MS;
  try {
    const client = open();
    let { cursor } = await trailCursor(place);
    for (;;) {
      const walk = nextWalk(cursor, now());
      const readToMs = Date.parse(walk?.to ?? cursor.covered?.to ?? "");
      const isBehind = now().getTime() - readToMs > PEEK_EVERY_MS;
      if (self.awaited && isBehind && Date.now() - self.peekedMs > PEEK_EVERY_MS) {
        self.peekedMs = Date.now();
        cursor = await peek(client, cursor, self.awaited, now());
      }
      if (!walk || Date.now() > untilMs) return;
      cursor = await readPage(client, cursor, walk);
    }
  } catch (error) {
    const failure = fromAws(error);
    if (!(failure instanceof Failure)) log("error", "CloudTrail could not be read", { error });
    const view = (failure instanceof Failure ? failure : new Failure("aws-failed")).view();
    await noteTrailFailure(place, view).catch(() => undefined);
  }
}

/** The newest page since a change. It adds events and no coverage: what lies below it is unread. */
async function peek(
  client: CloudTrailClient,
  cursor: TrailCursor,
  since: string,
  now: Date,
): Promise<TrailCursor> {
  // CloudTrail keeps whole seconds, so the change may be dated up to a second before itself.
  const from = new Date(Date.parse(since) - 1000).toISOString();
  const to = now.toISOString();
  const { events } = await trailPage(client, { from, to });
  const next = { ...cursor, pagesRead: cursor.pagesRead + 1 };
  await storeTrailPage(next, events, to);
  return next;
}

async function readPage(
  client: CloudTrailClient,
  cursor: TrailCursor,
  walk: TrailWalk,
): Promise<TrailCursor> {
  const page = await trailPage(client, walk);
  const next = page.isTokenLost ? walkAgain(cursor, walk) : pageRead(cursor, walk, page.nextToken);
  await storeTrailPage(next, page.events, walk.to);
  return next;
}
