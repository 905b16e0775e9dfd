import type { InventoryTotals } from "./inventory";

/** The query behind each figure of the totals strip: a click on the figure shows exactly its rows. */
export const totalFilters = {
  active: "state:active",
  pendingDeletion: "state:pending-deletion",
  overdue: "state:active rotation:overdue",
  stuck: "state:active rotation:stuck",
  neverRotated: "state:active rotation:never",
  unused90Days: "state:active unused:>90d",
  noOwner: "state:active owner:none",
} as const satisfies Record<Exclude<keyof InventoryTotals, "monthlyUsd">, string>;
