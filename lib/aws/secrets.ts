import "server-only";
import {
  DescribeSecretCommand,
  type DescribeSecretResponse,
  ListSecretsCommand,
  ListSecretVersionIdsCommand,
  type SecretListEntry,
  type SecretsManagerClient,
  type SecretVersionsListEntry,
} from "@aws-sdk/client-secrets-manager";
import { type InventoryRow, searchText } from "@/lib/domain/inventory-row";
import type { Place } from "@/lib/domain/place";
import type { ReplicaStatus, SecretVersion, Tag } from "@/lib/domain/secret";
import { fromAws } from "./failures";

/** The most that AWS gives a page (facts 1.2). */
export const PAGE_ROWS_MAX = 100;
/** AWS keeps about a hundred versions and may lag; beyond this we say that the list was cut. */
const VERSION_PAGES_MAX = 10;

export interface ListRequest {
  by: "created-date" | "last-changed-date";
  order: "asc" | "desc";
  token?: string;
}

export interface ListPage {
  rows: InventoryRow[];
  /** Absent at the end. A page may be empty and still have one (facts 1.2). */
  nextToken?: string;
  /** Requests that this page took, repeats included. */
  calls: number;
}

/** What a row is made with besides AWS's answer. */
export interface RowContext {
  place: Place;
  /** The configured tag that names the owner. */
  ownerTag: string;
}

/**
 * One page of ListSecrets, secrets pending deletion included.
 *
 * @throws Failure with AWS's words
 */
export async function listPage(
  client: SecretsManagerClient,
  { by, order, token }: ListRequest,
  context: RowContext,
): Promise<ListPage> {
  try {
    const answer = await client.send(
      new ListSecretsCommand({
        IncludePlannedDeletion: true,
        MaxResults: PAGE_ROWS_MAX,
        SortBy: by,
        SortOrder: order,
        NextToken: token,
      }),
    );
    const entries = answer.SecretList ?? [];
    return {
      rows: entries.flatMap((entry) => rowFrom(entry, entry.SecretVersionsToStages, context) ?? []),
      nextToken: answer.NextToken || undefined,
      calls: answer.$metadata.attempts ?? 1,
    };
  } catch (error) {
    throw fromAws(error);
  }
}

/** What DescribeSecret tells beyond a row of the list. */
export interface Described {
  row: InventoryRow;
  replicas: ReplicaStatus[];
}

/**
 * Describes one secret by ARN or name. Fresher than the list, and works on secrets that are
 * pending deletion (facts 2.3).
 *
 * @throws Failure with AWS's words
 */
export async function describeSecret(
  client: SecretsManagerClient,
  secretId: string,
  context: RowContext,
): Promise<Described> {
  try {
    const answer = await client.send(new DescribeSecretCommand({ SecretId: secretId }));
    const row = rowFrom(answer, answer.VersionIdsToStages, context);
    if (!row) throw new Error("DescribeSecret answered without an ARN");
    return { row, replicas: replicasOf(answer) };
  } catch (error) {
    throw fromAws(error);
  }
}

/**
 * All versions of a secret, those without labels too; `isComplete` is false if there were more
 * pages than anybody can have.
 *
 * @throws Failure with AWS's words
 */
export async function listVersions(
  client: SecretsManagerClient,
  secretId: string,
): Promise<{ versions: SecretVersion[]; isComplete: boolean }> {
  const versions: SecretVersion[] = [];
  let token: string | undefined;
  try {
    for (let page = 0; page < VERSION_PAGES_MAX; page += 1) {
      const answer = await client.send(
        new ListSecretVersionIdsCommand({
          SecretId: secretId,
          IncludeDeprecated: true,
          MaxResults: PAGE_ROWS_MAX,
          NextToken: token,
        }),
      );
      versions.push(...(answer.Versions ?? []).flatMap((entry) => versionFrom(entry) ?? []));
      token = answer.NextToken || undefined;
      if (token === undefined) return { versions, isComplete: true };
    }
    return { versions, isComplete: false };
  } catch (error) {
    throw fromAws(error);
  }
}

