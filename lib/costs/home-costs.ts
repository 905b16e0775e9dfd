import "server-only";
import type { AwsAccess } from "@/lib/aws/clients";
import { isOverBudget } from "@/lib/aws/meter";
import { currentPrices } from "@/lib/aws/price-list";
import { addMonths, type Month, monthOf, monthStartMs } from "@/lib/domain/billing-month";
import type { CostPart } from "@/lib/domain/cost-groups";
import type { HomeCosts } from "@/lib/domain/home-costs";
import { printFilter } from "@/lib/domain/inventory-filter";
import type { InventoryRow } from "@/lib/domain/inventory-row";
import type { PriceBook } from "@/lib/domain/prices";
import { monthWindow, type StorageTally } from "@/lib/domain/storage-costs";
import { type Usd, usdText } from "@/lib/domain/usd";
import { lookAtEstate } from "@/lib/inventory/estates";
import { passOnce } from "./kept-pass";
import { knownLives } from "./storage";

/** This month's estimate and what changed it most. Asks AWS nothing that the listing does not. */
export async function homeCosts(aws: AwsAccess, now: Date): Promise<HomeCosts> {
  const estate = lookAtEstate(aws);
  await estate.firstRows();
  const { rows, summary } = await estate.matches("", { sort: "name", order: "asc" });
  const prices = currentPrices();
  const month = monthOf(now.getTime());
  const lastMonth = addMonths(month, -1);
  const lives = await knownLives(rows, () => monthStartMs(lastMonth), now);
  const passed = async (one: Month) =>
    await passOnce(rows, lives, passFor(one, now, prices), summary.edition);
  const [before, after] = [await passed(lastMonth), await passed(month)];
  const amounts = (pass: typeof after, one: Month) => {
    const parts = new Map<string, { part: CostPart; usd: Usd }>();
    for (const { part, tally } of pass.parts.parts()) {
      parts.set(JSON.stringify(part), { part, usd: storageUsd(tally, one, prices) });
    }
    return { parts, keys: pass.keys.usd(monthWindow(one), prices) };
  };
  const [was, is] = [amounts(before, lastMonth), amounts(after, month)];
  const total = ({ parts, keys }: typeof is) =>
    [...parts.values()].reduce((sum, { usd }) => sum + usd, keys);
  return {
    month,
    forecastUsd: usdText(total(is)),
    lastMonth,
    lastMonthUsd: usdText(total(was)),
    change: greatest(was, is),
    isListing: summary.isListing,
    isPartial: summary.isPartial,
    isSlowed: isOverBudget(),
  };
}

function passFor(month: Month, now: Date, prices: PriceBook) {
  const context = { nowMs: now.getTime(), accountName: (id: string) => id, prices };
  const nothing: ReadonlySet<InventoryRow["arn"]> = new Set();
  return {
    nowMs: now.getTime(),
    firstMonth: month,
    month,
    split: { by: "owner" as const },
    q: "",
    context,
    prices,
    readByRotationOnly: nothing,
  };
}

function storageUsd(tally: StorageTally, month: Month, prices: PriceBook): Usd {
  return tally.usd("secrets", month, prices) + tally.usd("replicas", month, prices);
}

interface MonthParts {
  parts: Map<string, { part: CostPart; usd: Usd }>;
  keys: Usd;
}

/** The owner, or the keys, whose costs differ most. */
function greatest(was: MonthParts, is: MonthParts): HomeCosts["change"] {
  let found: { says: string; usd: Usd; filter?: string } = {
    says: "customer keys",
    usd: is.keys - was.keys,
    filter: "kms:customer",
  };
  for (const [key, { part }] of [...was.parts, ...is.parts]) {
    const usd = (is.parts.get(key)?.usd ?? 0n) - (was.parts.get(key)?.usd ?? 0n);
    if (size(usd) > size(found.usd)) found = { ...wordsOf(part), usd };
  }
  // Below a cent the months differ by their lengths and roundings alone.
  if (size(found.usd) < 10n ** 10n) return undefined;
  return { ...found, usd: usdText(size(found.usd)), isMore: found.usd > 0n };
}

function size(usd: Usd): Usd {
  return usd < 0n ? -usd : usd;
}

function wordsOf(part: CostPart): { says: string; filter?: string } {
  if (part.kind === "gone") return { says: "secrets deleted since" };
  if (part.kind === "missing") return { says: "secrets without an owner", filter: "owner:none" };
  const filter = printFilter([{ field: "owner", not: false, values: [part.value] }]);
  return { says: `secrets of ${part.value}`, filter };
}
