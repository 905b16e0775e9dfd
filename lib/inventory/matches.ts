import "server-only";
import type { InventoryWindow } from "@/lib/domain/inventory";
import type { FilterFinding } from "@/lib/domain/inventory-filter";
import type { InventoryRow } from "@/lib/domain/inventory-row";
import type { Place } from "@/lib/domain/place";

/** What holds for the whole estate, whatever is looked at. */
export type InventorySummary = Omit<InventoryWindow, "rows" | "offset" | "matching" | "findings">;

/** All rows that match a query, in order, as of one edition. */
export interface Matches {
  rows: readonly InventoryRow[];
  findings: FilterFinding[];
  summary: InventorySummary;
}

/** A place to list and what it is called. */
export interface EstatePlace extends Place {
  accountName: string;
}
