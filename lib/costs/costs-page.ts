import "server-only";
import type { AwsAccess } from "@/lib/aws/clients";
import { currentPrices, priceListState, refreshPrices } from "@/lib/aws/price-list";
import { config } from "@/lib/config";
import { monthOf, monthsBetween } from "@/lib/domain/billing-month";
import type { CostSplit } from "@/lib/domain/cost-groups";
import type { Amounts, CostsPage, CostsQuery } from "@/lib/domain/costs";
import { placeKey } from "@/lib/domain/place";
import type { PriceBook } from "@/lib/domain/prices";
import type { Session } from "@/lib/domain/session";
import { type Usd, usdOf, usdText } from "@/lib/domain/usd";
import { lookAtEstate } from "@/lib/inventory/estates";
import {
  amountsOf,
  countsOf,
  overTime,
  partsOf,
  priceView,
  sumOfCounts,
  yearAhead,
} from "./amounts";
import { keptBill } from "./bill";
import { passOnce } from "./kept-pass";
import { ownSpending } from "./own-calls";
import { readByRotationOnly, samples } from "./samples";
import { knownLives, type Pass } from "./storage";
import { type Usage, usageOf } from "./usage";

/**
 * Everything on the costs page for one question. Costs no call that the listing, the collector of
 * CloudTrail, an hourly question to CloudWatch and a daily one to the price list do not make.
 */
export async function costsPage(
  aws: AwsAccess,
  session: Pick<Session, "person" | "role">,
  query: CostsQuery,
  now: Date,
): Promise<CostsPage> {
  const estate = lookAtEstate(aws);
  await Promise.all([estate.firstRows(), refreshPrices(aws, now)]);
  const [{ rows, summary }, usage, own] = await Promise.all([
    estate.matches("", { sort: "name", order: "asc" }),
    usageOf(aws, now),
    ownSpending(session, now),
  ]);
  const prices = currentPrices();
  const window = sampleWindow(usage, now);
  const [lives, only] = await Promise.all([
    knownLives(rows, sinceOf(usage, now), now),
    window ? readByRotationOnly(rows, new Date(window.from)) : new Set<string>(),
  ]);
  const names = new Map(config().accounts.map(({ id, name }) => [id, name]));
  const nowMs = now.getTime();
  const current = monthOf(nowMs);
  const told = monthsBetween(usage.firstMonth, current);
  const month = query.month && told.includes(query.month) ? query.month : current;
  const split: CostSplit = query.by === "tag" ? { by: "tag", key: query.tag } : { by: query.by };
  const context = { nowMs, accountName: (id: string) => names.get(id) ?? id, prices };
  const pass: Pass = {
    nowMs,
    firstMonth: usage.firstMonth,
    month,
    split,
    q: query.q,
    context,
    prices,
    readByRotationOnly: only,
  };
  const passed = await passOnce(rows, lives, pass, summary.edition);
  const { keys, counts, whatIf, savings, findings } = passed;
  const sampled = window
    ? await samples(rows, { window, ttlSeconds: query.ttl, month: current, prices })
    : noSamples;
  const listedPlaces = summary.places.filter(({ state }) => state === "listed");
  const parts = partsOf({ passed, usage, month, query, prices, accountName: context.accountName });
  const soFar = amountsOf(passed.soFar, passed.soFarWindow, keys, usage.calls, prices);
  const months = overTime(passed, usage, now, prices);
  return {
    madeAt: now.toISOString(),
    month,
    currentMonth: current,
    months: told.toReversed(),
    isListing: summary.isListing,
    isReading: usage.isReading,
    isPartial: summary.isPartial,
    places: summary.places,
    listed: summary.listed,
    soFar,
    forecast: months.at(-1)?.amounts ?? soFar,
    nextYearUsd: yearAhead(passed, months.at(-1), now, prices),
    counts: countsOf(counts, keys, prices, current),
    pendingIfRestoredUsd: sumOfCounts(counts.pendingByRegion, current, prices),
    unknownUpToUsd: sumOfCounts(counts.unknownByRegion, current, prices),
    overTime: months,
    split: { by: query.by, tag: query.tag, ...parts },
    tagKeys: counts.tagKeys(),
    usage: {
      sources: usage.sources,
      byOperation: operationsOf(usage, month, prices),
      ...sampled,
      window,
    },
    savings: savings.found(new Set(listedPlaces.map(placeKey))),
    whatIf: {
      ...whatIf.result(query.copies),
      listed: rows.length,
      findings: findings.map(({ token, says }) => `${token}: ${says}`),
    },
    prices: { ...priceView(current, prices), ...priceListState() },
    own,
    bill: keptBill(aws, now, (of) =>
      estimateOf(of === current ? soFar : months.find((one) => one.month === of)?.amounts),
    ),
  };
}

/** What AWS's bill for Secrets Manager should say: customer keys are on that of another service. */
function estimateOf(amounts: Amounts | undefined): Usd | undefined {
  return amounts && usdOf(amounts.secrets) + usdOf(amounts.replicas) + usdOf(amounts.calls);
}

const noSamples = {
  callers: [],
  secrets: [],
  keyRequests: 0,
  keyRequestsUsd: "0.00",
  rotations: { functions: 0, calls: 0, monthUsd: "0.00" },
};

/** What CloudTrail keeps: callers of long ago say little about what to save. */
const SAMPLE_MS = 90 * 86_400_000;

/** The stretch of the last 90 days that CloudTrail was read for; undefined while it is none. */
function sampleWindow({ sources }: Usage, now: Date): { from: string; to: string } | undefined {
  const windows = sources.flatMap(({ window }) => window ?? []);
  const earliest = windows.map(({ from }) => from).sort()[0];
  const to = windows
    .map((one) => one.to)
    .sort()
    .at(-1);
  if (!earliest || !to) return undefined;
  const least = new Date(now.getTime() - SAMPLE_MS).toISOString();
  return { from: earliest < least ? least : earliest, to };
}

/** Where the events of a place begin: what is gone and has no beginning counts from there. */
function sinceOf({ sources }: Usage, now: Date) {
  const froms = new Map(
    sources.map((source) => [placeKey(source), Date.parse(source.window?.from ?? "")]),
  );
  return (place: Parameters<typeof placeKey>[0]) => {
    const from = froms.get(placeKey(place));
    return from === undefined || Number.isNaN(from) ? now.getTime() : from;
  };
}

function operationsOf(usage: Usage, month: string, prices: PriceBook) {
  const sums = new Map<string, { calls: number; usd: bigint }>();
  for (const one of usage.calls) {
    if (one.month !== month) continue;
    const sum = sums.get(one.operation) ?? { calls: 0, usd: 0n };
    sum.calls += one.calls;
    sum.usd += (prices.of(one.region, month)?.call ?? 0n) * BigInt(one.calls);
    sums.set(one.operation, sum);
  }
  return [...sums]
    .map(([operation, { calls, usd }]) => ({ operation, calls, usd: usdText(usd) }))
    .sort((a, b) => b.calls - a.calls);
}
