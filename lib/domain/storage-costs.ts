import {
  addMonths,
  billedHours,
  hoursInMonth,
  hoursTouched,
  type Month,
  monthStartMs,
} from "./billing-month";
import { hasDefaultKey, type InventoryRow, isReplica } from "./inventory-row";
import type { PriceBook } from "./prices";
import type { LivesKnown, PastSecret } from "./secret-life";
import { portion, type Usd } from "./usd";

/**
 * Who pays. Secrets that RDS and Aurora own are charged to the account; whether those of other
 * services and external ones are is not documented, so they are a figure of their own (facts 6.1).
 */
export function billingOf({
  owningService,
  externalType,
}: Pick<InventoryRow, "owningService" | "externalType">): "charged" | "unknown" {
  if (externalType !== undefined) return "unknown";
  return owningService === undefined || owningService === "rds" ? "charged" : "unknown";
}

const kinds = ["secrets", "replicas", "unknown"] as const;
export type StorageKind = (typeof kinds)[number];

/**
 * Hours of storage in one month, by Region and kind. Whole numbers, so that parts add up to their
 * sum exactly; money is made of them once, at the end.
 */
export class StorageTally {
  /** Few, so a look through them is faster than a map; the hours of each stand at its index. */
  readonly #regions: string[] = [];
  readonly #hours: Record<StorageKind, number[]> = { secrets: [], replicas: [], unknown: [] };
  /** Secrets and replicas with at least one hour. */
  count = 0;

  add(region: string, kind: StorageKind, hours: number): void {
    let at = this.#regions.indexOf(region);
    if (at < 0) {
      at = this.#regions.push(region) - 1;
      for (const each of kinds) this.#hours[each].push(0);
    }
    const own = this.#hours[kind];
    own[at] = (own[at] ?? 0) + hours;
    this.count += 1;
  }

  /** What the hours cost; Regions without a known price are left out. */
  usd(kind: StorageKind, month: Month, book: PriceBook): Usd {
    let sum = 0n;
    this.#regions.forEach((region, at) => {
      const prices = book.of(region, month);
      const hours = this.#hours[kind][at] ?? 0;
      if (prices) sum += portion(prices.secretMonth, hours, hoursInMonth(month));
    });
    return sum;
  }
}

/** One month, up to a moment: now for "so far", its end for a forecast. */
export interface MonthWindow {
  month: Month;
  fromMs: number;
  toMs: number;
}

export function monthWindow(month: Month, untilMs = Number.POSITIVE_INFINITY): MonthWindow {
  const endMs = monthStartMs(addMonths(month, 1));
  return { month, fromMs: monthStartMs(month), toMs: Math.min(endMs, untilMs) };
}

/** Hours for which a listed secret is charged in the window. Allocates nothing for most rows. */
export function rowHours(
  row: InventoryRow,
  lives: Pick<LivesKnown, "pauses">,
  { fromMs, toMs }: MonthWindow,
): number {
  const { createdMs, deletionRequestedMs = Number.POSITIVE_INFINITY } = row;
  if (createdMs >= toMs) return 0;
  const spans = lives.pauses.of(row);
  if (spans) return billedHours(spans, fromMs, toMs);
  return hoursTouched(createdMs, deletionRequestedMs, fromMs, toMs);
}

export function storageKind(row: InventoryRow): StorageKind {
  if (billingOf(row) === "unknown") return "unknown";
  return isReplica(row) ? "replicas" : "secrets";
}

/** What a secret or replica costs a month as it stands; undefined where nobody knows. */
export function rowMonthUsd(row: InventoryRow, month: Month, book: PriceBook): Usd | undefined {
  if (row.deletionRequestedMs !== undefined) return 0n;
  return billingOf(row) === "charged" ? book.of(row.region, month)?.secretMonth : undefined;
}

/** Adds what is no more to a tally. */
export function addPast(tally: StorageTally, past: PastSecret, window: MonthWindow): void {
  const hours = billedHours(past.spans, window.fromMs, window.toMs);
  if (hours > 0) tally.add(past.region, past.isReplica ? "replicas" : "secrets", hours);
}

/** Customer keys, each counted once however many secrets use it, by the first that did. */
export class KeyTally {
  readonly #since = new Map<string, { region: string; sinceMs: number }>();

  add(row: InventoryRow): void {
    if (row.kmsKeyId === undefined || hasDefaultKey(row)) return;
    // An id and an ARN may name the same key. An alias may as well, which only KMS could tell.
    const id = row.kmsKeyId.replace(/^arn:[^:]+:kms:[^:]*:\d*:/, "").replace(/^key\//, "");
    const key = `${row.accountId}/${row.region}/${id}`;
    const known = this.#since.get(key);
    const sinceMs = Math.min(row.createdMs, known?.sinceMs ?? row.createdMs);
    this.#since.set(key, { region: row.region, sinceMs });
  }

  get count(): number {
    return this.#since.size;
  }

  /** What the keys cost in the window, from the creation of the first secret that uses them. */
  usd({ month, fromMs, toMs }: MonthWindow, book: PriceBook): Usd {
    let sum = 0n;
    for (const { region, sinceMs } of this.#since.values()) {
      const hours = hoursTouched(sinceMs, Number.POSITIVE_INFINITY, fromMs, toMs);
      const prices = book.of(region, month);
      if (prices) sum += portion(prices.keyMonth, hours, hoursInMonth(month));
    }
    return sum;
  }
}

/** Requests to KMS beyond the free ones of a month and account; the first 20,000 are free. */
export function keyRequestsUsd(
  requests: number,
  region: string,
  month: Month,
  book: PriceBook,
): Usd | undefined {
  const prices = book.of(region, month);
  return prices && prices.keyRequest * BigInt(Math.max(0, requests - prices.keyRequestsFree));
}

/** What calls of Secrets Manager cost; no operation is free (facts 6.1). */
export function callsUsd(
  calls: number,
  region: string,
  month: Month,
  book: PriceBook,
): Usd | undefined {
  const prices = book.of(region, month);
  return prices && prices.call * BigInt(calls);
}
