import type { WhatIf } from "./costs";
import { type InventoryRow, isReplica } from "./inventory-row";
import { parameterStore } from "./price-table";
import type { PriceBook } from "./prices";
import { rowMonthUsd } from "./storage-costs";
import { times, type Usd, usdOf, usdText } from "./usd";

/** Adds up what a selection costs and would cost otherwise. */
export class WhatIfCounter {
  #usd: Usd = 0n;
  #primariesUsd: Usd = 0n;
  #primaries = 0;
  #replicas = 0;
  #rotating = 0;
  readonly #perPlace = new Map<string, number>();

  constructor(
    private readonly month: string,
    private readonly prices: PriceBook,
  ) {}

  add(row: InventoryRow): void {
    if (row.deletionRequestedMs !== undefined) return;
    const usd = rowMonthUsd(row, this.month, this.prices) ?? 0n;
    this.#usd += usd;
    if (isReplica(row)) {
      this.#replicas += 1;
      return;
    }
    this.#primaries += 1;
    this.#primariesUsd += usd;
    if (row.rotationEnabled) this.#rotating += 1;
    const place = `${row.accountId}/${row.region}`;
    this.#perPlace.set(place, (this.#perPlace.get(place) ?? 0) + 1);
  }

  /** `copies` in further Regions of each primary; a copy is priced as its primary is. */
  result(copies: number): Omit<WhatIf, "listed" | "findings"> {
    const { advanced, standard } = parameterStore;
    return {
      selected: this.#primaries + this.#replicas,
      replicas: this.#replicas,
      deleteMonthUsd: usdText(this.#usd),
      copiesMonthUsd: usdText(times(this.#primariesUsd, copies)),
      parameterStore: {
        standardMonthUsd: usdText(times(usdOf(standard.monthUsd), this.#primaries)),
        advancedMonthUsd: usdText(times(usdOf(advanced.monthUsd), this.#primaries)),
        nowMonthUsd: usdText(this.#primariesUsd),
        rotating: this.#rotating,
        mostPerRegion: Math.max(0, ...this.#perPlace.values()),
      },
    };
  }
}
