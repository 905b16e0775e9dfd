import "server-only";
import { HOUR_MS } from "@/lib/domain/billing-month";
import type { CallReason, OwnCalls } from "@/lib/domain/own-calls";
import type { Person } from "@/lib/domain/role";

/** On whose behalf a call goes out, and why. */
export interface CallPurpose {
  person?: Pick<Person, "issuer" | "subject">;
  reason: CallReason;
  accountId: string;
  isBackground: boolean;
}

interface Meter {
  counts: Map<string, OwnCalls>;
  /** Set by whoever compares what was spent today with the budget. */
  isOverBudget: boolean;
}

// Next may load this file more than once in a process; calls are counted once.
const store = globalThis as { [key: symbol]: Meter | undefined };
const storeKey = Symbol.for("strongroom.meter");
function meter(): Meter {
  store[storeKey] ??= { counts: new Map(), isOverBudget: false };
  return store[storeKey];
}

/** A request as far as the meter looks at it. */
export interface MeteredRequest {
  method: string;
  path: string;
  headers: Record<string, string>;
  body?: unknown;
}

/** Counts one request that is about to leave. */
export function countCall(request: MeteredRequest, purpose: CallPurpose, now: Date): void {
  const { person, reason, accountId, isBackground } = purpose;
  const { service, region } = scopeOf(request);
  const operation = operationOf(request);
  const hour = new Date(Math.floor(now.getTime() / HOUR_MS) * HOUR_MS).toISOString();
  const own = { hour, ...person, reason, service, operation, accountId, region, isBackground };
  const counted: OwnCalls = {
    hour,
    issuer: person?.issuer,
    subject: person?.subject,
    reason,
    service,
    operation,
    accountId,
    region,
    isBackground,
    calls: 1,
  };
  add(JSON.stringify(own), counted);
}

/** Takes out what was counted since the last time, to be stored. */
export function takeCounted(): OwnCalls[] {
  const { counts } = meter();
  const taken = [...counts.values()];
  counts.clear();
  return taken;
}

/** Puts back what could not be stored. */
export function putBack(taken: readonly OwnCalls[]): void {
  for (const calls of taken) {
    const { calls: _count, ...own } = calls;
    add(JSON.stringify(own), calls);
  }
}

/** True while today's budget for the console's own calls is spent: background work goes slowly. */
export function isOverBudget(): boolean {
  return meter().isOverBudget;
}

export function setOverBudget(isOver: boolean): void {
  meter().isOverBudget = isOver;
}

function add(key: string, counted: OwnCalls): void {
  const { counts } = meter();
  const known = counts.get(key);
  if (known) known.calls += counted.calls;
  else counts.set(key, { ...counted });
}

/** Service and Region as the signature names them: the address may be a stand-in's. */
function scopeOf({ headers }: MeteredRequest): { service: string; region: string } {
  const scope = /Credential=[^/]+\/\d+\/([^/]+)\/([^/]+)\//.exec(headers.authorization ?? "");
  return { region: scope?.[1] ?? "unknown", service: scope?.[2] ?? "unknown" };
}

/** AWS's name of the operation, wherever the service's protocol writes it. */
function operationOf({ method, path, headers, body }: MeteredRequest): string {
  const target = headers["x-amz-target"]?.split(".").at(-1);
  if (target) return target;
  const inPath = /\/operation\/(\w+)$/.exec(path)?.[1];
  if (inPath) return inPath;
  const inBody = typeof body === "string" ? /(?:^|&)Action=(\w+)/.exec(body)?.[1] : undefined;
  return inBody ?? `${method} ${path}`;
}
