import { monthlyUsd } from "./cost-estimate";
import type { InventoryTotals } from "./inventory";
import { parseFilter } from "./inventory-filter";
import { type FilterContext, matcherOf } from "./inventory-match";
import type { InventoryRow } from "./inventory-row";
import { totalFilters } from "./total-filters";

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

  constructor(context: FilterContext) {
    const names = Object.keys(totalFilters) as Counted[];
    this.#tests = names.map((name) => {
      const { terms } = parseFilter(totalFilters[name]);
      return [name, matcherOf(terms, context)];
    });
  }

  add(row: InventoryRow): void {
    for (const [name, test] of this.#tests) if (test(row)) this.#counts[name] += 1;
  }

  /** Takes back what `add` counted for this very row. */
  remove(row: InventoryRow): void {
    for (const [name, test] of this.#tests) if (test(row)) this.#counts[name] -= 1;
  }

  /** Replicas are rows of their own and billed like secrets; pending deletions are free (facts 6.1). */
  totals(): InventoryTotals {
    return { ...this.#counts, monthlyUsd: monthlyUsd(this.#counts.active) };
  }
}
