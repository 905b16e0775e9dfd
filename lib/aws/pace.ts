import "server-only";
import { setTimeout as sleep } from "node:timers/promises";
import { Failure } from "@/lib/domain/failure";
import { isOverBudget } from "./meter";

/** AWS's quotas in calls a second, per account and Region (facts 6.2), by group of operations. */
const quotas: Record<string, { group: string; perSecond: number }> = {
  GetSecretValue: { group: "get-value", perSecond: 10_000 },
  DescribeSecret: { group: "describe", perSecond: 40_000 },
  ListSecrets: { group: "list", perSecond: 100 },
  ListSecretVersionIds: { group: "list-versions", perSecond: 50 },
  CreateSecret: { group: "create", perSecond: 50 },
  DeleteSecret: { group: "delete", perSecond: 50 },
  RestoreSecret: { group: "restore", perSecond: 50 },
  GetRandomPassword: { group: "random-password", perSecond: 50 },
  DeleteResourcePolicy: { group: "policy", perSecond: 50 },
  GetResourcePolicy: { group: "policy", perSecond: 50 },
  PutResourcePolicy: { group: "policy", perSecond: 50 },
  ValidateResourcePolicy: { group: "policy", perSecond: 50 },
  PutSecretValue: { group: "write", perSecond: 50 },
  UpdateSecret: { group: "write", perSecond: 50 },
  UpdateSecretVersionStage: { group: "write", perSecond: 50 },
  ReplicateSecretToRegions: { group: "write", perSecond: 50 },
  RemoveRegionsFromReplication: { group: "write", perSecond: 50 },
  StopReplicationToReplica: { group: "write", perSecond: 50 },
  RotateSecret: { group: "rotate", perSecond: 50 },
  CancelRotateSecret: { group: "rotate", perSecond: 50 },
  TagResource: { group: "tag", perSecond: 50 },
  UntagResource: { group: "tag", perSecond: 50 },
  // CloudWatch Logs grants 5 to 25 a second, by Region; the least is right everywhere.
  FilterLogEvents: { group: "filter-log-events", perSecond: 5 },
  LookupEvents: { group: "lookup-events", perSecond: 2 },
};

const UNLISTED = { group: "other", perSecond: 50 };
const SHARE_OF_QUOTA = 0.8;

/** Calls that were saved up by silence may go at once; what 200 ms would have let through. */
const BURST_MS = 200;

/** Past the day's budget, work that nobody waits for makes one call in this time. */
export const SLOWED_MS = 10_000;

/** Longer than this nobody sits before a screen; the call then takes no turn at all. */
const INTERACTIVE_WAIT_MS = 3_000;

// Next may load this file more than once in a process; the quota exists once.
const store = globalThis as { [key: symbol]: Map<string, number> | undefined };
const storeKey = Symbol.for("strongroom.pace");

/**
 * Waits until this call fits into 80 % of AWS's quota for its group in this account and Region.
 * Shared by everybody who is signed in: the quota is the account's, not the person's. A call with
 * a signal is one that somebody waits for.
 *
 * @throws Failure `throttled-by-aws` instead of a long wait; the signal's reason, if it ends first
 */
export async function pace(
  placeKey: string,
  operation: string,
  signal?: AbortSignal,
  now = performance.now(),
): Promise<void> {
  const { group, perSecond } = quotas[operation] ?? UNLISTED;
  store[storeKey] ??= new Map();
  const slots = store[storeKey];
  const key = `${placeKey}/${group}`;
  const slot = Math.max(slots.get(key) ?? 0, now - BURST_MS);
  const isInteractive = signal !== undefined;
  if (isInteractive && slot - now > INTERACTIVE_WAIT_MS) throw new Failure("throttled-by-aws");
  slots.set(key, slot + 1000 / (perSecond * SHARE_OF_QUOTA));
  const waitMs = slot - now;
  if (waitMs > 0) await sleep(waitMs, undefined, { signal });
}

/**
 * Holds back work that nobody waits for while the day's budget is spent: one call of a place in
 * ten seconds, in turns of its own so that nobody who clicks stands behind it.
 */
export async function slowDown(placeKey: string, now = performance.now()): Promise<void> {
  if (!isOverBudget()) return;
  store[storeKey] ??= new Map();
  const slots = store[storeKey];
  const key = `${placeKey} slowed`;
  const slot = Math.max(slots.get(key) ?? 0, now);
  slots.set(key, slot + SLOWED_MS);
  if (slot > now) await sleep(slot - now);
}
