import type { InventoryWindow } from "@/lib/domain/inventory";

/** True while some Region has not answered, or could not: every count may then be short. */
export function isAtLeast({ isPartial, places }: Pick<InventoryWindow, "isPartial" | "places">) {
  return isPartial || places.some(({ state }) => state === "failed");
}
