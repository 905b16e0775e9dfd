import { monthOf } from "./billing-month";
import { hasDefaultKey, type InventoryRow, isReplica, valueWrittenMs } from "./inventory-row";
import { listPrices, type PriceBook } from "./prices";
import { readSchedule } from "./rotation-schedule";
import { rotationState } from "./rotation-state";
import { windowEndingBy } from "./rotation-windows";
import type { SecretSummary } from "./secret";
import { rowMonthUsd } from "./storage-costs";
import { usdText } from "./usd";

const DAY_MS = 24 * 3_600_000;

/** Puts a listed secret into the words a page shows at the moment `now`. */
export function summaryOf(
  row: InventoryRow,
  now: Date,
  replicaRegions: readonly string[],
  prices: PriceBook = listPrices,
): SecretSummary {
  const nowMs = now.getTime();
  const monthUsd = rowMonthUsd(row, monthOf(nowMs), prices);
  return {
    accountId: row.accountId,
    region: row.region,
    arn: row.arn,
    name: row.name,
    description: row.description,
    tags: [...row.tags],
    owner: row.owner,
    kmsKeyId: row.kmsKeyId,
    usesDefaultKey: hasDefaultKey(row),
    owningService: row.owningService,
    externalType: row.externalType,
    primaryRegion: row.primaryRegion,
    isReplica: isReplica(row),
    replicaRegions: [...replicaRegions],
    createdAt: iso(row.createdMs) ?? "",
    lastChangedAt: iso(row.lastChangedMs),
    lastRotatedAt: iso(row.lastRotatedMs),
    lastReadDay: iso(row.lastReadMs)?.slice(0, 10),
    deletionRequestedAt: iso(row.deletionRequestedMs),
    nextRotationBy: iso(row.nextRotationMs),
    nextRotationFrom: nextRotationFrom(row),
    rotationEnabled: row.rotationEnabled === true,
    rotationFunctionArn: row.rotationFunctionArn,
    scheduleExpression: row.scheduleExpression,
    windowDuration: row.windowDuration,
    labels: JSON.parse(row.labels),
    rotation: rotationState(row, nowMs),
    valueAgeDays: valueAgeDays(row, nowMs),
    monthlyUsd: monthUsd === undefined ? undefined : usdText(monthUsd),
    changedHereAt: iso(row.changedHereMs),
  };
}

/** Both ends of what a list can say about the age of the value, in whole days. */
function valueAgeDays(row: InventoryRow, nowMs: number): SecretSummary["valueAgeDays"] {
  const { notBefore, notAfter } = valueWrittenMs(row);
  const days = (sinceMs: number) => Math.max(0, Math.floor((nowMs - sinceMs) / DAY_MS));
  return { atLeast: days(notAfter), atMost: days(notBefore) };
}

/** AWS gives only the end of the next window; its start is known if there is a schedule expression. */
function nextRotationFrom(row: InventoryRow): string | undefined {
  if (row.nextRotationMs === undefined || row.scheduleExpression === undefined) return undefined;
  const schedule = readSchedule({
    scheduleExpression: row.scheduleExpression,
    duration: row.windowDuration,
  });
  if (!schedule) return undefined;
  return windowEndingBy(schedule, new Date(row.nextRotationMs)).from.toISOString();
}

function iso(ms: number | undefined): string | undefined {
  return ms === undefined ? undefined : new Date(ms).toISOString();
}
