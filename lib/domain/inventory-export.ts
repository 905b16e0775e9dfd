import { z } from "zod";
import { InventoryQuery, type PlaceProgress } from "./inventory";
import type { FilterFinding } from "./inventory-filter";
import type { ConsoleRole } from "./role";

/** The inventory's filter and order, and the format to write them in. */
export const ExportQuery = InventoryQuery.pick({ q: true, sort: true, order: true }).extend({
  format: z.enum(["csv", "json"]).default("csv"),
});
export type ExportQuery = z.infer<typeof ExportQuery>;

/** The header block of an export: what was asked, by whom, when, and what did not answer. */
export interface InventoryExport {
  filter: string;
  sort: string;
  order: string;
  findings: FilterFinding[];
  madeAt: string;
  madeBy: string;
  role: ConsoleRole;
  timeZone: "UTC";
  matching: number;
  listed: number;
  /** True = some Region had not answered completely, so the rows are not all there are. */
  isPartial: boolean;
  places: PlaceProgress[];
}
