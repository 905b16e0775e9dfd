import "server-only";
import { setTimeout as sleep } from "node:timers/promises";
import { monthOf } from "@/lib/domain/billing-month";
import type { InventoryQuery, InventoryTotals, InventoryWindow } from "@/lib/domain/inventory";
import { parseFilter } from "@/lib/domain/inventory-filter";
import type { FoundSecrets } from "@/lib/domain/inventory-find";
import { type FilterContext, matcherOf } from "@/lib/domain/inventory-match";
import { compareBy, type RowOrder } from "@/lib/domain/inventory-order";
import { type InventoryRow, isReplica } from "@/lib/domain/inventory-row";
import { type Place, placeKey } from "@/lib/domain/place";
import { listPrices, type PriceBook } from "@/lib/domain/prices";
import type { SecretSummary } from "@/lib/domain/secret";
import { summaryOf } from "@/lib/domain/secret-summary";
import { callsUsd } from "@/lib/domain/storage-costs";
import { sumUsd, usdText } from "@/lib/domain/usd";
import { bestFits } from "./best-fits";
import { eachInSlices } from "./breath";
import { JournalReader } from "./journal-reader";
import type { ListedRows } from "./listed-rows";
import { Listing } from "./listing";
import type { EstatePlace, InventorySummary, Matches } from "./matches";
import { OrderedRows } from "./ordered-rows";
import { RunningTotals } from "./running-totals";
import type { PageSource } from "./walk";

/** States such as "overdue" turn with time alone, so answers are made anew after this. */
const TIME_STEP_MS = 60_000;
/** While rows stream in, an answer this young is good enough for the next who asks. */
const PARTIAL_FOR_MS = 400;
const ANSWERS_MAX = 12;
const ORDERS_MAX = 6;
/** A first look waits for a screenful, but not for the slowest Region. */
const FIRST_ROWS = 60;
const FIRST_ROWS_WAIT_MS = 2_000;
const FEW_ROWS_WAIT_MS = 300;

/** One place whose every secret is known, and since when nothing was heard of it. */
export interface ListedPlace {
  place: Place;
  listedAt: Date;
  rows: ListedRows;
}

interface Answer {
  madeAtMs: number;
  version: number;
  step: number;
  matches: Promise<Matches>;
}

/**
 * Everything that one kind of assumed role may list, in all configured accounts and Regions.
 * Filters, sorts and counts it without ever holding the thread for long.
 */
export class Estate {
  readonly #listings: readonly Listing[];
  readonly #orders = new Map<string, OrderedRows>();
  readonly #answers = new Map<string, Answer>();
  /** Grows with every row, page and state; an answer is good for one version. */
  #version = 0;
  #totals?: { step: number; running: RunningTotals };
  readonly #remembered = new JournalReader();
  #wake: (() => void)[] = [];

  constructor(
    private readonly id: string,
    places: readonly EstatePlace[],
    private readonly clock: () => number,
    private readonly prices: () => PriceBook = () => listPrices,
  ) {
    this.#listings = places.map(
      ({ accountName, ...place }) =>
        new Listing(place, accountName, this.clock, () => this.#changed()),
    );
  }

