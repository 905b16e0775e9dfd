import "server-only";
import { observe, type SeenSecret } from "@/lib/db/observations";
import type { InventoryRow } from "@/lib/domain/inventory-row";
import { listedSinceLastTime } from "@/lib/inventory/estates";
import { LIST_LAG_MS } from "@/lib/inventory/listed-rows";
import type { Job } from "./job";

/** Rows a beat: a first listing of a large estate is remembered over some minutes, not at once. */
const ROWS_PER_BEAT = 1_000;

let waiting: InventoryRow[] = [];
let lastBeat: Date | undefined;

/**
 * Remembers what the listings showed of labels and dates, so that history outlives CloudTrail's 90
 * days for secrets that nobody opened, too. Beside the listing, which waits for nothing here.
 */
export const observeListsJob: Job = {
  name: "observe-lists",
  everyMs: 15_000,
  run: () => observeLists(new Date()),
};

/**
 * One beat. A list may show what was so five minutes ago (facts 2.11), and a row may have come
 * any time since the last beat: what it says surely held that much earlier, and no later.
 */
export async function observeLists(now: Date): Promise<void> {
  waiting.push(...listedSinceLastTime());
  const surely = new Date((lastBeat ?? now).getTime() - LIST_LAG_MS);
  lastBeat = now;
  const rows = waiting.slice(0, ROWS_PER_BEAT);
  await observe([...new Map(rows.map((row) => [row.arn, seenIn(row)])).values()], surely);
  waiting = waiting.slice(ROWS_PER_BEAT);
}

function seenIn({ arn, labels, lastChangedMs }: InventoryRow): SeenSecret {
  return {
    arn,
    labels: JSON.parse(labels) as SeenSecret["labels"],
    lastChangedAt: lastChangedMs === undefined ? undefined : new Date(lastChangedMs).toISOString(),
  };
}
