import "server-only";
import {
  DeleteResourcePolicyCommand,
  GetResourcePolicyCommand,
  PutResourcePolicyCommand,
  type SecretsManagerClient,
  ValidateResourcePolicyCommand,
} from "@aws-sdk/client-secrets-manager";
import type { PolicyCheck } from "@/lib/domain/secret-policy";
import { fromAws } from "./failures";

/**
 * The resource policy as AWS prints it; undefined if there is none.
 *
 * @throws Failure with AWS's words
 */
export async function resourcePolicyOf(
  client: SecretsManagerClient,
  arn: string,
): Promise<string | undefined> {
  try {
    const { ResourcePolicy } = await client.send(new GetResourcePolicyCommand({ SecretId: arn }));
    return ResourcePolicy || undefined;
  } catch (error) {
    throw fromAws(error);
  }
}

/**
 * What AWS finds wrong with a policy before it is attached: broad access, syntax, and whether the
 * caller would lock itself out (facts 2.6). Empty = AWS passes it.
 *
 * @throws Failure with AWS's words; MalformedPolicyDocumentException is a finding, not a failure
 */
export async function validatePolicy(
  client: SecretsManagerClient,
  { arn, policy }: { arn: string; policy: string },
): Promise<PolicyCheck[]> {
  try {
    const answer = await client.send(
      new ValidateResourcePolicyCommand({ SecretId: arn, ResourcePolicy: policy }),
    );
    const checks = (answer.ValidationErrors ?? []).map(({ CheckName, ErrorMessage }) => ({
      check: CheckName ?? "not named",
      says: ErrorMessage ?? "AWS gave no reason.",
    }));
    if (checks.length > 0 || answer.PolicyValidationPassed) return checks;
    return [{ check: "not named", says: "AWS did not pass the policy and gave no reason." }];
  } catch (error) {
    if (error instanceof Error && error.name === "MalformedPolicyDocumentException")
      return [{ check: error.name, says: error.message }];
    throw fromAws(error);
  }
}

/**
 * Replaces the policy.
 *
 * @throws the SDK's error, which `settledWrite` weighs
 */
export async function putPolicy(
  client: SecretsManagerClient,
  given: { arn: string; policy: string; blockPublicPolicy: boolean },
): Promise<void> {
  await client.send(
    new PutResourcePolicyCommand({
      SecretId: given.arn,
      ResourcePolicy: given.policy,
      BlockPublicPolicy: given.blockPublicPolicy,
    }),
  );
}

/** Removes the policy. @throws as `putPolicy` */
export async function deletePolicy(client: SecretsManagerClient, arn: string): Promise<void> {
  await client.send(new DeleteResourcePolicyCommand({ SecretId: arn }));
}
