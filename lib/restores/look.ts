import "server-only";
import type { AwsAccess } from "@/lib/aws/clients";
import { failureOf } from "@/lib/aws/failures";
import { keyStateOf } from "@/lib/aws/keys";
import { hasDefaultKey } from "@/lib/domain/inventory-row";
import { type Place, placeOf } from "@/lib/domain/place";
import type { KeyLook, PolicyLook, Snapshot } from "@/lib/domain/restore-evidence";
import type { SecretDetail } from "@/lib/domain/secret";
import { readPolicy, seenPolicyOf } from "@/lib/history/secret-policy";

/**
 * A secret as it stands, as far as a restore has to bring it back, with its policy and its key.
 * Looks with the person's browsing rights, never with those of an execution, which reach two calls
 * on one ARN. What is refused is kept as refused; the secret itself was described before.
 */
export async function snapshotOf(
  aws: AwsAccess,
  detail: SecretDetail,
  now: Date,
): Promise<Snapshot> {
  const place = placeOf(detail.arn);
  const [policy, key] = await Promise.all([policyOf(aws, detail, now), keyOf(aws, place, detail)]);
  return {
    at: detail.readAt,
    labels: detail.labels,
    versionIds: detail.versions.map(({ versionId }) => versionId),
    versionsComplete: detail.versionsComplete,
    rotationEnabled: detail.rotationEnabled,
    nextRotationBy: detail.nextRotationBy,
    hasRotationRules: (detail.rotationFunctionArn ?? detail.scheduleExpression) !== undefined,
    replicaRegions: detail.replicas.map(({ region }) => region),
    tags: detail.tags,
    policy,
    key,
  };
}

async function policyOf(aws: AwsAccess, { arn }: SecretDetail, now: Date): Promise<PolicyLook> {
  try {
    return { ...seenPolicyOf(arn, await readPolicy(aws, arn, now)), at: now.toISOString() };
  } catch (error) {
    return { state: "unknown", failure: failureOf(error).view() };
  }
}

async function keyOf(aws: AwsAccess, place: Place, secret: SecretDetail): Promise<KeyLook> {
  const { kmsKeyId: keyId } = secret;
  if (keyId === undefined || hasDefaultKey(secret)) return { state: "default" };
  try {
    return { state: "known", keyId, keyState: await keyStateOf(aws.kms(place), keyId) };
  } catch (error) {
    return { state: "unknown", keyId, failure: failureOf(error).view() };
  }
}
