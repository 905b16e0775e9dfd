import "server-only";
import { FITS, FOUND_MAX, type FoundSecret, fitOf } from "@/lib/domain/inventory-find";
import type { FilterContext } from "@/lib/domain/inventory-match";
import type { InventoryRow } from "@/lib/domain/inventory-row";
import { eachInSlices } from "./breath";

/** The rows whose names fit best what was typed; equal fits keep the order of the rows. */
export async function bestFits(
  rows: readonly InventoryRow[],
  typed: string,
  { accountName }: FilterContext,
): Promise<FoundSecret[]> {
  const wanted = typed.trim().toLowerCase();
  const byFit: InventoryRow[][] = Array.from({ length: FITS }, () => []);
  await eachInSlices(rows, (row) => {
    const fits = byFit[fitOf(row.search.slice(0, row.name.length), wanted)];
    if (fits && fits.length < FOUND_MAX) fits.push(row);
  });
  const best = byFit.flat().slice(0, FOUND_MAX);
  return best.map(({ arn, name, accountId, region, deletionRequestedMs }) => ({
    arn,
    name,
    accountName: accountName(accountId),
    region,
    isPendingDeletion: deletionRequestedMs !== undefined,
  }));
}
