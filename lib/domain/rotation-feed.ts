import { z } from "zod";
import { type Place, placeKey } from "./place";
import type { ConsoleRole } from "./role";
import { adviceFor, type PlannedWindow, RotationQuery, standingWords } from "./rotation-page";
import { needsAttention } from "./rotation-standing";

/** Days that a feed shows, from the beginning of today. */
export const FEED_DAYS = 60;
/** Windows that one feed holds at most. */
export const FEED_EVENTS_MAX = 5_000;
/** An address ends after this, whatever happens. */
export const FEED_LIFE_DAYS = 365;
/** Without a sign-in of its person an address is silent after this: whoever left cannot sign in. */
export const FEED_PROOF_DAYS = 30;
/** Addresses that one person has at most. */
export const FEEDS_MAX = 10;

/** What of the rotation page's address a feed keeps. Everything left out means "all". */
export const FeedFilter = RotationQuery.pick({
  fn: true,
  owner: true,
  account: true,
  region: true,
  kind: true,
  state: true,
});
export type FeedFilter = z.output<typeof FeedFilter>;

export const RevokeFeedInput = z.strictObject({
  feedId: z.string().regex(/^[0-9a-f]{64}$/, "This is not the id of a calendar address"),
});

/** One of a person's addresses; `id` is good for revoking it and for nothing else. */
export interface OwnFeed {
  id: string;
  role: ConsoleRole;
  filter: FeedFilter;
  createdAt: string;
  expiresAt: string;
  lastFetchedAt?: string;
}

/** A filter in words: "state overdue, Region eu-west-1". */
export function feedFilterWords({ state, kind, fn, owner, account, region }: FeedFilter): string {
  const parts = [
    state && `state ${state}`,
    kind && `kind ${kind}`,
    fn && `function ${fn}`,
    owner && `owner ${owner}`,
    account && `account ${account}`,
    region && `Region ${region}`,
  ].filter(Boolean);
  return parts.length > 0 ? parts.join(", ") : "everything that rotates";
}

/** One window as a calendar shows it. Texts hold no control characters but line feeds. */
export interface FeedEvent {
  arn: string;
  from: string;
  to: string;
  /** As of when its secret was listed. */
  listedAt: string;
  summary: string;
  description: string;
  /** Path and query of the secret's page. */
  path: string;
  state: string;
  /** AWS may well not rotate then: something is wrong, or only the end is known. */
  isTentative: boolean;
}

/** What one window is in a calendar; undefined if nobody has listed its place. */
export function feedEvent(window: PlannedWindow, listedAt?: string): FeedEvent | undefined {
  if (!listedAt) return undefined;
  const { arn, from, to, name, standing, isStartUnknown } = window;
  const isTroubled = needsAttention(standing.word);
  const state = standingWords(standing);
  const lines = [
    windowWords(window),
    `State: ${state}, as listed at ${minute(listedAt)} UTC. ${adviceFor(standing)}`.trim(),
    `Account: ${window.accountName} (${window.accountId})`,
    `Region: ${window.region}`,
    window.schedule && `Schedule: ${window.schedule}`,
    window.functionName && `Function: ${window.functionName}`,
    window.owner && `Owner: ${window.owner}`,
    window.lastRotatedAt && `Last rotated: ${minute(window.lastRotatedAt)} UTC`,
    window.marks.length > 0 && `Watch: ${window.marks.map(({ says }) => says).join("; ")}`,
  ];
  return {
    arn,
    from,
    to,
    listedAt,
    summary: plain(`Rotation window: ${name}${isTroubled ? ` (${state})` : ""}`),
    description: lines.flatMap((line) => (line ? plain(line) : [])).join("\n"),
    path: `/secret?${new URLSearchParams({ arn, tab: "rotation" })}`,
    state: standing.word,
    isTentative: isTroubled || isStartUnknown,
  };
}

/** What a feed rests on, for the words about it. */
export interface FeedFacts {
  role: ConsoleRole;
  filter: FeedFilter;
  from: string;
  to: string;
  /** Windows in the feed, and how many there are. */
  shown: number;
  windows: number;
  places: readonly (Place & { accountName: string })[];
  /** When each place was listed, by `placeKey`. */
  listedAt: ReadonlyMap<string, string>;
}

/** What the whole calendar says about itself, in one line. */
export function feedWords(facts: FeedFacts): { name: string; description: string } {
  const { role, filter, from, to, shown, windows, places, listedAt } = facts;
  const isAll = Object.values(filter).every((value) => value === undefined);
  const oldest = [...listedAt.values()].sort()[0];
  const missing = places.filter((place) => !listedAt.has(placeKey(place)));
  const sentences = [
    "AWS rotates some time in each window, if every rotation before it succeeds",
    `${windows} windows from ${from.slice(0, 10)} to ${to.slice(0, 10)} UTC of ${feedFilterWords(filter)}`,
    shown < windows && `Only the first ${shown} of them are in this calendar`,
    oldest && `As the role ${role} listed it; the oldest listing is of ${minute(oldest)} UTC`,
    missing.length > 0 &&
      `INCOMPLETE: not listed are ${missing.map(({ accountName, region }) => `${accountName} ${region}`).join(", ")}`,
  ];
  const description = `${sentences.filter(Boolean).join(". ")}.`;
  const name = `Rotation windows${isAll ? "" : `: ${feedFilterWords(filter)}`}`;
  return { name: plain(name), description: plain(description) };
}

function windowWords({ from, to, isStartUnknown }: PlannedWindow): string {
  if (isStartUnknown) return `By ${moment(to)}; AWS does not tell from when.`;
  const isWithinDay = from.slice(0, 10) === new Date(Date.parse(to) - 1).toISOString().slice(0, 10);
  const words = isWithinDay
    ? `${clock(from)} and ${endClock(to)} UTC on ${dayOf(from)}`
    : `${moment(from)} and ${moment(to)}`;
  return `Some time between ${words}, if every rotation before it succeeds.`;
}

function moment(at: string): string {
  const day = new Date(Date.parse(at) - 1).toISOString();
  return clock(at) === "00:00" ? `24:00 UTC on ${dayOf(day)}` : `${clock(at)} UTC on ${dayOf(at)}`;
}

function endClock(at: string): string {
  return clock(at) === "00:00" ? "24:00" : clock(at);
}

function clock(at: string): string {
  return at.slice(11, 16);
}

function dayOf(at: string): string {
  return at.slice(0, 10);
}

function minute(at: string): string {
  return `${dayOf(at)} ${clock(at)}`;
}

/** One line: tags may hold anything, and a calendar's lines end where its reader thinks they do. */
function plain(text: string): string {
  return text.replace(/[\p{Cc}\p{Cs}\u2028\u2029]+/gu, " ");
}
