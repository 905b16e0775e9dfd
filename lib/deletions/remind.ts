import "server-only";
import { announceNow } from "@/lib/db/announcements";
import { deletionsSeenAheadOf } from "@/lib/db/deletions-seen";
import { trailOfPlace, trailOfSecrets } from "@/lib/db/trail";
import {
  deletionClock,
  RECOVERY_WINDOW_DAYS,
  type SeenDeletion,
} from "@/lib/domain/deletion-clock";
import { placeKey, placeOf } from "@/lib/domain/place";
import { purgeReminder } from "@/lib/domain/purge-reminder";
import type { TrailEvent } from "@/lib/domain/trail-event";
import { trailProgress } from "@/lib/history/secret-history";
import { configuredPlaces } from "@/lib/inventory/estates";

const DAY_MS = 86_400_000;
/** CloudTrail's 90 days, before the longest window. */
const STORY_MS = (90 + RECOVERY_WINDOW_DAYS.max + 1) * DAY_MS;

/**
 * Announces each purge that comes close although somebody wants the secret. Works from what was
 * read of CloudTrail and from this console's own deletions; asks AWS nothing.
 */
export async function remindOfPurges(now: Date): Promise<void> {
  const answers = await deletionsSeenAheadOf(now);
  const begin = new Date(now.getTime() - (RECOVERY_WINDOW_DAYS.max + 1) * DAY_MS);
  for (const place of configuredPlaces()) {
    const { covered } = await trailProgress(place, now);
    // Without the trail nobody can say who wants it, or whether it was restored.
    if (!covered) continue;
    const moves = await trailOfPlace(place, ["DeleteSecret", "RestoreSecret"], begin, now);
    const own = answers.filter(({ arn }) => placeKey(placeOf(arn)) === placeKey(place));
    const pending = stillPending(moves, own);
    const secrets = [...pending.keys()].map((arn) => ({ arn, name: nameOf(arn) }));
    const known = await trailOfSecrets(place, secrets, new Date(now.getTime() - STORY_MS));
    for (const { arn, name } of secrets) {
      const deletionRequestedAt = pending.get(arn) ?? now.toISOString();
      const seen = own.findLast((answer) => answer.arn === arn);
      const events = known.events.get(arn) ?? [];
      const secret = { arn, name, deletionRequestedAt };
      const clock = deletionClock({ secret, seen, events, covered }, now);
      const named = { name, accountId: place.accountId, region: place.region };
      const reminder = purgeReminder(named, clock, { now, trailReadTo: covered.to });
      if (reminder) await announceNow(reminder);
    }
  }
}

/** The secrets whose last known move was into deletion, with the moment of the request. */
function stillPending(
  moves: readonly TrailEvent[],
  answers: readonly SeenDeletion[],
): ReadonlyMap<string, string> {
  const all = [
    ...answers.map(({ arn, requestedAt: at }) => ({ arn, at, isPending: true })),
    ...moves.flatMap(({ secretArn: arn, at, name, errorCode, withoutRecovery }) =>
      arn && !errorCode
        ? [{ arn, at, isPending: name === "DeleteSecret" && !withoutRecovery }]
        : [],
    ),
  ].toSorted((a, b) => a.at.localeCompare(b.at));
  const pending = new Map<string, string>();
  for (const { arn, at, isPending } of all) {
    if (!isPending) pending.delete(arn);
    // A repeated request while one is pending changes nothing; the first one dates the deletion.
    else if (!pending.has(arn)) pending.set(arn, at);
  }
  return pending;
}

/** AWS adds a hyphen and six characters to the name. */
function nameOf(arn: string): string {
  return arn.split(":").slice(6).join(":").slice(0, -7);
}
