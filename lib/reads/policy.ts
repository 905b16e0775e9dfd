import "server-only";
import { SecretRef } from "@/lib/domain/secret";
import type { SecretPolicy } from "@/lib/domain/secret-policy";
import { guard } from "@/lib/entry/guard";
import { readPolicy } from "@/lib/history/secret-policy";

/** A secret's resource policy, read from AWS now. */
export const policy = guard("policy.view", {
  input: SecretRef,
  subject: ({ arn }) => arn,
  run: async ({ aws, now }, { arn }): Promise<SecretPolicy> => {
    return { policy: await readPolicy(aws, arn, now), readAt: now.toISOString() };
  },
});
