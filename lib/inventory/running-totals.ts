import "server-only";
import type { InventoryTotals } from "@/lib/domain/inventory";
import type { FilterContext } from "@/lib/domain/inventory-match";
import { TotalsCounter } from "@/lib/domain/inventory-totals";
import { eachInSlices } from "./breath";
import { JournalReader } from "./journal-reader";
import type { ListedRows } from "./listed-rows";

/** The totals as of one moment in time, counted once a row however often they are asked for. */
export class RunningTotals {
  readonly #journals = new JournalReader();
  readonly #context: FilterContext;
  #counter: TotalsCounter;
  #updating: Promise<unknown> = Promise.resolve();

  constructor(context: FilterContext) {
    this.#context = context;
    this.#counter = new TotalsCounter(context);
  }

  async totals(places: readonly ListedRows[]): Promise<InventoryTotals> {
    const update = this.#updating.then(() => this.#update(places));
    this.#updating = update.catch(() => undefined);
    await update;
    return this.#counter.totals();
  }

  async #update(places: readonly ListedRows[]): Promise<void> {
    const { isAnew, fresh, gone } = this.#journals.next(places);
    if (isAnew) this.#counter = new TotalsCounter(this.#context);
    await eachInSlices(fresh, (row) => this.#counter.add(row));
    for (const row of gone) this.#counter.remove(row);
  }
}
