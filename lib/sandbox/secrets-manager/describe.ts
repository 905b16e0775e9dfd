import type { World } from "../contract";
import { dateOf, isReplica, type Secret, stagesByVersion } from "./secret";
import { replicaIn } from "./store";

/** The name AWS uses for the default key where it names it at all. */
export const defaultKeyAlias = "alias/aws/secretsmanager";

/**
 * What DescribeSecret and ListSecrets have in common; members without a value are undefined and
 * so left out of the answer (facts 1.2).
 */
export function summaryOf(secret: Secret) {
  const { rotation } = secret;
  return {
    ARN: secret.arn,
    Name: secret.name,
    Type: secret.type,
    Description: secret.description,
    // A replica names even the default key, a primary does not (facts 2.5).
    KmsKeyId: secret.kmsKeyId ?? (isReplica(secret) ? defaultKeyAlias : undefined),
    RotationEnabled: rotation?.enabled,
    RotationLambdaARN: rotation?.lambdaArn,
    RotationRules: rotation?.rules,
    ExternalSecretRotationMetadata: rotation?.externalMetadata,
    ExternalSecretRotationRoleArn: rotation?.externalRoleArn,
    LastRotatedDate: dateOf(rotation?.lastRotatedAt),
    LastChangedDate: dateOf(secret.changedAt),
    LastAccessedDate: dateOf(secret.accessedDay),
    DeletedDate: dateOf(secret.deletedAt),
    NextRotationDate: rotation?.enabled ? dateOf(rotation.nextAt) : undefined,
    Tags: tagsOf(secret),
    OwningService: secret.owningService,
    CreatedDate: dateOf(secret.createdAt),
    PrimaryRegion: secret.primaryRegion,
  };
}

/** DescribeSecret's answer. */
export function describe(world: World, secret: Secret) {
  return {
    ...summaryOf(secret),
    VersionIdsToStages: stagesByVersion(secret),
    ReplicationStatus: replicationStatus(world, secret),
  };
}

/** One entry of ListSecrets: another name for the labels, and no ReplicationStatus. */
export function listEntry(secret: Secret) {
  return { ...summaryOf(secret), SecretVersionsToStages: stagesByVersion(secret) };
}

/** ReplicationStatus of a primary; undefined without replicas. */
export function replicationStatus(world: World, secret: Secret) {
  if (!secret.replicas || secret.replicas.size === 0) return undefined;
  return [...secret.replicas.values()].map((replica) => ({
    Region: replica.region,
    KmsKeyId: replica.kmsKeyId ?? defaultKeyAlias,
    Status: replica.status,
    StatusMessage: replica.message,
    LastAccessedDate: dateOf(replicaIn(world, secret, replica.region)?.accessedDay),
  }));
}

function tagsOf(secret: Secret): { Key: string; Value: string }[] | undefined {
  if (!secret.tags) return undefined;
  return [...secret.tags].map(([Key, Value]) => ({ Key, Value }));
}
