import type { FailureView } from "./failure";
import type { Place } from "./place";

/** The 23 operations (facts 1); each call of each costs the same. */
export const secretsManagerOperations = [
  "BatchGetSecretValue",
  "CancelRotateSecret",
  "CreateSecret",
  "DeleteResourcePolicy",
  "DeleteSecret",
  "DescribeSecret",
  "GetRandomPassword",
  "GetResourcePolicy",
  "GetSecretValue",
  "ListSecrets",
  "ListSecretVersionIds",
  "PutResourcePolicy",
  "PutSecretValue",
  "RemoveRegionsFromReplication",
  "ReplicateSecretToRegions",
  "RestoreSecret",
  "RotateSecret",
  "StopReplicationToReplica",
  "TagResource",
  "UntagResource",
  "UpdateSecret",
  "UpdateSecretVersionStage",
  "ValidateResourcePolicy",
] as const;

/** Calls of one operation on one UTC day, `2026-11-21`. */
export interface DayCalls {
  day: string;
  operation: string;
  calls: number;
}

/** Calls of one operation in one month and place. */
export interface PlaceCalls extends Place {
  month: string;
  operation: string;
  calls: number;
}

/** Where the count of calls of a place comes from. CloudTrail's may be short, CloudWatch's is not. */
export interface UsageSource extends Place {
  accountName: string;
  source: "cloudwatch" | "cloudtrail" | "none";
  /** Why CloudWatch did not answer, or why CloudTrail cannot be read. */
  failures: FailureView[];
  /** The stretch of CloudTrail that was read; calls before it are not in the count. */
  window?: { from: string; to: string };
}

/** Calls that CloudTrail has of one caller or of one secret: at least so many. */
export interface SampledCalls {
  says: string;
  /** The secret's ARN, where it is known. */
  arn?: string;
  calls: number;
  /** Reads of a value; others are lists, descriptions and writes. */
  reads: number;
  /** What the reads would be if each caller kept a value for the asked time. */
  readsWithCache: number;
  /** By the price of the places, for a month like the sample. */
  monthUsd: string;
  savedMonthUsd: string;
}
