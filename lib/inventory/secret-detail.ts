import "server-only";
import { LRUCache } from "lru-cache";
import type { z } from "zod";
import type { AwsAccess } from "@/lib/aws/clients";
import { failureOf } from "@/lib/aws/failures";
import { type Described, describeSecret, listVersions } from "@/lib/aws/secrets";
import { config } from "@/lib/config";
import type { InventoryRow } from "@/lib/domain/inventory-row";
import { type Place, placeOf } from "@/lib/domain/place";
import type { SecretDetail, SecretQuery, SecretVersion } from "@/lib/domain/secret";
import { summaryOf } from "@/lib/domain/secret-summary";
import { untilSeen } from "./settled-write";

const DAY_MS = 24 * 3_600_000;

/**
 * Everything about one secret but its value. The two questions to AWS go out together; if only the
 * list of versions is refused, the rest is shown and says so.
 *
 * @throws Failure with AWS's words, if the secret itself cannot be described
 */
export async function readSecret(
  aws: AwsAccess,
  query: z.output<typeof SecretQuery>,
  now: Date,
): Promise<SecretDetail> {
  const [place, secretId] = whereAndWhat(query);
  const client = aws.secretsManager(place, "browse");
  const [described, listed] = await Promise.allSettled([
    describeSecret(client, secretId, { place, ownerTag: config().ownerTag }),
    listVersions(client, secretId),
  ]);
  if (described.status === "rejected") throw described.reason;
  const isListed = listed.status === "fulfilled";
  const detail = {
    ...detailOf(described.value, isListed ? listed.value.versions : [], now),
    versionsComplete: isListed && listed.value.isComplete,
    ...(!isListed && { versionsFailure: failureOf(listed.reason).view() }),
  };
  recent().set(keyOf(aws, detail.arn), detail);
  return detail;
}

/**
 * As `readSecret`, after a change that AWS has confirmed: a look that fails for the moment is
 * repeated for at most 30 seconds, since its failure must not pass for the change's.
 *
 * @throws Failure `not-confirmed` if nobody could look
 */
export async function readChanged(aws: AwsAccess, arn: string, now: Date): Promise<SecretDetail> {
  const detail = await untilSeen(
    () => readSecret(aws, { arn }, now),
    () => true,
  );
  return { ...detail, changedHereAt: now.toISOString() };
}

/**
 * As `readSecret`, but content with what this role was told in the last ten seconds: for what is
 * asked beside the page of a secret, and again every second while CloudTrail is read.
 */
export async function recentSecret(aws: AwsAccess, arn: string, now: Date): Promise<SecretDetail> {
  const known = recent().get(keyOf(aws, arn));
  if (known && +now - Date.parse(known.readAt) < RECENT_MS) return known;
  return await readSecret(aws, { arn }, now);
}

const RECENT_MS = 10_000;
const RECENT_MAX = 200;

// Next may load this file more than once in a process.
const store = globalThis as { [key: symbol]: LRUCache<string, SecretDetail> | undefined };
const storeKey = Symbol.for("strongroom.recent-secrets");
function recent(): LRUCache<string, SecretDetail> {
  store[storeKey] ??= new LRUCache({ max: RECENT_MAX, ttl: RECENT_MS });
  return store[storeKey];
}

/** Shared by people whom AWS answers alike, and by nobody else. */
function keyOf(aws: AwsAccess, arn: string): string {
  return `${aws.principal(placeOf(arn).accountId)} ${arn}`;
}

/** What AWS says of a secret now, its replicas too; outlives the click that asks. */
export function describedSecret(aws: AwsAccess, arn: string): Promise<Described> {
  const place = placeOf(arn);
  const client = aws.lasting().secretsManager(place, "browse");
  return describeSecret(client, arn, { place, ownerTag: config().ownerTag });
}

/** What AWS says of a secret now, as the listing holds it. */
export async function describedRow(aws: AwsAccess, arn: string): Promise<InventoryRow> {
  return (await describedSecret(aws, arn)).row;
}

/**
 * Describes a secret until it is as a change wanted it, for at most 30 seconds.
 *
 * @throws Failure `not-confirmed` if AWS never showed the change; the change may still come
 */
export function confirmedRow(
  aws: AwsAccess,
  arn: string,
  isAsWanted: (row: InventoryRow) => boolean,
): Promise<InventoryRow> {
  return untilSeen(() => describedRow(aws, arn), isAsWanted);
}

function whereAndWhat(query: z.output<typeof SecretQuery>): [Place, string] {
  if ("arn" in query) return [placeOf(query.arn), query.arn];
  return [{ accountId: query.account, region: query.region }, query.name];
}

/**
 * The moment for which the answer surely held. That is when it was asked for, unless the secret
 * changed between question and answer: then its newest change is in the answer already, and it
 * held a moment after that.
 */
function heldAt(askedAt: Date, lastChangedAt = ""): string {
  const asked = askedAt.toISOString();
  return lastChangedAt < asked ? asked : new Date(Date.parse(lastChangedAt) + 1).toISOString();
}

function detailOf({ row, replicas }: Described, versions: SecretVersion[], now: Date) {
  const regions = replicas.map(({ region }) => region);
  const summary = summaryOf(row, now, regions);
  const current = versions.find(({ labels }) => labels.includes("AWSCURRENT"))?.createdAt;
  const ageDays = current && Math.max(0, Math.floor((+now - Date.parse(current)) / DAY_MS));
  const { accounts } = config();
  return {
    ...summary,
    // The list of versions dates the value; without it only the bounds are known.
    ...(typeof ageDays === "number" && { valueAgeDays: { atLeast: ageDays, atMost: ageDays } }),
    accountName: accounts.find(({ id }) => id === row.accountId)?.name ?? row.accountId,
    versions: versions.toSorted((a, b) => b.createdAt.localeCompare(a.createdAt)),
    replicas,
    rotateAfterDays: row.rotateAfterDays,
    currentVersionCreatedAt: current || undefined,
    readAt: heldAt(now, summary.lastChangedAt),
  };
}
