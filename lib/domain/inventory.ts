import { z } from "zod";
import type { FailureView } from "./failure";
import type { FilterFinding } from "./inventory-filter";
import type { Place } from "./place";
import type { SecretSummary } from "./secret";

/** How far one Region of one account has answered. */
export interface PlaceProgress extends Place {
  accountName: string;
  state: "waiting" | "listing" | "verifying" | "listed" | "failed";
  /** Rows known so far; with `failed` after some pages, "at least". */
  count: number;
  calls: number;
  listedAt?: string;
  failure?: FailureView;
}

/** The figures of the totals strip; each is also a filter. */
export interface InventoryTotals {
  active: number;
  pendingDeletion: number;
  overdue: number;
  stuck: number;
  neverRotated: number;
  unused90Days: number;
  noOwner: number;
  /** Decimal text in USD, an estimate. */
  monthlyUsd: string;
}

/** One window of the filtered, sorted inventory: the browser never gets more than it shows. */
export interface InventoryWindow {
  rows: SecretSummary[];
  offset: number;
  /** Rows that match the filter. */
  matching: number;
  /** Rows listed in all. */
  listed: number;
  /** True while some Region has not answered completely: counts read "at least". */
  isPartial: boolean;
  /** True while AWS is being asked: more will come without anybody doing anything, so ask again. */
  isListing: boolean;
  totals: InventoryTotals;
  places: PlaceProgress[];
  /** Changes whenever rows may have moved; windows of two editions must not be mixed. */
  edition: string;
  /** Tokens of `q` that were not understood, and what was done with them. */
  findings: FilterFinding[];
  /** Oldest moment at which a Region shown here was listed completely; absent = none was yet. */
  oldestListedAt?: string;
  /** AWS calls made for this listing so far, and what they cost in USD. */
  awsCalls: number;
  awsCallsUsd: string;
}

export const inventorySorts = [
  "name",
  "region",
  "owner",
  "value-age",
  "last-read",
  "rotation",
  "next-rotation",
  "cost",
] as const;

/** The same in the URL, the read and the export. `q` holds free text and filter tokens. */
export const InventoryQuery = z.strictObject({
  q: z.string().max(1000).default(""),
  sort: z.enum(inventorySorts).default("name"),
  order: z.enum(["asc", "desc"]).default("asc"),
  offset: z.coerce.number().int().min(0).max(10_000_000).default(0),
  limit: z.coerce.number().int().min(1).max(100).default(60),
});
export type InventoryQuery = z.infer<typeof InventoryQuery>;
