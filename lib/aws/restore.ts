import "server-only";
import { RestoreSecretCommand, type SecretsManagerClient } from "@aws-sdk/client-secrets-manager";

/**
 * Takes a scheduled deletion back (facts 2.3). Harmless if it was taken back already, so a repeated
 * call changes nothing more. Answers AWS's request id.
 *
 * @throws the SDK's error, which `confirmedWrite` weighs
 */
export async function restoreSecret(
  client: SecretsManagerClient,
  arn: string,
): Promise<string | undefined> {
  const { $metadata } = await client.send(new RestoreSecretCommand({ SecretId: arn }));
  return $metadata.requestId;
}
