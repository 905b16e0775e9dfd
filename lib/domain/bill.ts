import type { FailureView } from "./failure";
import { portion, sumUsd, type Usd, usdText } from "./usd";

/** What one GetCostAndUsage request costs; AWS charges for each page (product.md 3.18). */
export const BILL_REQUEST_USD = "0.01";

/** AWS's name of what is asked for. */
export const BILLED_SERVICE = "AWS Secrets Manager";

/** One amount of AWS's bill. */
export interface BilledLine {
  month: string;
  accountId: string;
  region: string;
  usageType: string;
  usd: Usd;
  /** AWS may still change it. */
  isEstimated: boolean;
}

export interface BilledMonth {
  month: string;
  storage: string;
  calls: string;
  total: string;
  isEstimated: boolean;
  /** What this console reckons for the same accounts, keys left out; absent = it has no figure. */
  estimate?: string;
  /** Billed less estimated. */
  difference?: string;
  parts: { accountName: string; region: string; total: string }[];
}

export interface BilledAccount {
  accountId: string;
  accountName: string;
  /** When AWS was asked; absent = it was not, or it refused. */
  askedAt?: string;
  failure?: FailureView;
}

/** What AWS billed for Secrets Manager, as far as it was asked for. */
export interface Bill {
  accounts: BilledAccount[];
  /** Newest first. */
  months: BilledMonth[];
  /** The next press asks so many accounts, one request each unless AWS answers in pages. */
  unasked: number;
  /** What that costs at least. */
  unaskedUsd: string;
  /** Until then no answer is asked for again. */
  keptUntil: string;
}

/** The next 06:00 UTC: AWS renews its bill at night, and each question costs. */
export function keptUntil(now: Date): Date {
  const six = Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate(), 6);
  return new Date(six > now.getTime() ? six : six + 24 * 3_600_000);
}

/**
 * An amount as Cost Explorer writes it: it may be negative (credits, refunds) and in scientific
 * notation. Rounded half up to trillionths. @throws RangeError for anything else
 */
export function billedUsd(text: string): Usd {
  const read = /^(-?)(\d{1,12})(?:\.(\d{1,40}))?(?:E([+-]?\d{1,2}))?$/i.exec(text);
  if (!read) throw new RangeError("This is no amount of a bill");
  const [, sign = "", whole = "", decimals = "", exponent = "0"] = read;
  const digits = BigInt(`${sign}${whole}${decimals}`);
  const places = 12 - decimals.length + Number(exponent);
  return places >= 0 ? digits * 10n ** BigInt(places) : portion(digits, 1, 10 ** -places);
}

/**
 * Adds up what was billed by month, newest first. Usage types follow no pattern but this one: those
 * of requests say so (facts 6.1).
 */
export function billedMonths(
  lines: readonly BilledLine[],
  accountName: (id: string) => string,
  estimateOf: (month: string) => Usd | undefined,
): BilledMonth[] {
  const months = [...new Set(lines.map(({ month }) => month))].sort().reverse();
  return months.map((month) => {
    const own = lines.filter((line) => line.month === month);
    const calls = sumUsd(own.filter(isCalls).map(({ usd }) => usd));
    const total = sumUsd(own.map(({ usd }) => usd));
    const estimate = estimateOf(month);
    return {
      month,
      storage: usdText(total - calls),
      calls: usdText(calls),
      total: usdText(total),
      isEstimated: own.some(({ isEstimated }) => isEstimated),
      ...(estimate !== undefined && {
        estimate: usdText(estimate),
        difference: usdText(total - estimate),
      }),
      parts: partsOf(own, accountName),
    };
  });
}

/** By account and Region, dearest first. */
function partsOf(lines: readonly BilledLine[], accountName: (id: string) => string) {
  const sums = new Map<string, { accountName: string; region: string; usd: Usd }>();
  for (const { accountId, region, usd } of lines) {
    const key = `${accountId} ${region}`;
    const sum = sums.get(key) ?? { accountName: accountName(accountId), region, usd: 0n };
    sums.set(key, { ...sum, usd: sum.usd + usd });
  }
  return [...sums.values()]
    .sort((a, b) => (a.usd < b.usd ? 1 : a.usd > b.usd ? -1 : 0))
    .map(({ usd, ...part }) => ({ ...part, total: usdText(usd) }));
}

function isCalls({ usageType }: BilledLine): boolean {
  return /APIRequest/i.test(usageType);
}
