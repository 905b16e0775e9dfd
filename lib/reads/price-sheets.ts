import "server-only";
import { currentPrices } from "@/lib/aws/price-list";
import { config } from "@/lib/config";
import { monthOf } from "@/lib/domain/billing-month";
import type { PriceSheet } from "@/lib/domain/prices";

/**
 * What each Region of the settings charges this month, where a price is known. Asks AWS nothing and
 * tells nothing of secrets: for pages that have asked who is there.
 */
export function priceSheets(now: Date): PriceSheet[] {
  const book = currentPrices();
  const regions = new Set(config().accounts.flatMap((account) => account.regions));
  return [...regions].flatMap((region) => book.sheet(region, monthOf(now.getTime())) ?? []);
}
