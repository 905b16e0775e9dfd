import "server-only";
import { isOverBudget, putBack, setOverBudget, takeCounted } from "@/lib/aws/meter";
import { SLOWED_MS } from "@/lib/aws/pace";
import { currentPrices } from "@/lib/aws/price-list";
import { config } from "@/lib/config";
import { ownCallsSince, storeOwnCalls } from "@/lib/db/own-calls";
import { monthOf, monthStartMs } from "@/lib/domain/billing-month";
import { type OwnCalls, ownCallsUsd } from "@/lib/domain/own-calls";
import { type OwnSpending, spendingOf } from "@/lib/domain/own-spending";
import type { ConsoleRole, Person } from "@/lib/domain/role";
import { sumUsd, usdOf } from "@/lib/domain/usd";

const DAY_MS = 86_400_000;

/**
 * Stores what was counted since the last time, then compares what today's calls cost with the
 * budget: past it, background work is slowed down.
 *
 * @throws what the database throws; what was counted is kept for the next time
 */
export async function flushMeter(now: Date): Promise<void> {
  const taken = takeCounted();
  try {
    await storeOwnCalls(taken);
  } catch (error) {
    putBack(taken);
    throw error;
  }
  const today = await ownCallsSince(dayOf(now));
  setOverBudget(usdOfAll(today) > usdOf(config().costs.ownCallsUsdPerDay));
}

/** What the console's own calls cost this month; names of people only for those who may see all. */
export async function ownSpending(
  viewer: { person: Pick<Person, "issuer" | "subject">; role: ConsoleRole },
  now: Date,
): Promise<OwnSpending> {
  await flushMeter(now);
  const month = await ownCallsSince(new Date(monthStartMs(monthOf(now.getTime()))));
  const { ownCallsUsdPerDay } = config().costs;
  return {
    ...spendingOf(month, { viewer, day: dayOf(now).toISOString(), prices: currentPrices() }),
    budgetUsdPerDay: ownCallsUsdPerDay,
    isSlowed: isOverBudget(),
    slowedToSeconds: SLOWED_MS / 1000,
  };
}

function dayOf(now: Date): Date {
  return new Date(Math.floor(now.getTime() / DAY_MS) * DAY_MS);
}

function usdOfAll(calls: readonly OwnCalls[]) {
  const prices = currentPrices();
  return sumUsd(calls.map((one) => ownCallsUsd(one, prices)));
}
