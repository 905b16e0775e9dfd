import "server-only";
import { DeleteSecretCommand, type SecretsManagerClient } from "@aws-sdk/client-secrets-manager";

/**
 * Schedules a deletion with a recovery window; answers the moment from which AWS may erase, which
 * no later read tells (facts 2.3). Deletion without a window is not offered at all.
 *
 * @throws the SDK's error, which `confirmedWrite` weighs
 */
export async function scheduleDeletion(
  client: SecretsManagerClient,
  { arn, windowDays }: { arn: string; windowDays: number },
): Promise<Date | undefined> {
  const command = new DeleteSecretCommand({ SecretId: arn, RecoveryWindowInDays: windowDays });
  return (await client.send(command)).DeletionDate;
}
