"use server";

import { NoInput } from "@/lib/domain/session";
import { guard } from "@/lib/entry/guard";
import { refreshEstate } from "@/lib/inventory/estates";

/** Lists every account and Region afresh, and takes up what failed; the inventory shows progress. */
export const refreshInventory = guard("inventory.refresh", {
  input: NoInput,
  run: async ({ aws, now }) => {
    refreshEstate(aws);
    return { startedAt: now.toISOString() };
  },
});
