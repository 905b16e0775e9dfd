import "server-only";
import {
  addMonths,
  HOUR_MS,
  hoursInMonth,
  type Month,
  monthOf,
  monthStartMs,
  monthsBetween,
} from "@/lib/domain/billing-month";
import type { CostPart } from "@/lib/domain/cost-groups";
import type {
  Amounts,
  CostPartView,
  CostsPage,
  CostsQuery,
  MonthOfCosts,
} from "@/lib/domain/costs";
import { printFilter } from "@/lib/domain/inventory-filter";
import type { PriceBook } from "@/lib/domain/prices";
import {
  callsUsd,
  type KeyTally,
  type MonthWindow,
  monthWindow,
  type StorageTally,
} from "@/lib/domain/storage-costs";
import type { PlaceCalls } from "@/lib/domain/usage";
import { portion, sumUsd, times, type Usd, usdOf, usdText } from "@/lib/domain/usd";
import { configuredPlaces } from "@/lib/inventory/estates";
import type { passOver } from "./storage";
import type { Usage } from "./usage";

type Passed = Awaited<ReturnType<typeof passOver>>;

/** At most this many parts are sent; the rest is a number, so that bytes do not grow with tags. */
const PARTS_MAX = 20;

/** The parts of one month's costs; `scaleCalls` makes a forecast of the calls so far. */
export function amountsOf(
  tally: StorageTally,
  window: MonthWindow,
  keys: KeyTally,
  calls: readonly PlaceCalls[],
  prices: PriceBook,
  scaleCalls: (usd: Usd) => Usd = (usd) => usd,
): Amounts {
  const { month } = window;
  const ofMonth = calls.filter((one) => one.month === month);
  const parts = {
    secrets: tally.usd("secrets", month, prices),
    replicas: tally.usd("replicas", month, prices),
    keys: keys.usd(window, prices),
    calls: scaleCalls(usdOfCalls(ofMonth, month, prices)),
  };
  const total = sumUsd(Object.values(parts));
  const { secrets, replicas, keys: keyUsd, calls: callUsd } = parts;
  return {
    secrets: usdText(secrets),
    replicas: usdText(replicas),
    keys: usdText(keyUsd),
    calls: usdText(callUsd),
    total: usdText(total),
  };
}

/** The months that are known, the current one to its end. */
export function overTime(
  { tallies, keys, current }: Passed,
  usage: Usage,
  now: Date,
  prices: PriceBook,
): MonthOfCosts[] {
  const begins = usage.sources.map(({ window }) => window?.from ?? now.toISOString());
  const historySince = begins.sort().at(-1) ?? now.toISOString();
  return tallies.map(({ month, tally }) => {
    const isForecast = month === current;
    const elapsed = Math.max(1, Math.ceil((now.getTime() - monthStartMs(month)) / HOUR_MS));
    const scale = (usd: Usd) => (isForecast ? portion(usd, hoursInMonth(month), elapsed) : usd);
    return {
      month,
      amounts: amountsOf(tally, monthWindow(month), keys, usage.calls, prices, scale),
      isForecast,
      isAtLeast: monthStartMs(month) < Date.parse(historySince),
    };
  });
}

/** Twelve months from the next on, if everything stays as it is now. */
export function yearAhead(
  { counts, keys }: Passed,
  forecast: MonthOfCosts | undefined,
  now: Date,
  prices: PriceBook,
): string {
  const next = addMonths(monthOf(now.getTime()), 1);
  const calls = usdOf(forecast?.amounts.calls ?? "0");
  const months = monthsBetween(next, addMonths(next, 11)).map(
    (month) =>
      usdOfCounts(counts.chargedByRegion, month, prices) +
      keys.usd(monthWindow(month), prices) +
      calls,
  );
  return usdText(sumUsd(months));
}

/** What so many secrets in each Region cost for a whole month. */
export function sumOfCounts(
  counts: ReadonlyMap<string, number>,
  month: Month,
  prices: PriceBook,
): string {
  return usdText(usdOfCounts(counts, month, prices));
}

