import type { Account, Region, World } from "../contract";
import { priceList } from "../pricing/price-list";
import { storeOf } from "../secrets-manager/store";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** One line of a bill, as far as it can be filtered and grouped by. */
export interface BillLine {
  SERVICE: string;
  REGION: string;
  USAGE_TYPE: string;
  LINKED_ACCOUNT: string;
  usd: number;
  quantity: number;
  unit: string;
}

/** A stretch of time, both ends at midnight UTC, epoch milliseconds. */
export interface Period {
  from: number;
  until: number;
}

/** What Secrets Manager is charged for in an account and period; what happened today comes later. */
export function billOf(world: World, account: Account, { from, until }: Period): BillLine[] {
  const closed = Math.floor(world.clock.now().getTime() / DAY_MS) * DAY_MS;
  const period = { from, until: Math.min(until, closed) };
  if (period.from >= period.until) return [];
  return [...account.regions.values()].flatMap((region) => linesOf(world, region, period));
}

function linesOf(world: World, region: Region, period: Period): BillLine[] {
  const { meter } = storeOf(region);
  const secretMonths = byMonth(period).reduce(
    (sum, { from, until, hours }) => sum + meter.hours(from, until) / hours,
    0,
  );
  const requests = world
    .trailOf(region.account.id, region.name)
    .filter(({ eventSource, eventType, eventTime }) => {
      const isOurs = eventSource === "secretsmanager.amazonaws.com" && eventType === "AwsApiCall";
      return isOurs && period.from <= +eventTime && +eventTime < period.until;
    }).length;
  return [
    ...lineOf(region, "Secret", secretMonths, "Secrets"),
    ...lineOf(region, "API Request", requests, "API Requests"),
  ];
}

/** Nothing is charged that has no price; nothing is on a bill that was not used. */
function lineOf(region: Region, family: string, quantity: number, unit: string): BillLine[] {
  const product = priceList.find(
    ({ serviceCode, productFamily, attributes }) =>
      serviceCode === "AWSSecretsManager" &&
      productFamily === family &&
      attributes.regionCode === region.name,
  );
  if (!product || quantity === 0) return [];
  return [
    {
      SERVICE: "AWS Secrets Manager",
      REGION: region.name,
      USAGE_TYPE: product.attributes.usagetype ?? "",
      LINKED_ACCOUNT: region.account.id,
      usd: quantity * Number(product.steps[0]?.usd),
      quantity,
      unit,
    },
  ];
}

/** A period cut at the beginnings of months, each piece with the hours of its whole month. */
function byMonth({ from, until }: Period): (Period & { hours: number })[] {
  const pieces: (Period & { hours: number })[] = [];
  for (let at = from; at < until; ) {
    const day = new Date(at);
    const first = Date.UTC(day.getUTCFullYear(), day.getUTCMonth());
    const next = Date.UTC(day.getUTCFullYear(), day.getUTCMonth() + 1);
    pieces.push({ from: at, until: Math.min(next, until), hours: (next - first) / HOUR_MS });
    at = next;
  }
  return pieces;
}
