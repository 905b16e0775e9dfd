import "server-only";
import {
  RemoveRegionsFromReplicationCommand,
  ReplicateSecretToRegionsCommand,
  type SecretsManagerClient,
  StopReplicationToReplicaCommand,
} from "@aws-sdk/client-secrets-manager";
import type { AddReplicaInput } from "@/lib/domain/replica-inputs";

/**
 * Begins replication or tries it again. AWS answers at once; whether it succeeds shows later, in
 * the replica's status (facts 2.5).
 *
 * @throws the SDK's error, which `settledWrite` weighs
 */
export async function addReplica(
  client: SecretsManagerClient,
  { arn, region, kmsKeyId, overwrites }: AddReplicaInput,
): Promise<void> {
  await client.send(
    new ReplicateSecretToRegionsCommand({
      SecretId: arn,
      AddReplicaRegions: [{ Region: region, KmsKeyId: kmsKeyId }],
      ForceOverwriteReplicaSecret: overwrites,
    }),
  );
}

/** Deletes a replica, at once and without a window (facts 2.3). @throws as `addReplica` */
export async function removeReplica(
  client: SecretsManagerClient,
  { arn, region }: { arn: string; region: string },
): Promise<void> {
  await client.send(
    new RemoveRegionsFromReplicationCommand({ SecretId: arn, RemoveReplicaRegions: [region] }),
  );
}

/** Makes a replica a secret of its own. The client must be of the replica's Region. @throws as `addReplica` */
export async function promoteReplica(
  client: SecretsManagerClient,
  replicaArn: string,
): Promise<void> {
  await client.send(new StopReplicationToReplicaCommand({ SecretId: replicaArn }));
}
