import "server-only";
import { resourcePolicyOf } from "@/lib/aws/resource-policy";
import { placeOf } from "@/lib/domain/place";
import { SecretRef } from "@/lib/domain/secret";
import type { SecretPolicy } from "@/lib/domain/secret-policy";
import { guard } from "@/lib/entry/guard";

/** A secret's resource policy, read from AWS now. */
export const policy = guard("policy.view", {
  input: SecretRef,
  subject: ({ arn }) => arn,
  run: async ({ aws, now }, { arn }): Promise<SecretPolicy> => {
    const client = aws.secretsManager(placeOf(arn), "browse");
    return { policy: await resourcePolicyOf(client, arn), readAt: now.toISOString() };
  },
});
