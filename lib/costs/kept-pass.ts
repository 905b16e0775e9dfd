import "server-only";
import { LRUCache } from "lru-cache";
import type { InventoryRow } from "@/lib/domain/inventory-row";
import type { LivesKnown } from "@/lib/domain/secret-life";
import { priceView } from "./amounts";
import { type Pass, passOver } from "./storage";

const KEPT_MAX = 30;
// Next may load this file more than once in a process; a pass over all rows is worth keeping.
type Passed = ReturnType<typeof passOver>;
const store = globalThis as { [key: symbol]: LRUCache<string, Passed> | undefined };
const storeKey = Symbol.for("strongroom.cost-passes");

/** The same question over the same rows and lives is answered once. */
export function passOnce(
  rows: readonly InventoryRow[],
  lives: LivesKnown,
  pass: Pass,
  edition: string,
): Passed {
  store[storeKey] ??= new LRUCache({ max: KEPT_MAX });
  const cache = store[storeKey];
  const { firstMonth, month, split, q, prices, readByRotationOnly: only } = pass;
  const asked = [firstMonth, month, split, q];
  const known = [edition, ...asked, lives.past.length, lives.pauses.arns(), only.size];
  const key = JSON.stringify([...known, priceView(month, prices)]);
  const kept = cache.get(key);
  if (kept) return kept;
  const passed = passOver(rows, lives, pass);
  cache.set(key, passed);
  passed.catch(() => cache.delete(key));
  return passed;
}
