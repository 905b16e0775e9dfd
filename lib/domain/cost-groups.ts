import type { InventoryRow } from "./inventory-row";
import type { LivesKnown, PastSecret } from "./secret-life";
import { addPast, type MonthWindow, rowHours, StorageTally, storageKind } from "./storage-costs";

/** What costs can be split by. */
export type CostSplit = { by: "account" | "region" | "owner" } | { by: "tag"; key: string };

/** A part of the costs: a value, or what has none, or what is no more and whose tags are unknown. */
export type CostPart = { kind: "value"; value: string } | { kind: "missing" } | { kind: "gone" };

const missing: CostPart = { kind: "missing" };
const gone: CostPart = { kind: "gone" };

/** Adds up storage by part, row by row, so that a long list can be added up in slices. */
export class StorageByPart {
  readonly #values = new Map<string, StorageTally>();
  readonly #missing = new StorageTally();
  readonly #gone = new StorageTally();
  readonly #valueOf: (row: InventoryRow) => string | undefined;

  constructor(
    private readonly split: CostSplit,
    private readonly lives: LivesKnown,
    private readonly window: MonthWindow,
  ) {
    this.#valueOf = valueReader(split);
  }

  add(row: InventoryRow): void {
    const hours = rowHours(row, this.lives, this.window);
    if (hours > 0) this.#tally(this.#valueOf(row)).add(row.region, storageKind(row), hours);
  }

  /** Account and Region of what is no more are known by its ARN; its tags are not. */
  addPast(past: PastSecret): void {
    const { by } = this.split;
    const isPlace = by === "account" || by === "region";
    const value = by === "account" ? past.accountId : past.region;
    addPast(isPlace ? this.#tally(value) : this.#gone, past, this.window);
  }

  /** Every part with at least one hour. */
  parts(): { part: CostPart; tally: StorageTally }[] {
    const parts = [...this.#values].map(([value, tally]) => ({
      part: { kind: "value" as const, value } as CostPart,
      tally,
    }));
    parts.push({ part: missing, tally: this.#missing }, { part: gone, tally: this.#gone });
    return parts.filter(({ tally }) => tally.count > 0);
  }

  #tally(value: string | undefined): StorageTally {
    if (value === undefined) return this.#missing;
    const known = this.#values.get(value);
    if (known) return known;
    const tally = new StorageTally();
    this.#values.set(value, tally);
    return tally;
  }
}

function valueReader(split: CostSplit): (row: InventoryRow) => string | undefined {
  if (split.by !== "tag") return readers[split.by];
  const { key } = split;
  // An empty value names nobody: for showback it is a tag that is missing.
  return ({ tags }) => {
    for (const tag of tags) if (tag.key === key) return tag.value || undefined;
    return undefined;
  };
}

const readers: Record<
  Exclude<CostSplit["by"], "tag">,
  (row: InventoryRow) => string | undefined
> = {
  account: (row) => row.accountId,
  region: (row) => row.region,
  owner: (row) => row.owner,
};
