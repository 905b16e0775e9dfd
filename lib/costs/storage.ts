import "server-only";
import { trailOfPlace } from "@/lib/db/trail";
import { type Month, monthOf, monthsBetween } from "@/lib/domain/billing-month";
import { type CostSplit, StorageByPart } from "@/lib/domain/cost-groups";
import { parseFilter } from "@/lib/domain/inventory-filter";
import { type FilterContext, matcherOf } from "@/lib/domain/inventory-match";
import type { InventoryRow } from "@/lib/domain/inventory-row";
import type { Place } from "@/lib/domain/place";
import type { PriceBook } from "@/lib/domain/prices";
import { SavingsFinder } from "@/lib/domain/savings";
import { LIFE_EVENTS, type LivesKnown, livesOf } from "@/lib/domain/secret-life";
import {
  addPast,
  billingOf,
  KeyTally,
  monthWindow,
  rowHours,
  StorageTally,
  storageKind,
} from "@/lib/domain/storage-costs";
import { WhatIfCounter } from "@/lib/domain/what-if";
import { eachInSlices } from "@/lib/inventory/breath";
import { configuredPlaces } from "@/lib/inventory/estates";

/** What is asked of one pass over the rows. */
export interface Pass {
  nowMs: number;
  /** The first month to add up; the current one is the last. */
  firstMonth: Month;
  /** The month whose parts are told apart. */
  month: Month;
  split: CostSplit;
  q: string;
  context: FilterContext;
  prices: PriceBook;
  readByRotationOnly: ReadonlySet<string>;
}

const TAG_KEYS_MAX = 30;

/** Lives of secrets by the events that are stored; `since` is where those of a place begin. */
export async function knownLives(
  rows: readonly InventoryRow[],
  since: (place: Place) => number,
  now: Date,
): Promise<LivesKnown> {
  const places = configuredPlaces();
  const found = await Promise.all(
    places.map(async (place) => {
      const events = await trailOfPlace(place, LIFE_EVENTS, new Date(0), now);
      return events.map((event) => ({ ...place, event }));
    }),
  );
  return livesOf(rows, found.flat(), since);
}

/** Adds up everything in one pass that lets others have their turn. */
export async function passOver(rows: readonly InventoryRow[], lives: LivesKnown, pass: Pass) {
  const { nowMs, firstMonth, month, split, context, prices } = pass;
  const current = monthOf(nowMs);
  const months = monthsBetween(firstMonth, current);
  const tallies = months.map((one) => ({ month: one, tally: new StorageTally() }));
  const windows = tallies.map(({ month: one }) => monthWindow(one));
  const soFar = new StorageTally();
  const soFarWindow = monthWindow(current, nowMs);
  const parts = new StorageByPart(split, lives, monthWindow(month));
  const savings = new SavingsFinder({ ...pass, month });
  const { terms, findings } = parseFilter(pass.q);
  const isSelected = matcherOf(terms, context);
  const whatIf = new WhatIfCounter(current, prices);
  const keys = new KeyTally();
  const counts = new Counts();
  await eachInSlices(rows, (row) => {
    const kind = storageKind(row);
    windows.forEach((window, at) => {
      const hours = rowHours(row, lives, window);
      if (hours > 0) tallies[at]?.tally.add(row.region, kind, hours);
    });
    const hours = rowHours(row, lives, soFarWindow);
    if (hours > 0) soFar.add(row.region, kind, hours);
    parts.add(row);
    keys.add(row);
    savings.add(row);
    counts.add(row);
    if (isSelected(row)) whatIf.add(row);
  });
  for (const one of lives.past) {
    windows.forEach((window, at) => {
      const tally = tallies[at]?.tally;
      if (tally) addPast(tally, one, window);
    });
    addPast(soFar, one, soFarWindow);
    parts.addPast(one);
  }
  return { current, tallies, soFar, soFarWindow, parts, savings, whatIf, keys, counts, findings };
}

/** What there is, and which tags could be split by. */
class Counts {
  readonly kinds = { secrets: 0, replicas: 0, unknown: 0 };
  /** What is charged now, by Region. */
  readonly chargedByRegion = new Map<string, number>();
  readonly pendingByRegion = new Map<string, number>();
  readonly unknownByRegion = new Map<string, number>();
  pending = 0;
  readonly #tags = new Map<string, number>();

  add(row: InventoryRow): void {
    for (const { key } of row.tags) this.#tags.set(key, (this.#tags.get(key) ?? 0) + 1);
    if (row.deletionRequestedMs !== undefined) {
      this.pending += 1;
      if (billingOf(row) === "charged") increase(this.pendingByRegion, row.region);
      return;
    }
    const kind = storageKind(row);
    this.kinds[kind] += 1;
    increase(kind === "unknown" ? this.unknownByRegion : this.chargedByRegion, row.region);
  }

  /** Tag keys, most used first. */
  tagKeys(): string[] {
    const all = [...this.#tags].sort(([a, n], [b, m]) => m - n || a.localeCompare(b));
    return all.slice(0, TAG_KEYS_MAX).map(([key]) => key);
  }
}

function increase(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
