import "server-only";
import { rememberSchedule } from "@/lib/calendar/remember";
import { InventoryQuery } from "@/lib/domain/inventory";
import { guard } from "@/lib/entry/guard";
import { lookAtEstate } from "@/lib/inventory/estates";

/**
 * One window of all secrets that the role may list, filtered and sorted. Answers with what is
 * there by the time of the first screenful; while `isPartial`, ask again.
 */
export const inventory = guard("inventory.list", {
  input: InventoryQuery,
  run: async ({ aws, now }, query) => {
    const estate = lookAtEstate(aws);
    rememberSchedule(aws, estate);
    await estate.firstRows();
    return await estate.window(query, now);
  },
});
