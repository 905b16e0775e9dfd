import type { Place } from "./place";

/** A stretch of time, both ends ISO, in whole seconds as CloudTrail keeps them. */
export interface Stretch {
  from: string;
  to: string;
}

/** A stretch that is being read, and the token of its next page. */
export interface TrailWalk extends Stretch {
  token?: string;
}

/**
 * How far CloudTrail has been read for one Region of one account. CloudTrail answers two look-ups
 * a second, 50 events each, newest first, for 90 days (facts 4.1): so reading is a walk in pieces
 * that can be taken up again, and only a finished piece counts as read.
 */
export interface TrailCursor extends Place {
  /** One unbroken stretch; absent = nothing was read to its end yet. */
  covered?: Stretch;
  /** The piece under way at either end: what is newer than `covered`, and what is older. */
  newer?: TrailWalk;
  older?: TrailWalk;
  /** Pages of the newer piece under way, or of the last one: what being up to date costs here. */
  newerPages?: number;
  pagesRead: number;
}

export const KEPT_DAYS = 90;

/** CloudTrail delivers late, so the newest minutes are read again and not yet believed. */
export const DELIVERY_DELAY_MS = 15 * 60_000;

const DAY_MS = 86_400_000;
const FIRST_PIECE_MS = 6 * 3_600_000;
/** Somebody who looks wants what just happened; nobody looks, nobody asks. */
const FRESH_MS = 5_000;
const PAGE_MS = 625;

/** The piece to read next: the newest first, then further back; none if all is read. */
export function nextWalk(cursor: TrailCursor, now: Date): TrailWalk | undefined {
  if (cursor.newer) return cursor.newer;
  const end = now.getTime();
  if (!cursor.covered) return piece(end - FIRST_PIECE_MS, end);
  const from = Date.parse(cursor.covered.from);
  const to = Date.parse(cursor.covered.to);
  // Where a quarter of an hour is many pages, older days must get their turn as well.
  const freshMs = Math.max(FRESH_MS, 3 * PAGE_MS * (cursor.newerPages ?? 1));
  if (end - to > freshMs) return piece(to - DELIVERY_DELAY_MS, end);
  return cursor.older ?? olderPiece(from, to, end);
}

/** As far again as was read so far, so that quiet months cost few calls; none past the 90 days. */
function olderPiece(from: number, to: number, end: number): TrailWalk | undefined {
  const horizon = end - KEPT_DAYS * DAY_MS;
  return from > horizon
    ? piece(Math.max(horizon, from - Math.max(DAY_MS, to - from)), from)
    : undefined;
}

/** The cursor after one page of `walk`: on to the next page, or one finished piece richer. */
export function pageRead(
  cursor: TrailCursor,
  walk: TrailWalk,
  nextToken: string | undefined,
): TrailCursor {
  const end = endOf(cursor, walk);
  const newerPages =
    end === "newer" ? 1 + ((cursor.newer && cursor.newerPages) ?? 0) : cursor.newerPages;
  const rest = { ...cursor, newerPages, pagesRead: cursor.pagesRead + 1, [end]: undefined };
  const { from, to } = walk;
  if (nextToken) return { ...rest, [end]: { from, to, token: nextToken } };
  return { ...rest, covered: joined(cursor.covered, { from, to }) };
}

/** For tokens that CloudTrail no longer knows: the piece begins anew, what was stored stays. */
export function walkAgain(cursor: TrailCursor, { from, to }: Stretch): TrailCursor {
  return { ...cursor, [endOf(cursor, { from, to })]: { from, to } };
}

/** The stretch of which every event is known; undefined if there is none yet. */
export function believedCoverage({ covered }: TrailCursor): Stretch | undefined {
  if (!covered) return undefined;
  const to = Date.parse(covered.to) - DELIVERY_DELAY_MS;
  return to > Date.parse(covered.from)
    ? { from: covered.from, to: new Date(to).toISOString() }
    : undefined;
}

/** Whether reading has reached as far back as CloudTrail keeps, give or take an hour. */
export function reachesBack({ covered }: TrailCursor, now: Date): boolean {
  const hourMs = 3_600_000;
  return covered !== undefined && +now - Date.parse(covered.from) >= KEPT_DAYS * DAY_MS - hourMs;
}

function endOf({ covered }: TrailCursor, walk: Stretch): "newer" | "older" {
  return covered && walk.to <= covered.from ? "older" : "newer";
}

/** Pieces touch what was read before; one that does not, after months, begins coverage anew. */
function joined(covered: Stretch | undefined, walk: Stretch): Stretch {
  if (!covered || walk.from > covered.to) return walk;
  return {
    from: walk.from < covered.from ? walk.from : covered.from,
    to: walk.to > covered.to ? walk.to : covered.to,
  };
}

function piece(fromMs: number, toMs: number): Stretch {
  const whole = (ms: number) => new Date(Math.floor(ms / 1000) * 1000).toISOString();
  return { from: whole(fromMs), to: whole(toMs) };
}
