import { monthOf } from "./billing-month";
import type { InventoryTotals } from "./inventory";
import { parseFilter } from "./inventory-filter";
import { type FilterContext, matcherOf } from "./inventory-match";
import type { InventoryRow } from "./inventory-row";
import { listPrices } from "./prices";
import { rowMonthUsd } from "./storage-costs";
import { totalFilters } from "./total-filters";
import { type Usd, usdText } from "./usd";

type Counted = keyof typeof totalFilters;

/** Counts rows into totals, one by one, so that a long list can be counted in slices. */
export class TotalsCounter {
  readonly #tests: [Counted, (row: InventoryRow) => boolean][];
  readonly #counts: Record<Counted, number> = {
    active: 0,
    pendingDeletion: 0,
    overdue: 0,
    stuck: 0,
    neverRotated: 0,
    unused90Days: 0,
    noOwner: 0,
  };

  readonly #usdOf: (row: InventoryRow) => Usd;
  #monthly: Usd = 0n;

  constructor(context: FilterContext) {
    const month = monthOf(context.nowMs);
    this.#usdOf = (row) => rowMonthUsd(row, month, context.prices ?? listPrices) ?? 0n;
    const names = Object.keys(totalFilters) as Counted[];
    this.#tests = names.map((name) => {
      const { terms } = parseFilter(totalFilters[name]);
      return [name, matcherOf(terms, context)];
    });
  }

  add(row: InventoryRow): void {
    for (const [name, test] of this.#tests) if (test(row)) this.#counts[name] += 1;
    this.#monthly += this.#usdOf(row);
  }

  /** Takes back what `add` counted for this very row. */
  remove(row: InventoryRow): void {
    for (const [name, test] of this.#tests) if (test(row)) this.#counts[name] -= 1;
    this.#monthly -= this.#usdOf(row);
  }

  /** What it all costs a month as it stands; what nobody knows the price of is not in it. */
  totals(): InventoryTotals {
    return { ...this.#counts, monthlyUsd: usdText(this.#monthly) };
  }
}
