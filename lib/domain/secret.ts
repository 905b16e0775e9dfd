import { z } from "zod";
import type { FailureView } from "./failure";
import { AccountId, type Place, RegionName, SecretArn } from "./place";

/** The alias of the key that Secrets Manager uses when nobody chooses one (facts 2.8). */
export const DEFAULT_KEY_ALIAS = "alias/aws/secretsmanager";

export interface Tag {
  key: string;
  value: string;
}

/** What the list says about a secret's rotation. Words first; colour and icon follow the word. */
export type RotationState =
  | { word: "no rotation" }
  | { word: "off"; leftOverRules: boolean }
  | { word: "on time"; nextBy?: string }
  | { word: "due"; nextBy: string }
  | { word: "overdue"; since: string }
  | { word: "stuck"; versionId: string }
  | { word: "pending"; versionId: string }
  | { word: "managed"; by: string; nextBy?: string }
  | { word: "external"; type: string; nextBy?: string };

/** A secret as ListSecrets tells it, for one place, put into the console's own words. */
export interface SecretSummary extends Place {
  arn: string;
  name: string;
  description?: string;
  tags: Tag[];
  /** Value of the configured owner tag; absent = no owner. */
  owner?: string;
  /** As typed by whoever set it; absent = aws/secretsmanager. */
  kmsKeyId?: string;
  usesDefaultKey: boolean;
  owningService?: string;
  externalType?: string;
  /** Set on primaries with replicas and on replicas (facts 2.5). */
  primaryRegion?: string;
  isReplica: boolean;
  /** Regions of this estate in which a replica was listed; the list itself does not tell. */
  replicaRegions: string[];
  createdAt: string;
  lastChangedAt?: string;
  lastRotatedAt?: string;
  /** Day only, `2026-11-21`; absent = never read here. */
  lastReadDay?: string;
  /** When deletion was requested (facts 2.3: not when it happens); set = pending deletion. */
  deletionRequestedAt?: string;
  /** The END of the next window: rotation comes by then, not at it (facts 2.10). */
  nextRotationBy?: string;
  /** The start of that window, where the schedule gives one. */
  nextRotationFrom?: string;
  rotationEnabled: boolean;
  rotationFunctionArn?: string;
  scheduleExpression?: string;
  windowDuration?: string;
  /** Version id → staging labels, labelled versions only. */
  labels: Record<string, string[]>;
  rotation: RotationState;
  /** A list cannot date the value, only bound it: by the last change and the last sure write. */
  valueAgeDays: { atLeast: number; atMost: number };
  /** Estimate, decimal text in USD; replicas are rows of their own. Absent = nobody knows. */
  monthlyUsd?: string;
  /** When this console changed it, while AWS's list may still lag (up to 5 minutes). */
  changedHereAt?: string;
}

export interface SecretVersion {
  versionId: string;
  labels: string[];
  createdAt: string;
  lastReadDay?: string;
  kmsKeyIds: string[];
}

export interface ReplicaStatus {
  region: string;
  kmsKeyId?: string;
  status: string;
  statusMessage?: string;
  lastReadDay?: string;
}

/** A secret as DescribeSecret and ListSecretVersionIds tell it. Never a value. */
export interface SecretDetail extends SecretSummary {
  accountName: string;
  versions: SecretVersion[];
  /** False if the list of versions was refused or cut short; `versionsFailure` says why. */
  versionsComplete: boolean;
  versionsFailure?: FailureView;
  replicas: ReplicaStatus[];
  rotateAfterDays?: number;
  /** Age of the AWSCURRENT version in days; absent if unknown. */
  currentVersionCreatedAt?: string;
  readAt: string;
}

/** How a page or an action names one secret: always the full ARN once it is known (facts 2.1). */
export const SecretRef = z.strictObject({ arn: SecretArn });

/** A deep link may name a secret instead. */
export const SecretQuery = z.union([
  SecretRef,
  z.strictObject({
    name: z
      .string()
      .min(1)
      .max(512)
      .regex(/^[A-Za-z0-9/_+=.@!-]+$/, "Names have letters, digits and /_+=.@-!"),
    account: AccountId,
    region: RegionName,
  }),
]);

export const VersionId = z
  .string()
  .min(32)
  .max(64)
  .regex(/^[A-Za-z0-9-]+$/, "A version id has 32 to 64 letters, digits and hyphens");
