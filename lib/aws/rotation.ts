import "server-only";
import {
  CancelRotateSecretCommand,
  RotateSecretCommand,
  type SecretsManagerClient,
} from "@aws-sdk/client-secrets-manager";
import type { RotationRules } from "@/lib/domain/rotation-schedule";

/**
 * Begins a rotation, or with `rotateImmediately` false a test of one. AWS answers at once and works
 * behind one's back; `token` becomes the new version's id (facts 1.2, 2.4).
 *
 * @throws the SDK's error, which `confirmedWrite` weighs
 */
export async function rotateSecret(
  client: SecretsManagerClient,
  wanted: {
    arn: string;
    token: string;
    rotateImmediately: boolean;
    functionArn?: string;
    rules?: RotationRules;
  },
): Promise<void> {
  const { arn, token, rotateImmediately, functionArn, rules } = wanted;
  await client.send(
    new RotateSecretCommand({
      SecretId: arn,
      ClientRequestToken: token,
      RotateImmediately: rotateImmediately,
      RotationLambdaARN: functionArn,
      RotationRules: rules && {
        ScheduleExpression: rules.scheduleExpression,
        AutomaticallyAfterDays: rules.automaticallyAfterDays,
        Duration: rules.duration,
      },
    }),
  );
}

/** Turns rotation off and stops a running one; AWSPENDING, function and rules stay (facts 1.2). */
export async function cancelRotation(client: SecretsManagerClient, arn: string): Promise<void> {
  await client.send(new CancelRotateSecretCommand({ SecretId: arn }));
}
