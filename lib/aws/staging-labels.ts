import "server-only";
import {
  type SecretsManagerClient,
  UpdateSecretVersionStageCommand,
} from "@aws-sdk/client-secrets-manager";

/**
 * Moves, attaches or removes one staging label (facts 1.2). `from` must be the version that holds
 * it: AWS refuses if somebody moved it meanwhile, which is the guard against lost updates.
 *
 * @throws the SDK's error, which `confirmedWrite` weighs
 */
export async function moveLabel(
  client: SecretsManagerClient,
  { arn, label, from, to }: { arn: string; label: string; from?: string; to?: string },
): Promise<void> {
  await client.send(
    new UpdateSecretVersionStageCommand({
      SecretId: arn,
      VersionStage: label,
      RemoveFromVersionId: from,
      MoveToVersionId: to,
    }),
  );
}
