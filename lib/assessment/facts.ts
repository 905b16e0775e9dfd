import "server-only";
import type { AwsAccess } from "@/lib/aws/clients";
import { config } from "@/lib/config";
import { deletionsSeenAheadOf } from "@/lib/db/deletions-seen";
import { ledgerBeganAt } from "@/lib/db/outside";
import { restoresSentSince } from "@/lib/db/restores-sent";
import { keptGuarantees } from "@/lib/deletions/guarantee";
import type { ControlFacts } from "@/lib/domain/controls";
import type { InventoryRow } from "@/lib/domain/inventory-row";
import type { Place } from "@/lib/domain/place";
import { lastRunsIn } from "@/lib/history/last-runs";
import { looksAs } from "./looks";
import { trailFacts } from "./trail";

const DAY_MS = 86_400_000;
/** A request ends within a day, so what was restored was asked for not much earlier. */
const REQUEST_LIFE_MS = 2 * DAY_MS;

/** Everything the rules need besides the rows. Asks AWS nothing. */
export async function controlFacts(
  aws: AwsAccess,
  places: readonly Place[],
  rows: readonly InventoryRow[],
  now: Date,
): Promise<ControlFacts> {
  const trail = await trailFacts(places, rows, now);
  const [lastRuns, looks, guarantees, seen, restores, began] = await Promise.all([
    lastRunsIn(places, now),
    looksAs(aws, places),
    keptGuarantees(aws, now),
    deletionsSeenAheadOf(now),
    restoresSentSince(new Date(trail.fromMs - REQUEST_LIFE_MS)),
    ledgerBeganAt(),
  ]);
  const roles = new Map(config().accounts.map((one) => [one.id, Object.values(one.roles)]));
  return {
    lastRuns,
    looks,
    trail,
    restores,
    ledgerBeganMs: began === undefined ? undefined : Date.parse(began),
    guarantees: guarantees && new Map(guarantees.map((one) => [one.accountId, one])),
    deletionsSeen: new Map(seen.map((one) => [one.arn, one])),
    consoleRoleArns: (accountId) => roles.get(accountId) ?? [],
    nowMs: now.getTime(),
  };
}
