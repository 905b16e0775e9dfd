import "server-only";
import { config } from "@/lib/config";
import { callsAboutSecret } from "@/lib/db/trail";
import { infrastructureSigns } from "@/lib/domain/infrastructure-code";
import { placeOf } from "@/lib/domain/place";
import { READERS_DAYS, readersOf, sinceDays, VALUE_READ } from "@/lib/domain/readers";
import type { SecretDetail } from "@/lib/domain/secret";
import type { SecretReaders } from "@/lib/domain/secret-readers";
import { isBehind, trailProgress } from "./secret-history";

const DAY_MS = 86_400_000;

/**
 * Who asked for a secret's value in the last 90 days, from what was read of CloudTrail so far.
 * Asks AWS nothing.
 */
export async function secretReaders(
  detail: Pick<SecretDetail, "arn" | "name" | "tags" | "createdAt" | "rotationFunctionArn">,
  now: Date,
): Promise<SecretReaders> {
  const place = placeOf(detail.arn);
  // A secret of the same name may have lived before this one; its readers are not this one's.
  const born = Date.parse(detail.createdAt) - 1000;
  const since = new Date(Math.max(born, now.getTime() - READERS_DAYS * DAY_MS));
  const [{ events, isCutShort }, changes, trail] = await Promise.all([
    callsAboutSecret(place, detail, { name: VALUE_READ }, since),
    callsAboutSecret(place, detail, { readOnly: false }, since),
    trailProgress(place, now),
  ]);
  const roles = config().accounts.find(({ id }) => id === place.accountId)?.roles;
  const context = {
    rotationFunctionArn: detail.rotationFunctionArn,
    consoleRoleArns: Object.values(roles ?? {}),
  };
  return {
    readers: readersOf(events, context),
    infrastructure: infrastructureSigns(detail.tags, changes.events),
    lastWeek: readersOf(sinceDays(events, 7, now), context),
    trail,
    isReading: !trail.failure && (!trail.isWhole || isBehind(trail, now)),
    isCutShort,
    readAt: now.toISOString(),
  };
}
