import "server-only";

/** Small against 50 ms: one answer to somebody else takes several turns of the event loop. */
const HOLD_MS_MAX = 5;

/** Long works that wait for their turn. Only one goes on in each turn of the event loop. */
const waiting: (() => void)[] = [];

function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    waiting.push(resolve);
    if (waiting.length === 1) setImmediate(release);
  });
}

function release(): void {
  waiting.shift()?.();
  if (waiting.length > 0) setImmediate(release);
}

/**
 * Long work over many rows calls `pause()` now and then; when it has held the thread for long
 * enough, everybody else's turn comes first. One work has one breath, whatever its parts are.
 */
export class Breath {
  #sinceMs = performance.now();

  get isDue(): boolean {
    return performance.now() - this.#sinceMs > HOLD_MS_MAX;
  }

  async pause(): Promise<void> {
    if (!this.isDue) return;
    await nextTurn();
    this.#sinceMs = performance.now();
  }
}

/** Rows between two looks at the clock. */
const SLICE_ROWS = 1_000;

/** Calls `visit` for each item, pausing between slices. */
export async function eachInSlices<Item>(
  items: readonly Item[],
  visit: (item: Item) => void,
): Promise<void> {
  const breath = new Breath();
  for (let from = 0; from < items.length; from += SLICE_ROWS) {
    const to = Math.min(items.length, from + SLICE_ROWS);
    for (let at = from; at < to; at += 1) visit(items[at] as Item);
    await breath.pause();
  }
}

/** Sorts a copy, stable, pausing between slices. */
export async function sortedInSlices<Item>(
  items: readonly Item[],
  compare: (a: Item, b: Item) => number,
): Promise<Item[]> {
  const breath = new Breath();
  let runs: Item[][] = [];
  for (let from = 0; from < items.length; from += SLICE_ROWS) {
    runs.push(items.slice(from, from + SLICE_ROWS).sort(compare));
    await breath.pause();
  }
  while (runs.length > 1) {
    const merged: Item[][] = [];
    for (let at = 0; at < runs.length; at += 2) {
      merged.push(await mergedInSlices(runs[at] ?? [], runs[at + 1] ?? [], compare, breath));
    }
    runs = merged;
  }
  return runs[0] ?? [];
}

/** Merges two sorted lists; of equal items those of `left` come first. */
export async function mergedInSlices<Item>(
  left: readonly Item[],
  right: readonly Item[],
  compare: (a: Item, b: Item) => number,
  breath = new Breath(),
): Promise<Item[]> {
  if (right.length === 0) return [...left];
  const merged: Item[] = new Array(left.length + right.length);
  let l = 0;
  let r = 0;
  for (let at = 0; at < merged.length; at += 1) {
    const takesLeft =
      r >= right.length || (l < left.length && compare(left[l] as Item, right[r] as Item) <= 0);
    merged[at] = (takesLeft ? left[l++] : right[r++]) as Item;
    if (at % SLICE_ROWS === 0) await breath.pause();
  }
  return merged;
}