function usdOfCounts(counts: ReadonlyMap<string, number>, month: Month, prices: PriceBook): Usd {
  return sumUsd(
    [...counts].map(([region, count]) => times(prices.of(region, month)?.secretMonth ?? 0n, count)),
  );
}

/** What there is now. */
export function countsOf(
  counts: Passed["counts"],
  keys: KeyTally,
  prices: PriceBook,
  month: Month,
): CostsPage["counts"] {
  const all = [...counts.chargedByRegion];
  const unpriced = all.filter(([region]) => !prices.of(region, month));
  return {
    ...counts.kinds,
    keys: keys.count,
    pending: counts.pending,
    unpriced: unpriced.reduce((sum, [, count]) => sum + count, 0),
  };
}

/** The prices in force, and the Regions for which there are none. */
export function priceView(
  month: Month,
  prices: PriceBook,
): Pick<CostsPage["prices"], "sheets" | "unpriced"> {
  const regions = [...new Set(configuredPlaces().map(({ region }) => region))];
  return {
    sheets: regions.flatMap((region) => prices.sheet(region, month) ?? []),
    unpriced: regions.filter((region) => !prices.sheet(region, month)),
  };
}

/** The split, dearest part first. */
export function partsOf({
  passed,
  usage,
  month,
  query,
  prices,
  accountName,
}: {
  passed: Passed;
  usage: Usage;
  month: Month;
  query: CostsQuery;
  prices: PriceBook;
  accountName: (id: string) => string;
}): { parts: CostPartView[]; others: number } {
  const isPlace = query.by === "account" || query.by === "region";
  const all = passed.parts.parts().map(({ part, tally }) => {
    const storage = tally.usd("secrets", month, prices);
    const replicas = tally.usd("replicas", month, prices);
    const own = usage.calls.filter(
      (one) =>
        one.month === month &&
        part.kind === "value" &&
        (query.by === "account" ? one.accountId : one.region) === part.value,
    );
    const calls = isPlace ? usdOfCalls(own, month, prices) : undefined;
    const total = storage + replicas + (calls ?? 0n);
    return { part, tally, storage, replicas, calls, total };
  });
  all.sort((a, b) => (b.total > a.total ? 1 : b.total < a.total ? -1 : 0));
  // What is missing and what is gone is always shown: dropping it would make the rest look whole.
  const values = all.filter(({ part }) => part.kind === "value");
  const shown = [
    ...values.slice(0, PARTS_MAX),
    ...all.filter(({ part }) => part.kind !== "value"),
  ].map(({ part, tally, storage, replicas, calls, total }) => ({
    says: saysOf(part, query, accountName),
    kind: part.kind,
    count: tally.count,
    storage: usdText(storage),
    replicas: usdText(replicas),
    calls: calls === undefined ? undefined : usdText(calls),
    total: usdText(total),
    filter: filterOf(part, query),
  }));
  return { parts: shown, others: Math.max(0, values.length - PARTS_MAX) };
}

function saysOf(
  part: CostPart,
  { by, tag }: CostsQuery,
  accountName: (id: string) => string,
): string {
  if (part.kind === "gone") return "Deleted since; tags no longer known";
  if (part.kind === "missing") return by === "owner" ? "No owner" : `Without the tag ${tag}`;
  return by === "account" ? `${accountName(part.value)} ${part.value}` : part.value;
}

function filterOf(part: CostPart, { by, tag }: CostsQuery): string | undefined {
  if (part.kind === "gone") return undefined;
  if (part.kind === "missing") {
    if (by === "owner") return "owner:none";
    return printFilter([{ field: "tag", not: true, values: [tag] }]);
  }
  if (by === "tag")
    return printFilter([{ field: "tag", not: false, values: [`${tag}=${part.value}`] }]);
  return printFilter([{ field: by, not: false, values: [part.value] }]);
}

function usdOfCalls(calls: readonly PlaceCalls[], month: Month, prices: PriceBook): Usd {
  return sumUsd(calls.map((one) => callsUsd(one.calls, one.region, month, prices) ?? 0n));
}
