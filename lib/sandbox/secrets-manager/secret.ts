import { byVersion, type Labels, labelsOf } from "./labels";
import type { RotationRules } from "./schedule";

/** A value as it was written; `binary` is base64 text, as on the wire. */
export type SecretValue = { string: string } | { binary: string };

/** One version. Immutable but for its value, which RotateSecret leaves empty at first. */
export interface Version {
  id: string;
  createdAt: number;
  /** Absent = the empty AWSPENDING version of a rotation (facts 2.4). */
  value?: SecretValue;
  /** ARN of the customer keys it was encrypted with; absent = the default key. */
  keyArn?: string;
  /** UTC midnight of the last day it was read, in epoch milliseconds. */
  accessedDay?: number;
}

/** What a secret knows about its rotation; it stays readable after rotation was turned off. */
export interface Rotation {
  enabled: boolean;
  lambdaArn?: string;
  rules?: RotationRules;
  lastRotatedAt?: number;
  /** A value written by hand counts as a rotation when the next date is computed. */
  lastWrittenAt?: number;
  /** NextRotationDate: the end of the next window. */
  nextAt?: number;
  externalRoleArn?: string;
  externalMetadata?: readonly { Key?: string; Value?: string }[];
  /** The version that an unfinished rotation is to fill. */
  openToken?: string;
  /** How often the open rotation has been tried within its present window. */
  tries?: number;
  /** Cancels whatever the clock holds for this secret's rotation. */
  cancel?: () => void;
}

/** One copy in another Region, as the primary sees it (facts 2.5). */
export interface Replica {
  region: string;
  kmsKeyId?: string;
  /** The customer key behind it; absent = that Region's default key. */
  keyArn?: string;
  status: "InProgress" | "InSync" | "Failed";
  message?: string;
}

/** One secret in one Region. Times are epoch milliseconds. */
export interface Secret {
  readonly arn: string;
  readonly name: string;
  readonly accountId: string;
  readonly region: string;
  readonly createdAt: number;
  /** Order of creation, which settles ties. */
  readonly serial: number;
  changedAt: number;
  accessedDay?: number;
  description?: string;
  /** As typed; absent = the default key. */
  kmsKeyId?: string;
  type?: string;
  owningService?: string;
  /** Absent = never had a tag; empty = had some (facts 1.2, DescribeSecret). */
  tags?: Map<string, string>;
  policy?: string;
  readonly versions: Map<string, Version>;
  labels: Labels;
  rotation?: Rotation;
  /** The moment deletion was asked for: DeletedDate (facts 2.3). */
  deletedAt?: number;
  cancelPurge?: () => void;
  /** Own Region for a replicated primary, the primary's for a replica, else absent. */
  primaryRegion?: string;
  /** By Region; only a primary has them. */
  replicas?: Map<string, Replica>;
  /** The token that made a secret without a value, so that a repeated call is recognized. */
  creationToken?: string;
  /** Not listed before this moment; ListSecrets may lag (facts 2.11). */
  listedFrom?: number;
}

/** A replica is a secret whose primary lives in another Region. */
export function isReplica(secret: Secret): boolean {
  return secret.primaryRegion !== undefined && secret.primaryRegion !== secret.region;
}

/** The version that holds a label, if it has one. */
export function versionWith(secret: Secret, label: string): Version | undefined {
  const id = secret.labels.get(label);
  return id === undefined ? undefined : secret.versions.get(id);
}

/** The labels of one version, or undefined if it has none: AWS leaves an empty list out. */
export function stagesOf(secret: Secret, versionId: string): string[] | undefined {
  const labels = labelsOf(secret.labels, versionId);
  return labels.length > 0 ? labels : undefined;
}

/** VersionIdsToStages, or undefined for a secret without any labelled version. */
export function stagesByVersion(secret: Secret): Record<string, string[]> | undefined {
  return secret.labels.size > 0 ? byVersion(secret.labels) : undefined;
}

/** UTC midnight before a moment. */
export function dayOf(ms: number): number {
  return Math.floor(ms / 86_400_000) * 86_400_000;
}

/** A date member that is left out when there is none. */
export function dateOf(ms: number | undefined): Date | undefined {
  return ms === undefined ? undefined : new Date(ms);
}
