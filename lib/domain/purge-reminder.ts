import { type NamedSecret, type PurgeReminder, REMINDER_DAYS } from "./announcement";
import { type DeletionClock, earliestPurge } from "./deletion-clock";

const DAY_MS = 86_400_000;

/**
 * The reminder that is due for a scheduled deletion, if somebody still wants the secret: the
 * closest of 7, 3 and 1 days. A console that was down meanwhile sends one, not all it missed.
 * Nothing once AWS may have erased it, and nothing where the trail cannot tell who wants it.
 */
export function purgeReminder(
  secret: NamedSecret,
  clock: DeletionClock,
  { now, trailReadTo }: { now: Date; trailReadTo: string },
): PurgeReminder | undefined {
  if (clock.wanted !== "asking" && clock.wanted !== "used") return undefined;
  const purgeFrom = earliestPurge(clock.purge);
  const left = Date.parse(purgeFrom) - now.getTime();
  const days = REMINDER_DAYS.findLast((limit) => left <= limit * DAY_MS);
  if (left <= 0 || days === undefined) return undefined;
  const { requestedAt, purge, denied } = clock;
  return {
    kind: "purge-reminder",
    secret,
    requestedAt,
    days,
    purgeFrom,
    isPurgeKnown: purge.isKnown,
    deniedLast7Days: denied.last7d,
    trailReadTo,
  };
}
