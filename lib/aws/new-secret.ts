import "server-only";
import {
  CreateSecretCommand,
  PutResourcePolicyCommand,
  type SecretsManagerClient,
} from "@aws-sdk/client-secrets-manager";
import type { CreateSecretInput } from "@/lib/domain/new-secret";
import { contentOf } from "./values";

/**
 * Creates a secret with its first version, whose id is `token`: the same call sent again answers
 * the same secret (facts 1.2). A copy that cannot be made is no refusal; its state tells later.
 *
 * @throws the SDK's error, since only the caller can weigh whether it took effect
 */
export async function createSecret(
  client: SecretsManagerClient,
  input: Omit<CreateSecretInput, "policy">,
): Promise<string> {
  const { ARN } = await client.send(
    new CreateSecretCommand({
      Name: input.name,
      ClientRequestToken: input.token,
      Description: input.description || undefined,
      Type: input.externalType,
      KmsKeyId: input.kmsKeyId,
      ...(input.tags.length > 0 && {
        Tags: input.tags.map(({ key, value }) => ({ Key: key, Value: value })),
      }),
      ...(input.replicas.length > 0 && {
        AddReplicaRegions: input.replicas.map(({ region, kmsKeyId }) => ({
          Region: region,
          KmsKeyId: kmsKeyId,
        })),
      }),
      ...contentOf(input.value),
    }),
  );
  if (!ARN) throw new Error("CreateSecret answered without an ARN");
  return ARN;
}

/** Attaches a resource policy, unless it would let everybody in. May be repeated without harm. */
export async function attachPolicy(
  client: SecretsManagerClient,
  arn: string,
  policy: string,
): Promise<void> {
  await client.send(
    new PutResourcePolicyCommand({
      SecretId: arn,
      ResourcePolicy: policy,
      BlockPublicPolicy: true,
    }),
  );
}
