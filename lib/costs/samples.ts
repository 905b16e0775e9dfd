import "server-only";
import { config } from "@/lib/config";
import {
  type CallsOf,
  callsOfFunctions,
  readerSamples,
  trailCallers,
  trailSecrets,
} from "@/lib/db/usage";
import { HOUR_MS, hoursInMonth } from "@/lib/domain/billing-month";
import { hasDefaultKey, type InventoryRow } from "@/lib/domain/inventory-row";
import { placeKey } from "@/lib/domain/place";
import type { PriceBook } from "@/lib/domain/prices";
import { readersOf } from "@/lib/domain/readers";
import { callsUsd, keyRequestsUsd } from "@/lib/domain/storage-costs";
import type { SampledCalls } from "@/lib/domain/usage";
import { portion, sumUsd, type Usd, usdText } from "@/lib/domain/usd";
import { configuredPlaces } from "@/lib/inventory/estates";

const SHOWN_MAX = 10;
/** Rows read to find the first ten: one caller may be seen in several places. */
const ROWS_MAX = 500;

interface Sampling {
  window: { from: string; to: string };
  ttlSeconds: number;
  month: string;
  prices: PriceBook;
}

/** Who calls most, and for which secrets, by what CloudTrail told of the window. */
export async function samples(
  rows: readonly InventoryRow[],
  sampling: Sampling,
): Promise<{
  callers: SampledCalls[];
  secrets: SampledCalls[];
  keyRequests: number;
  keyRequestsUsd: string;
  rotations: { functions: number; calls: number; monthUsd: string };
}> {
  const from = new Date(sampling.window.from);
  const [callers, secrets] = await Promise.all([
    trailCallers(from, sampling.ttlSeconds, ROWS_MAX),
    trailSecrets(from, sampling.ttlSeconds, ROWS_MAX),
  ]);
  const byTyped = typedNames(rows, new Set(secrets.map(({ of }) => of)));
  const rowOf = (one: CallsOf) => byTyped.get(`${placeKey(one)} ${one.of}`);
  return {
    ...keyRequestsOf(secrets, rowOf, sampling),
    rotations: await callsOfRotations(rows, sampling),
    callers: topOf(callers, sampling, ({ of }) => ({ says: of })),
    secrets: topOf(secrets, sampling, (one) => {
      const row = rowOf(one);
      return { says: row?.name ?? one.of, arn: row?.arn };
    }),
  };
}

/** What rotation functions call by themselves: a part of the calls that no application makes. */
async function callsOfRotations(
  rows: readonly InventoryRow[],
  { window, month, prices }: Sampling,
): Promise<{ functions: number; calls: number; monthUsd: string }> {
  const names = new Set(rows.flatMap((row) => row.rotationFunctionArn?.split(":")[6] ?? []));
  const places = await callsOfFunctions(new Date(window.from), [...names]);
  const usd = sumUsd(
    places.map(({ calls, region }) => callsUsd(calls, region, month, prices) ?? 0n),
  );
  return {
    functions: names.size,
    calls: places.reduce((sum, { calls }) => sum + calls, 0),
    monthUsd: usdText(portion(usd, hoursInMonth(month), hoursOf(window))),
  };
}

/**
 * Each read of a value under a customer key is a request to KMS. Of the dearest secrets only, and
 * KMS's free requests are shared with all else that the account does: a figure beside the sum.
 */
function keyRequestsOf(
  secrets: readonly CallsOf[],
  rowOf: (one: CallsOf) => InventoryRow | undefined,
  { window, month, prices }: Sampling,
): { keyRequests: number; keyRequestsUsd: string } {
  const hours = hoursOf(window);
  const byAccount = new Map<string, { region: string; requests: number }>();
  for (const one of secrets) {
    const row = rowOf(one);
    if (!row || hasDefaultKey(row)) continue;
    const own = byAccount.get(row.accountId) ?? { region: row.region, requests: 0 };
    own.requests += one.reads;
    byAccount.set(row.accountId, own);
  }
  let keyRequests = 0;
  let usd: Usd = 0n;
  for (const { region, requests } of byAccount.values()) {
    const aMonth = Math.round((requests * hoursInMonth(month)) / hours);
    keyRequests += aMonth;
    usd += keyRequestsUsd(aMonth, region, month, prices) ?? 0n;
  }
  return { keyRequests, keyRequestsUsd: usdText(usd) };
}

