import type { Place } from "./place";

/**
 * How far CloudTrail has been read for one Region of one account. CloudTrail answers two look-ups
 * a second, 50 events each, newest first, for 90 days (facts 4.1): so reading is a walk in pieces
 * that can be taken up again, and only a finished piece counts as read.
 */
export interface TrailCursor extends Place {
  /** One unbroken stretch, both ends ISO; absent = nothing was read to its end yet. */
  covered?: { from: string; to: string };
  /** The piece under way, and the token of its next page. */
  walk?: { from: string; to: string; token?: string };
  pagesRead: number;
}

export const KEPT_DAYS = 90;

/** CloudTrail delivers late, so the newest minutes are read again and not yet believed. */
export const DELIVERY_DELAY_MS = 15 * 60_000;

const DAY_MS = 86_400_000;
const FIRST_PIECE_MS = 6 * 3_600_000;
/** Somebody who looks wants what just happened; nobody looks, nobody asks. */
const FRESH_MS = 5_000;

/** The piece to read next: what is under way, else the newest, else further back; none if all is. */
export function nextWalk(cursor: TrailCursor, now: Date): TrailCursor["walk"] {
  if (cursor.walk) return cursor.walk;
  const end = now.getTime();
  if (!cursor.covered) return piece(end - FIRST_PIECE_MS, end);
  const from = Date.parse(cursor.covered.from);
  const to = Date.parse(cursor.covered.to);
  if (end - to > FRESH_MS) return piece(to - DELIVERY_DELAY_MS, end);
  const horizon = end - KEPT_DAYS * DAY_MS;
  // As far again as was read so far: the newest days come first, and quiet months cost few calls.
  const furtherMs = Math.max(DAY_MS, to - from);
  return from > horizon ? piece(Math.max(horizon, from - furtherMs), from) : undefined;
}

/** The cursor after one page of `walk`: on to the next page, or one finished piece richer. */
export function pageRead(
  cursor: TrailCursor,
  walk: { from: string; to: string },
  nextToken: string | undefined,
): TrailCursor {
  const pagesRead = cursor.pagesRead + 1;
  if (nextToken)
    return { ...cursor, pagesRead, walk: { from: walk.from, to: walk.to, token: nextToken } };
  return { ...cursor, pagesRead, walk: undefined, covered: joined(cursor.covered, walk) };
}

/** For tokens that CloudTrail no longer knows: the piece begins anew, what was stored stays. */
export function walkAgain(cursor: TrailCursor): TrailCursor {
  return cursor.walk ? { ...cursor, walk: { from: cursor.walk.from, to: cursor.walk.to } } : cursor;
}

/** The stretch of which every event is known; undefined if there is none yet. */
export function believedCoverage(cursor: TrailCursor): { from: string; to: string } | undefined {
  if (!cursor.covered) return undefined;
  const to = Date.parse(cursor.covered.to) - DELIVERY_DELAY_MS;
  return to > Date.parse(cursor.covered.from)
    ? { from: cursor.covered.from, to: new Date(to).toISOString() }
    : undefined;
}

/** A piece that does not touch what was read before replaces it: coverage is one stretch. */
function joined(
  covered: { from: string; to: string } | undefined,
  walk: { from: string; to: string },
): { from: string; to: string } {
  if (!covered || walk.from > covered.to || walk.to < covered.from) {
    return covered && covered.to > walk.to ? covered : { from: walk.from, to: walk.to };
  }
  return {
    from: walk.from < covered.from ? walk.from : covered.from,
    to: walk.to > covered.to ? walk.to : covered.to,
  };
}

/** Whole seconds, because that is what CloudTrail keeps and compares. */
function piece(fromMs: number, toMs: number): { from: string; to: string } {
  const whole = (ms: number) => new Date(Math.floor(ms / 1000) * 1000).toISOString();
  return { from: whole(fromMs), to: whole(toMs) };
}
