import "server-only";
import { LRUCache } from "lru-cache";
import { config } from "@/lib/config";
import { findFeed, noteFetch, type StoredFeed } from "@/lib/db/calendar-feeds";
import { type SnapshotHead, snapshotHeads, snapshotSecrets } from "@/lib/db/rotation-snapshots";
import { type Place, placeKey } from "@/lib/domain/place";
import { FEED_DAYS, FEED_EVENTS_MAX, feedEvent, feedWords } from "@/lib/domain/rotation-feed";
import { RotationQuery } from "@/lib/domain/rotation-page";
import { RotationPlanner } from "@/lib/domain/rotation-plan";
import { rowOfLine, SNAPSHOT_FORM } from "@/lib/domain/rotation-snapshot";
import { lastRunsIn } from "@/lib/history/last-runs";
import { eachInSlices } from "@/lib/inventory/breath";
import { configuredPlaces } from "@/lib/inventory/estates";
import type { EstatePlace } from "@/lib/inventory/matches";
import { icsText } from "./ics";
import { principalOf } from "./principals";

/** "unknown": no such address, or it has ended. "not listed": nobody of its role has looked yet. */
export type FeedAnswer = { ics: string } | "unknown" | "not listed";

const DAY_MS = 86_400_000;
/** States turn with time alone, and programs may ask as often as they like. */
const KEPT_MS = 60_000;
const KEPT_MAX = 8;
const TOKEN = /^[A-Za-z0-9_-]{43}$/;

const kept = new LRUCache<string, Promise<string>>({ max: KEPT_MAX, ttl: KEPT_MS });

/**
 * The calendar that a token opens. Nobody is signed in, so AWS is asked nothing: what is told is
 * what people in the feed's role have listed, and what was read of CloudTrail.
 */
export async function feedOf(token: string, now: Date): Promise<FeedAnswer> {
  const feed = TOKEN.test(token) ? await findFeed(token) : undefined;
  if (!feed || !isStillConfigured(feed)) return "unknown";
  await noteFetch(feed.id);
  const places = placesOf(feed);
  const found = await snapshotHeads(places.map(({ key }) => key));
  const heads = found.filter(({ fingerprint }) => fingerprint.startsWith(`${SNAPSHOT_FORM}:`));
  if (heads.length === 0) return "not listed";
  // Asked afresh each time: whether the address is good, and what is listed.
  const edition = JSON.stringify([feed.id, heads, places]);
  const known = kept.get(edition);
  if (known) return { ics: await known };
  const ics = icsOf(feed, places, heads, now);
  kept.set(edition, ics);
  ics.catch(() => kept.delete(edition));
  return { ics: await ics };
}

type FeedPlace = EstatePlace & { key: Place & { principal: string } };

/** The configuration may have changed since: another provider's people are not these people. */
function isStillConfigured({ issuer, role }: StoredFeed): boolean {
  const { signIn, groups } = config();
  return issuer === signIn.issuer && groups.some((group) => group.role === role);
}

function placesOf({ role, filter }: StoredFeed): FeedPlace[] {
  const { account = "", region = "" } = filter;
  return configuredPlaces().flatMap((place) => {
    const principal = principalOf(place.accountId, role);
    const isWanted =
      (!account || account === place.accountId) && (!region || region === place.region);
    if (!principal || !isWanted) return [];
    return [{ ...place, key: { principal, accountId: place.accountId, region: place.region } }];
  });
}

async function icsOf(
  { role, filter }: StoredFeed,
  places: readonly FeedPlace[],
  heads: readonly SnapshotHead[],
  now: Date,
): Promise<string> {
  const names = new Map(places.map(({ accountId, accountName }) => [accountId, accountName]));
  const fromMs = Math.floor(now.getTime() / DAY_MS) * DAY_MS;
  const planner = new RotationPlanner(RotationQuery.parse(filter), {
    now,
    settings: config().rotation,
    accountName: (id) => names.get(id) ?? id,
    lastRuns: await lastRunsIn(places, now),
    span: { fromMs, toMs: fromMs + FEED_DAYS * DAY_MS },
    rowsMax: FEED_EVENTS_MAX,
  });
  for (const head of heads) {
    const text = await snapshotSecrets(head);
    if (text) await eachInSlices(text.split("\n"), (line) => planner.add(rowOfLine(line)));
  }
  const { windows, windowCount, from, to } = planner.finish();
  const listedAt = new Map(heads.map((head) => [placeKey(head), head.listedAt.toISOString()]));
  const events = windows.flatMap(
    (window) => feedEvent(window, listedAt.get(placeKey(window))) ?? [],
  );
  const words = feedWords({
    role,
    filter,
    from,
    to,
    shown: events.length,
    windows: windowCount,
    places,
    listedAt,
  });
  return await icsText(words, events, config().publicUrl);
}
