import { monthOf } from "./billing-month";
import type { OperationName } from "./operations";
import type { PriceBook } from "./prices";
import { type Usd, usdOf } from "./usd";

/** What the console did when it called AWS: one of its operations, or something of its own. */
export type CallReason = OperationName | "own work";

/** Calls of one kind to AWS within one hour: on the wire, so repeats are counted. */
export interface OwnCalls {
  /** First moment of the hour, ISO. */
  hour: string;
  /** Absent = the console itself. */
  issuer?: string;
  subject?: string;
  reason: CallReason;
  /** AWS's signing name and operation: `secretsmanager`, `ListSecrets`. */
  service: string;
  operation: string;
  accountId: string;
  region: string;
  /** Nobody waited for it. */
  isBackground: boolean;
  calls: number;
}

/** Metrics that one question about usage asks for: CloudWatch charges for metrics, not calls. */
export const METRICS_PER_QUESTION = 25;

/**
 * Prices of a call to other services, decimal USD: CloudWatch $0.01 per 1,000 metrics asked for,
 * Cost Explorer $0.01 a request. Looking things up in CloudTrail, CloudWatch Logs, the Price List,
 * STS, IAM and Lambda's settings is free. (AWS's price pages; not in the facts, so unverified.)
 */
const callPrices: Record<string, Usd> = {
  "monitoring GetMetricData": usdOf("0.00001") * BigInt(METRICS_PER_QUESTION),
  "ce GetCostAndUsage": usdOf("0.01"),
};

/** What such calls cost. KMS is reckoned without its free requests, which others may use up. */
export function ownCallsUsd(
  { service, operation, region, hour, calls }: OwnCalls,
  book: PriceBook,
): Usd {
  const prices = book.of(region, monthOf(Date.parse(hour)));
  const ownPrices: Record<string, Usd | undefined> = {
    secretsmanager: prices?.call,
    kms: prices?.keyRequest,
  };
  const price = callPrices[`${service} ${operation}`] ?? ownPrices[service] ?? 0n;
  return price * BigInt(calls);
}

/** The page of the console that an operation belongs to, as people call it. */
export function pageOfReason(reason: CallReason): string {
  const [noun = ""] = reason.split(".");
  return pages[noun] ?? "Others";
}

const pages: Record<string, string> = {
  home: "Home",
  setup: "Home",
  inventory: "Inventory",
  secret: "Secrets",
  version: "Secrets",
  replica: "Secrets",
  policy: "Secrets",
  rotation: "Rotation",
  deletions: "Pending deletions",
  deletion: "Pending deletions",
  restore: "Restore requests",
  costs: "Costs",
  controls: "Audit",
  evidence: "Audit",
  ledger: "Audit",
  "own work": "The console's own work",
};
