import "server-only";
import { CheckAccessInput } from "@/lib/domain/principal-access";
import { guard } from "@/lib/entry/guard";
import { checkAccess } from "@/lib/inventory/check-access";
import { recentSecret } from "@/lib/inventory/secret-detail";

/** What would block a principal that wants to read the value: up to three calls, made when asked. */
export const access = guard("secret.check-access", {
  input: CheckAccessInput,
  subject: ({ arn }) => arn,
  run: async ({ aws, now }, { arn, principal }) =>
    await checkAccess(aws, await recentSecret(aws, arn, now), principal, now),
});
