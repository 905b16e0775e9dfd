import type { InventoryQuery } from "@/lib/domain/inventory";

/** What the address says about the inventory. */
export interface InventoryAddress {
  q: string;
  sort: InventoryQuery["sort"];
  order: InventoryQuery["order"];
  /** ARN of the marked row. */
  selected?: string;
}

/** The columns that can be sorted; the server knows the same list. */
const sorts: readonly InventoryQuery["sort"][] = [
  "name",
  "region",
  "owner",
  "value-age",
  "last-read",
  "rotation",
  "next-rotation",
  "cost",
];

/** Reads the address; what is not understood falls back to the default. */
export function readAddress(query: { get(name: string): string | null }): InventoryAddress {
  return {
    q: (query.get("q") ?? "").slice(0, 1000),
    sort: sorts.find((sort) => sort === query.get("sort")) ?? "name",
    order: query.get("order") === "desc" ? "desc" : "asc",
    selected: query.get("selected") ?? undefined,
  };
}

/** Writes the address; defaults are left out so that links stay short. */
export function writeAddress({ q, sort, order, selected }: InventoryAddress): string {
  const query = new URLSearchParams();
  if (q) query.set("q", q);
  if (sort !== "name") query.set("sort", sort);
  if (order !== "asc") query.set("order", order);
  if (selected) query.set("selected", selected);
  const text = query.toString();
  return text ? `/inventory?${text}` : "/inventory";
}

/** Rows of one answer; the browser holds this many and no more. */
const LIMIT = 100;

/** The question for the rows from `offset` on: the same on the server and in the browser. */
export function inventoryInput({ q, sort, order }: InventoryAddress, offset = 0) {
  return { q, sort, order, offset, limit: LIMIT };
}
