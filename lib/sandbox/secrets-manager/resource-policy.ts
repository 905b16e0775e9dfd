import { AwsError, type Call } from "../contract";
import { accountNeed, inputContext, needOn, secretNeed } from "./needs";
import { findWritable, operation, quotas } from "./operation";
import { checkPolicy, isPublic, prettyPolicy } from "./policy-document";
import { refusals } from "./refusals";
import { find } from "./store";
import { changed } from "./sync";

/** PutResourcePolicy: replaces any policy; broad access only without BlockPublicPolicy. */
export const putResourcePolicy = operation("PutResourcePolicy", {
  readOnly: false,
  quota: quotas.policy,
  needs: (input, call) => [
    secretNeed(
      call,
      "PutResourcePolicy",
      input.SecretId,
      inputContext({ BlockPublicPolicy: input.BlockPublicPolicy }),
    ),
  ],
  run: (input, call) => {
    const secret = findWritable(call, input.SecretId);
    const document = checkPolicy(input.ResourcePolicy);
    if (input.BlockPublicPolicy && isPublic(document)) throw refusals.publicPolicy();
    secret.policy = input.ResourcePolicy;
    changed(call.world, secret);
    return { ARN: secret.arn, Name: secret.name };
  },
});

/**
 * GetResourcePolicy: the document written anew, as AWS does; absent if there is none. It too must
 * be asked in the primary's Region.
 */
export const getResourcePolicy = operation("GetResourcePolicy", {
  readOnly: true,
  quota: quotas.policy,
  needs: (input, call) => [secretNeed(call, "GetResourcePolicy", input.SecretId)],
  run: (input, call) => {
    const secret = findWritable(call, input.SecretId);
    return {
      ARN: secret.arn,
      Name: secret.name,
      ResourcePolicy: secret.policy && prettyPolicy(secret.policy),
    };
  },
});

/** DeleteResourcePolicy: succeeds whether there was a policy or not. */
export const deleteResourcePolicy = operation("DeleteResourcePolicy", {
  readOnly: false,
  quota: quotas.policy,
  needs: (input, call) => [secretNeed(call, "DeleteResourcePolicy", input.SecretId)],
  run: (input, call) => {
    const secret = findWritable(call, input.SecretId);
    if (secret.policy !== undefined) {
      secret.policy = undefined;
      changed(call.world, secret);
    }
    return { ARN: secret.arn, Name: secret.name };
  },
});

/** ValidateResourcePolicy: broad access, syntax, and whether the caller would lock itself out. */
export const validateResourcePolicy = operation("ValidateResourcePolicy", {
  readOnly: true,
  quota: quotas.policy,
  needs: (input, call) =>
    (["ValidateResourcePolicy", "PutResourcePolicy"] as const).map((name) =>
      input.SecretId ? secretNeed(call, name, input.SecretId) : accountNeed(call, name),
    ),
  run: async (input, call) => {
    if (input.SecretId) find(call, input.SecretId);
    const document = checkPolicy(input.ResourcePolicy);
    const errors: { CheckName: string; ErrorMessage: string }[] = [];
    if (isPublic(document)) {
      errors.push({
        CheckName: "NO_BROAD_ACCESS",
        ErrorMessage: "This resource policy grants broad access to your secret.",
      });
    }
    if (input.SecretId && (await locksOut(call, input.SecretId, input.ResourcePolicy))) {
      errors.push({
        CheckName: "NO_LOCK_OUT",
        ErrorMessage:
          "Your requested changes will not allow you to manage this secret in the future.",
      });
    }
    return { PolicyValidationPassed: errors.length === 0, ValidationErrors: errors };
  },
});

async function locksOut(call: Call, typed: string, policy: string): Promise<boolean> {
  const need = needOn(find(call, typed), "PutResourcePolicy", typed);
  try {
    await call.authorize([{ ...need, resourcePolicy: policy }]);
    return false;
  } catch (error) {
    if (error instanceof AwsError) return true;
    throw error;
  }
}
