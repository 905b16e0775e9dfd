"use server";

import type { AwsAccess } from "@/lib/aws/clients";
import { deletePolicy, putPolicy, validatePolicy } from "@/lib/aws/resource-policy";
import { Failure } from "@/lib/domain/failure";
import { placeOf } from "@/lib/domain/place";
import { isSamePolicy } from "@/lib/domain/resource-policy";
import {
  CheckPolicyInput,
  DeletePolicyInput,
  PutPolicyInput,
  type SecretPolicy,
} from "@/lib/domain/secret-policy";
import { guard } from "@/lib/entry/guard";
import { readPolicy } from "@/lib/history/secret-policy";
import { settledWrite } from "@/lib/inventory/settled-write";

/** What AWS objects to in a policy; nothing is attached. AWS asks for the right to put it as well. */
export const checkPolicy = guard("policy.validate", {
  input: CheckPolicyInput,
  subject: ({ arn }) => arn,
  run: async ({ aws }, { arn, policy }) => {
    const client = aws.secretsManager(placeOf(arn), {
      write: arn,
      actions: ["secretsmanager:ValidateResourcePolicy", "secretsmanager:PutResourcePolicy"],
      isDryRun: true,
    });
    return await validatePolicy(client, { arn, policy });
  },
});

/** Replaces the policy, unless somebody changed it meanwhile; answers what AWS then shows. */
export const replacePolicy = guard("policy.replace", {
  input: PutPolicyInput,
  subject: ({ arn }) => arn,
  run: async ({ aws, now }, { arn, policy, blockPublicPolicy, seen }): Promise<SecretPolicy> => {
    await assertUnchanged(aws, arn, seen);
    const actions = ["secretsmanager:PutResourcePolicy"] as const;
    const client = aws.secretsManager(placeOf(arn), { write: arn, actions });
    const attached = await settledWrite(
      () => putPolicy(client, { arn, policy, blockPublicPolicy }),
      () => attachedPolicy(aws, arn),
      (text) => text !== undefined && isSamePolicy(text, policy),
    );
    return { policy: attached, readAt: now.toISOString() };
  },
});

/** Removes the policy, unless somebody changed it meanwhile. */
export const removePolicy = guard("policy.remove", {
  input: DeletePolicyInput,
  subject: ({ arn }) => arn,
  run: async ({ aws, now }, { arn, seen }): Promise<SecretPolicy> => {
    await assertUnchanged(aws, arn, seen);
    const actions = ["secretsmanager:DeleteResourcePolicy"] as const;
    const client = aws.secretsManager(placeOf(arn), { write: arn, actions });
    await settledWrite(
      () => deletePolicy(client, arn),
      () => attachedPolicy(aws, arn),
      (text) => text === undefined,
    );
    return { readAt: now.toISOString() };
  },
});

/**
 * AWS has no condition for this, so that a change between this look and the write is not noticed;
 * the moment is short, and the ledger and CloudTrail name both writers.
 */
async function assertUnchanged(aws: AwsAccess, arn: string, seen: string | undefined) {
  const attached = await readPolicy(aws, arn, new Date());
  const isSame =
    attached === undefined || seen === undefined ? attached === seen : isSamePolicy(attached, seen);
  if (!isSame) throw new Failure("changed-meanwhile");
}

/** Outlives the click that asks, since AWS may take a while to show a change. */
function attachedPolicy(aws: AwsAccess, arn: string): Promise<string | undefined> {
  return readPolicy(aws.lasting(), arn, new Date());
}