  /** Somebody looks: starts or freshens whatever needs it, with the credentials behind `source`. */
  look(source: (place: Place) => PageSource): void {
    for (const listing of this.#listings) listing.look(source(listing.place));
  }

  /** Lists everything afresh and takes up again what failed. Returns at once. */
  refresh(source: (place: Place) => PageSource): void {
    for (const listing of this.#listings) listing.refresh(source(listing.place));
  }

  /** Waits for the first screenful; resolves in any case after two seconds. */
  async firstRows(): Promise<void> {
    const startMs = performance.now();
    for (;;) {
      const waitedMs = performance.now() - startMs;
      const rows = this.#listings.reduce((sum, listing) => sum + listing.rows.size, 0);
      const isEnough = rows >= FIRST_ROWS || (rows > 0 && waitedMs >= FEW_ROWS_WAIT_MS);
      if (isEnough || waitedMs >= FIRST_ROWS_WAIT_MS) return;
      if (this.#listings.every((listing) => !listing.isRunning)) return;
      const limit = new AbortController();
      const left = (rows > 0 ? FEW_ROWS_WAIT_MS : FIRST_ROWS_WAIT_MS) - waitedMs;
      const change = new Promise<void>((resolve) => this.#wake.push(resolve));
      const timeout = sleep(left, undefined, { signal: limit.signal }).catch(() => undefined);
      await Promise.race([change, timeout]);
      limit.abort();
    }
  }

  /** Resolves when no listing is under way. */
  async settled(): Promise<void> {
    while (this.#listings.some((listing) => listing.isRunning)) {
      await new Promise<void>((resolve) => this.#wake.push(resolve));
    }
  }

  /** As `settled`, but no longer than that. */
  async settledWithin(ms: number): Promise<void> {
    const limit = new AbortController();
    const timeout = sleep(ms, undefined, { signal: limit.signal }).catch(() => undefined);
    await Promise.race([this.settled(), timeout]);
    limit.abort();
  }

  /** One window of what matches. Windows with the same edition fit together. */
  async window(query: InventoryQuery, now: Date): Promise<InventoryWindow> {
    const { rows, findings, summary } = await this.matches(query.q, query);
    return {
      ...summary,
      rows: rows
        .slice(query.offset, query.offset + query.limit)
        .map((row) => this.summaryOf(row, now)),
      offset: query.offset,
      matching: rows.length,
      findings,
    };
  }

  /** Everything that matches; people who ask the same at the same time share one answer. */
  async matches(q: string, { sort, order }: RowOrder): Promise<Matches> {
    const key = JSON.stringify([q, sort, order]);
    const nowMs = this.clock();
    const step = Math.floor(nowMs / TIME_STEP_MS);
    const version = this.#version;
    const known = this.#answers.get(key);
    const isCurrent = known?.version === version && known.step === step;
    const isYoung = known && this.isPartial && nowMs - known.madeAtMs < PARTIAL_FOR_MS;
    if (known && (isCurrent || isYoung)) return known.matches;
    const edition = `${this.id}-${this.#rowChanges()}-${step}`;
    const matches = this.#answer(q, { sort, order }, edition, nowMs);
    this.#answers.delete(key);
    this.#answers.set(key, { madeAtMs: nowMs, version, step, matches });
    matches.catch(() => this.#answers.delete(key));
    const oldest = this.#answers.keys().next().value;
    if (this.#answers.size > ANSWERS_MAX && oldest !== undefined) this.#answers.delete(oldest);
    return matches;
  }

  /** The figures alone, as home shows them. */
  async summary(): Promise<InventorySummary> {
    return (await this.matches("", { sort: "name", order: "asc" })).summary;
  }

  /** The rows that fit best what was typed, among all that match it. */
  async find(q: string): Promise<FoundSecrets> {
    const { rows, summary } = await this.matches(q, { sort: "name", order: "asc" });
    const hits = await bestFits(rows, q, this.#context(this.clock()));
    const { isPartial, isListing } = summary;
    return { hits, matching: rows.length, isPartial, isListing };
  }

  /** Puts a row into words; replicas are those that this very role has listed. */
  summaryOf(row: InventoryRow, now: Date): SecretSummary {
    return summaryOf(row, now, this.#replicaRegions(row), this.prices());
  }

  /** After a change made here: shows it at once, although AWS's list may lag. */
  pin(row: InventoryRow): void {
    const key = placeKey(row);
    this.#listings.find(({ place }) => placeKey(place) === key)?.pin(row);
  }

  /** What was listed since this was last asked, for the one that remembers it. */
  listedSinceLastTime(): readonly InventoryRow[] {
    return this.#remembered.next(this.#rows()).fresh;
  }

  /** The places that are listed to the end. */
  listedPlaces(): ListedPlace[] {
    return this.#listings.flatMap((listing) => {
      const { listedAt } = listing.progress();
      if (!listing.isListed || !listedAt) return [];
      return [{ place: listing.place, listedAt: new Date(listedAt), rows: listing.rows }];
    });
  }

  get isPartial(): boolean {
    return this.#listings.some((listing) => !listing.isListed);
  }

  async #answer(q: string, by: RowOrder, edition: string, nowMs: number): Promise<Matches> {
    const { terms, findings } = parseFilter(q);
    const ordered = await this.#inOrder(by, nowMs);
    const context = this.#context(nowMs);
    const test = matcherOf(terms, context);
    const rows: InventoryRow[] = [];
    if (terms.length > 0) {
      await eachInSlices(ordered, (row) => {
        if (test(row)) rows.push(row);
      });
    }
    const totals = await this.#totalsOf(nowMs);
    const places = this.#listings.map((listing) => listing.progress());
    const calls = this.#listings.reduce((sum, listing) => sum + listing.calls, 0);
    const listedAt = places.flatMap((place) => place.listedAt ?? []).sort();
    const summary = {
      listed: ordered.length,
      isPartial: this.isPartial,
      isListing: this.#listings.some((listing) => listing.isRunning),
      totals,
      places,
      edition,
      oldestListedAt: listedAt[0],
      awsCalls: calls,
      awsCallsUsd: this.#callsUsd(nowMs),
    };
    return { rows: terms.length > 0 ? rows : ordered, findings, summary };
  }

  /** An order by rotation turns with time, so it is kept for one step of time only. */
  #inOrder(by: RowOrder, nowMs: number): Promise<readonly InventoryRow[]> {
    const isTimed = by.sort === "rotation";
    const step = isTimed ? Math.floor(nowMs / TIME_STEP_MS) : 0;
    const prefix = `${by.sort} ${by.order} `;
    const known = this.#orders.get(prefix + step);
    const ordered = known ?? new OrderedRows(compareBy(by, nowMs));
    if (!known) {
      for (const key of this.#orders.keys()) if (key.startsWith(prefix)) this.#orders.delete(key);
      const [oldest] = this.#orders.keys();
      if (this.#orders.size >= ORDERS_MAX && oldest !== undefined) this.#orders.delete(oldest);
      this.#orders.set(prefix + step, ordered);
    }
    return ordered.rows(this.#rows());
  }

  #totalsOf(nowMs: number): Promise<InventoryTotals> {
    const step = Math.floor(nowMs / TIME_STEP_MS);
    if (this.#totals?.step !== step) {
      this.#totals = { step, running: new RunningTotals(this.#context(nowMs)) };
    }
    return this.#totals.running.totals(this.#rows());
  }

  #rows(): ListedRows[] {
    return this.#listings.map(({ rows }) => rows);
  }

  #context(nowMs: number): FilterContext {
    const names = new Map(
      this.#listings.map(({ place, accountName }) => [place.accountId, accountName]),
    );
    return { nowMs, accountName: (id) => names.get(id) ?? id, prices: this.prices() };
  }

  /** What listing cost so far, Region by Region. */
  #callsUsd(nowMs: number): string {
    const month = monthOf(nowMs);
    const costs = this.#listings.map(({ calls, place }) =>
      callsUsd(calls, place.region, month, this.prices()),
    );
    return usdText(sumUsd(costs.map((usd) => usd ?? 0n)));
  }

  #replicaRegions(row: InventoryRow): string[] {
    if (row.primaryRegion !== row.region) return [];
    const [begin, rest] = row.arn.split(`:secretsmanager:${row.region}:`);
    return this.#listings.flatMap(({ place, rows }) => {
      if (place.accountId !== row.accountId || place.region === row.region) return [];
      const replica = rows.get(`${begin}:secretsmanager:${place.region}:${rest}`);
      return replica && isReplica(replica) ? [place.region] : [];
    });
  }

  #rowChanges(): number {
    return this.#listings.reduce((sum, { rows }) => sum + rows.changes, 0);
  }

  #changed(): void {
    this.#version += 1;
    const waiting = this.#wake;
    this.#wake = [];
    for (const wake of waiting) wake();
  }
}