function hoursOf({ from, to }: Sampling["window"]): number {
  return Math.max(1, Math.ceil((Date.parse(to) - Date.parse(from)) / HOUR_MS));
}

/** ARNs of secrets whose value nothing but their own rotation function has read. */
export async function readByRotationOnly(
  rows: readonly InventoryRow[],
  from: Date,
): Promise<Set<string>> {
  const rotating = rows.filter(({ rotationFunctionArn }) => rotationFunctionArn !== undefined);
  if (rotating.length === 0) return new Set();
  const { accounts } = config();
  const found = await Promise.all(configuredPlaces().map((place) => readerSamples(place, from)));
  const events = found.flat();
  const byTyped = typedNames(rotating, new Set(events.map(({ typed }) => typed)));
  const perRow = new Map<InventoryRow, typeof events>();
  for (const one of events) {
    const row = byTyped.get(`${placeKey(one)} ${one.typed}`);
    if (row) perRow.set(row, [...(perRow.get(row) ?? []), one]);
  }
  const only = new Set<string>();
  for (const [row, own] of perRow) {
    const roles = accounts.find(({ id }) => id === row.accountId)?.roles;
    const readers = readersOf(
      own.map(({ event }) => event),
      {
        rotationFunctionArn: row.rotationFunctionArn,
        consoleRoleArns: roles ? Object.values(roles) : [],
      },
    );
    const others = readers.filter(({ kind }) => kind === "application");
    if (others.length === 0 && readers.some(({ kind }) => kind === "rotation function")) {
      only.add(row.arn);
    }
  }
  return only;
}

/** Callers type a name, an ARN, or an ARN without its suffix (facts 4.4). */
function typedNames(
  rows: readonly InventoryRow[],
  wanted: ReadonlySet<string>,
): Map<string, InventoryRow> {
  const found = new Map<string, InventoryRow>();
  for (const row of rows) {
    for (const typed of [row.arn, row.arn.slice(0, -7), row.name]) {
      if (wanted.has(typed)) found.set(`${placeKey(row)} ${typed}`, row);
    }
  }
  return found;
}

function topOf(
  counted: readonly CallsOf[],
  sampling: Sampling,
  named: (one: CallsOf) => { says: string; arn?: string },
): SampledCalls[] {
  const { window, month, prices } = sampling;
  const aMonth = (usd: Usd) => portion(usd, hoursInMonth(month), hoursOf(window));
  const sums = new Map<string, { one: SampledCalls; usd: Usd; saved: Usd }>();
  for (const one of counted) {
    const { says, arn } = named(one);
    const usd = callsUsd(one.calls, one.region, month, prices) ?? 0n;
    const saved = callsUsd(one.reads - one.readsWithCache, one.region, month, prices) ?? 0n;
    const sum = sums.get(arn ?? says);
    if (!sum) {
      const { calls, reads, readsWithCache } = one;
      const none = { monthUsd: "", savedMonthUsd: "" };
      sums.set(arn ?? says, {
        one: { says, arn, calls, reads, readsWithCache, ...none },
        usd,
        saved,
      });
      continue;
    }
    sum.one.calls += one.calls;
    sum.one.reads += one.reads;
    sum.one.readsWithCache += one.readsWithCache;
    sum.usd += usd;
    sum.saved += saved;
  }
  return [...sums.values()]
    .sort((a, b) => b.one.calls - a.one.calls)
    .slice(0, SHOWN_MAX)
    .map(({ one, usd, saved }) => ({
      ...one,
      monthUsd: usdText(aMonth(usd)),
      savedMonthUsd: usdText(aMonth(saved)),
    }));
}