function rowFrom(
  entry: SecretListEntry | DescribeSecretResponse,
  labels: Record<string, string[]> | undefined,
  { place, ownerTag }: RowContext,
): InventoryRow | undefined {
  if (!entry.ARN || !entry.Name) return undefined;
  const tags = (entry.Tags ?? []).map(({ Key = "", Value = "" }) => sharedTag(Key, Value));
  const owner = tags.find(({ key }) => key.toLowerCase() === ownerTag.toLowerCase())?.value;
  const rules = entry.RotationRules;
  return {
    accountId: place.accountId,
    region: place.region,
    arn: entry.ARN,
    name: entry.Name,
    description: entry.Description || undefined,
    tags,
    owner: owner || undefined,
    kmsKeyId: shared(entry.KmsKeyId || undefined),
    owningService: shared(entry.OwningService || undefined),
    externalType: shared(entry.Type || undefined),
    primaryRegion: shared(entry.PrimaryRegion || undefined),
    createdMs: ms(entry.CreatedDate) ?? 0,
    lastChangedMs: ms(entry.LastChangedDate),
    lastRotatedMs: ms(entry.LastRotatedDate),
    lastReadMs: ms(entry.LastAccessedDate),
    deletionRequestedMs: ms(entry.DeletedDate),
    nextRotationMs: ms(entry.NextRotationDate),
    rotationEnabled: entry.RotationEnabled,
    hasRules: entry.RotationLambdaARN !== undefined || Object.keys(rules ?? {}).length > 0,
    rotationFunctionArn: shared(entry.RotationLambdaARN || undefined),
    scheduleExpression: shared(rules?.ScheduleExpression),
    windowDuration: shared(rules?.Duration),
    rotateAfterDays: rules?.AutomaticallyAfterDays,
    labels: JSON.stringify(labels ?? {}),
    pendingVersionId: pendingVersionOf(labels ?? {}),
    changedHereMs: undefined,
    search: searchText(entry.Name, entry.Description, tags),
  };
}

/** AWSPENDING beside AWSCURRENT on one version is how a finished rotation looks (facts 2.2). */
function pendingVersionOf(labels: Record<string, string[]>): string | undefined {
  for (const [versionId, held] of Object.entries(labels)) {
    if (held.includes("AWSPENDING") && !held.includes("AWSCURRENT")) return versionId;
  }
  return undefined;
}

function replicasOf({ ReplicationStatus = [] }: DescribeSecretResponse): ReplicaStatus[] {
  return ReplicationStatus.map(({ Region, KmsKeyId, Status, StatusMessage, LastAccessedDate }) => ({
    region: Region ?? "unknown",
    kmsKeyId: KmsKeyId,
    status: Status ?? "unknown",
    statusMessage: StatusMessage,
    lastReadDay: day(LastAccessedDate),
  }));
}

function versionFrom(entry: SecretVersionsListEntry): SecretVersion | undefined {
  if (!entry.VersionId) return undefined;
  return {
    versionId: entry.VersionId,
    labels: entry.VersionStages ?? [],
    createdAt: date(entry.CreatedDate)?.toISOString() ?? "",
    lastReadDay: day(entry.LastAccessedDate),
    kmsKeyIds: entry.KmsKeyIds ?? [],
  };
}

/** Tolerates what a server makes of dates: an unreadable one is an absent one. */
function date(value: Date | undefined): Date | undefined {
  return value instanceof Date && !Number.isNaN(value.getTime()) ? value : undefined;
}

function ms(value: Date | undefined): number | undefined {
  return date(value)?.getTime();
}

function day(value: Date | undefined): string | undefined {
  return date(value)?.toISOString().slice(0, 10);
}

/** Texts and tags that many rows have in common are kept once; the rest passes through. */
const SHARED_MAX = 20_000;
const texts = new Map<string, string>();
const tagsByText = new Map<string, Tag>();

function shared(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const known = texts.get(text);
  if (known !== undefined) return known;
  if (texts.size < SHARED_MAX) texts.set(text, text);
  return text;
}

function sharedTag(key: string, value: string): Tag {
  const text = `${key}\n${value}`;
  const known = tagsByText.get(text);
  if (known) return known;
  const tag = { key, value };
  if (tagsByText.size < SHARED_MAX) tagsByText.set(text, tag);
  return tag;
}
