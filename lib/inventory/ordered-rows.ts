import "server-only";
import type { Compare } from "@/lib/domain/inventory-order";
import type { InventoryRow } from "@/lib/domain/inventory-row";
import { eachInSlices, mergedInSlices, sortedInSlices } from "./breath";
import { JournalReader } from "./journal-reader";
import type { ListedRows } from "./listed-rows";

/**
 * All rows of several places in one order, kept up to date at the price of what is new: only new
 * rows are sorted, then merged in. The answer is a list that never changes afterwards.
 */
export class OrderedRows {
  readonly #journals = new JournalReader();
  #rows: readonly InventoryRow[] = [];
  #updating: Promise<unknown> = Promise.resolve();

  constructor(private readonly compare: Compare) {}

  /** The present rows in order; long work gives way to others. */
  async rows(places: readonly ListedRows[]): Promise<readonly InventoryRow[]> {
    const update = this.#updating.then(() => this.#update(places));
    this.#updating = update.catch(() => undefined);
    return update;
  }

  async #update(places: readonly ListedRows[]): Promise<readonly InventoryRow[]> {
    const { isAnew, fresh, gone } = this.#journals.next(places);
    if (isAnew) this.#rows = [];
    if (fresh.length === 0 && gone.size === 0) return this.#rows;
    const sorted = await sortedInSlices(fresh, this.compare);
    const known = gone.size === 0 ? this.#rows : await this.#without(gone);
    this.#rows = await mergedInSlices(known, sorted, this.compare);
    return this.#rows;
  }

  async #without(gone: ReadonlySet<InventoryRow>): Promise<readonly InventoryRow[]> {
    const left: InventoryRow[] = [];
    await eachInSlices(this.#rows, (row) => {
      if (!gone.has(row)) left.push(row);
    });
    return left;
  }
}
