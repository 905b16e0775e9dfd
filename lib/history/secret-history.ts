import "server-only";
import { observationsOf, observe } from "@/lib/db/observations";
import { trailCursor, trailOfSecret } from "@/lib/db/trail";
import { type Place, placeOf } from "@/lib/domain/place";
import type { SecretDetail } from "@/lib/domain/secret";
import type { SecretHistory, TrailProgress } from "@/lib/domain/secret-history";
import { buildTimeline } from "@/lib/domain/timeline";
import { timelineRows } from "@/lib/domain/timeline-rows";
import { believedCoverage, reachesBack } from "@/lib/domain/trail-coverage";
import { log } from "@/lib/log";

/**
 * Remembers what a describe of one secret showed: labels and dates. Never throws: that a look
 * could not be remembered must not hide what was seen.
 */
export async function observeSecret(detail: SecretDetail): Promise<void> {
  const { arn, labels, lastChangedAt, readAt } = detail;
  try {
    await observe([{ arn, labels, lastChangedAt }], new Date(readAt));
  } catch (error) {
    log("warn", "A look at a secret was not remembered", { error });
  }
}

/**
 * Everything known about who held which label, from what AWS just said, what this console saw
 * before, and what was read of CloudTrail so far. Asks AWS nothing.
 */
export async function secretHistory(detail: SecretDetail): Promise<SecretHistory> {
  const now = new Date(detail.readAt);
  const place = placeOf(detail.arn);
  const [observations, known, trail] = await Promise.all([
    observationsOf(detail.arn),
    trailOfSecret(place, detail),
    trailProgress(place, now),
  ]);
  // A secret of the same name may have lived before this one; its events are not this one's.
  const born = Date.parse(detail.createdAt) - 1000;
  const events = known.events.filter(({ at }) => Date.parse(at) >= born);
  const timeline = buildTimeline(
    {
      createdAt: detail.createdAt,
      versions: detail.versions,
      versionsAreComplete: detail.versionsComplete,
      observations: [
        ...observations,
        { at: detail.readAt, labels: detail.labels, lastChangedAt: detail.lastChangedAt },
      ],
      events,
      trailCovers: trail.covered ? [trail.covered] : [],
    },
    now,
  );
  const order = detail.versions
    .toSorted((a, b) => a.createdAt.localeCompare(b.createdAt))
    .map(({ versionId }) => versionId);
  return {
    timeline,
    rows: timelineRows(timeline, events, order),
    trail,
    isReading: !trail.failure && (!trail.isWhole || isAwaited(detail.lastChangedAt, trail, now)),
    observedSince: observations[0]?.at,
    isCutShort: known.isCutShort,
    readAt: detail.readAt,
  };
}

/** Long enough for the event of a change to be delivered, usually; AWS promises a quarter of an hour. */
const AWAITED_MS = 2 * 60_000;

/** True while the newest change is younger than what was read of CloudTrail. */
export function isAwaited(
  lastChangedAt: string | undefined,
  trail: TrailProgress,
  now: Date,
): boolean {
  if (!lastChangedAt || now.getTime() - Date.parse(lastChangedAt) > AWAITED_MS) return false;
  return !trail.readTo || trail.readTo <= lastChangedAt;
}

/** The newest events are what people ask for: asked again until they were looked for just now. */
const BEHIND_MS = 3_000;

/** True unless CloudTrail was read up to a moment ago. */
export function isBehind({ readTo }: TrailProgress, now: Date): boolean {
  return !readTo || now.getTime() - Date.parse(readTo) > BEHIND_MS;
}

/** Where reading of CloudTrail stands for one place. */
export async function trailProgress(place: Place, now: Date): Promise<TrailProgress> {
  const { cursor, failure } = await trailCursor(place);
  const { pagesRead, covered } = cursor;
  return {
    covered: believedCoverage(cursor),
    readTo: covered?.to,
    pagesRead,
    isWhole: reachesBack(cursor, now),
    failure,
  };
}
