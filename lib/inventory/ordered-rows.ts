import "server-only";
import type { Compare } from "@/lib/domain/inventory-order";
import type { InventoryRow } from "@/lib/domain/inventory-row";
import { eachInSlices, mergedInSlices, sortedInSlices } from "./breath";
import type { ListedRows } from "./listed-rows";

/**
 * All rows of several places in one order, kept up to date at the price of what is new: only new
 * rows are sorted, then merged in. The answer is a list that never changes afterwards.
 */
export class OrderedRows {
  #rows: readonly InventoryRow[] = [];
  #read = new Map<ListedRows, { id: object; came: number; went: number }>();
  #changes = -1;
  #updating: Promise<unknown> = Promise.resolve();

  constructor(private readonly compare: Compare) {}

  /** The present rows in order; long work gives way to others. */
  async rows(places: readonly ListedRows[]): Promise<readonly InventoryRow[]> {
    const update = this.#updating.then(() => this.#update(places));
    this.#updating = update.catch(() => undefined);
    return update;
  }

  async #update(places: readonly ListedRows[]): Promise<readonly InventoryRow[]> {
    const changes = places.reduce((sum, place) => sum + place.changes, 0);
    if (changes === this.#changes) return this.#rows;
    if (places.some((place) => this.#hasBegunAnew(place))) {
      this.#rows = [];
      this.#read.clear();
    }
    const fresh: InventoryRow[] = [];
    const gone = new Set<InventoryRow>();
    for (const place of places) {
      const { id, came, went } = place.journal;
      const read = this.#read.get(place) ?? { id, came: 0, went: 0 };
      for (const row of came.slice(read.came)) if (place.holds(row)) fresh.push(row);
      for (const row of went.slice(read.went)) gone.add(row);
      this.#read.set(place, { id, came: came.length, went: went.length });
    }
    this.#changes = changes;
    const sorted = await sortedInSlices(fresh, this.compare);
    const known = gone.size === 0 ? this.#rows : await this.#without(gone);
    this.#rows = await mergedInSlices(known, sorted, this.compare);
    return this.#rows;
  }

  #hasBegunAnew(place: ListedRows): boolean {
    const read = this.#read.get(place);
    return read !== undefined && read.id !== place.journal.id;
  }

  async #without(gone: ReadonlySet<InventoryRow>): Promise<readonly InventoryRow[]> {
    const left: InventoryRow[] = [];
    await eachInSlices(this.#rows, (row) => {
      if (!gone.has(row)) left.push(row);
    });
    return left;
  }
}
