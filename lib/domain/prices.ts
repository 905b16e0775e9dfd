import { addMonths, type Month, monthStartMs } from "./billing-month";
import { priceTable } from "./price-table";
import { type Usd, usdOf } from "./usd";

/** What one Region charges, decimal text in USD. */
export interface PriceTexts {
  /** One secret or one replica for one month. */
  secretMonthUsd: string;
  /** One call of any operation of Secrets Manager. */
  callUsd: string;
  /** One customer managed key for one month. */
  keyMonthUsd: string;
  /** One request to KMS, after the free ones. */
  keyRequestUsd: string;
  /** Free requests to KMS a month and account. */
  keyRequestsFree: number;
}

export type PriceSource = "settings" | "price list api" | "built-in table";

/** The prices that hold for a Region, where they come from and since when. */
export interface PriceSheet extends PriceTexts {
  region: string;
  source: PriceSource;
  /** The day from which they hold, or on which they were read off AWS's page. */
  since: string;
  /** Only public list prices of some Regions were seen; for others the same is assumed. */
  isAssumed: boolean;
}

/** Prices given by the settings, for all Regions or some. A share off applies to whatever holds. */
export interface PriceOverride extends Partial<PriceTexts> {
  since: string;
  regions?: readonly string[];
}

/** Prices in exact amounts. */
export interface Prices {
  secretMonth: Usd;
  call: Usd;
  keyMonth: Usd;
  keyRequest: Usd;
  keyRequestsFree: number;
}

/** Everything the console knows of prices; pure data, made once a question. */
export interface PriceKnowledge {
  overrides: readonly PriceOverride[];
  /** What the Price List API answered, if it was allowed to. */
  listed: readonly PriceSheet[];
}

/** Prices by Region and month, each looked up once: there may be 500,000 rows to price. */
export interface PriceBook {
  /** Undefined where no price is known. */
  sheet(region: string, month: Month): PriceSheet | undefined;
  /** The same as exact amounts. */
  of(region: string, month: Month): Prices | undefined;
}

/** `aws`, `aws-us-gov` or `aws-cn`: each has its own price list and its own bill. */
export function partitionOf(region: string): string {
  if (region.startsWith("us-gov-")) return "aws-us-gov";
  return region.startsWith("cn-") ? "aws-cn" : "aws";
}

/**
 * The prices of a Region in a month: the settings before AWS's list, that before the built-in
 * table. Of each the latest that held by the end of the month, else the oldest. Undefined where
 * nobody knows a price: such amounts are left out and named, never taken for others (facts 6.1).
 */
function priceSheet(region: string, month: Month, known: PriceKnowledge): PriceSheet | undefined {
  const base = latest(
    known.listed.filter((sheet) => sheet.region === region),
    month,
  );
  const sheet = base ?? builtIn(region, month);
  const own = latest(
    known.overrides.filter(({ regions }) => !regions || regions.includes(region)),
    month,
  );
  if (!own) return sheet;
  const { regions: _regions, since, ...given } = own;
  const whole = { ...sheet, ...given };
  if (!isWhole(whole)) return undefined;
  return { ...whole, region, since, source: "settings", isAssumed: false };
}

/** A book of everything that is known. */
export function priceBook(known: PriceKnowledge): PriceBook {
  const sheets = new Map<string, { sheet?: PriceSheet; prices?: Prices }>();
  const entry = (region: string, month: Month) => {
    const key = `${region} ${month}`;
    const kept = sheets.get(key);
    if (kept) return kept;
    const sheet = priceSheet(region, month, known);
    const made = { sheet, prices: sheet && exact(sheet) };
    sheets.set(key, made);
    return made;
  };
  return {
    sheet: (region, month) => entry(region, month).sheet,
    of: (region, month) => entry(region, month).prices,
  };
}

/** The built-in table alone. */
export const listPrices: PriceBook = priceBook({ overrides: [], listed: [] });

function exact(sheet: PriceSheet): Prices {
  return {
    secretMonth: usdOf(sheet.secretMonthUsd),
    call: usdOf(sheet.callUsd),
    keyMonth: usdOf(sheet.keyMonthUsd),
    keyRequest: usdOf(sheet.keyRequestUsd),
    keyRequestsFree: sheet.keyRequestsFree,
  };
}

function builtIn(region: string, month: Month): PriceSheet | undefined {
  const table = priceTable.filter(({ partition }) => partition === partitionOf(region));
  const row = latest(table, month);
  if (!row) return undefined;
  const { partition: _partition, seenIn, source: _source, ...prices } = row;
  return { ...prices, region, source: "built-in table", isAssumed: !seenIn.includes(region) };
}

function latest<Dated extends { since: string }>(
  all: readonly Dated[],
  month: Month,
): Dated | undefined {
  const sorted = [...all].sort((a, b) => a.since.localeCompare(b.since));
  const end = monthStartMs(addMonths(month, 1));
  return sorted.findLast(({ since }) => Date.parse(since) < end) ?? sorted[0];
}

function isWhole(given: Partial<PriceTexts>): given is PriceTexts {
  const { secretMonthUsd, callUsd, keyMonthUsd, keyRequestUsd, keyRequestsFree } = given;
  const all = [secretMonthUsd, callUsd, keyMonthUsd, keyRequestUsd, keyRequestsFree];
  return all.every((one) => one !== undefined);
}
