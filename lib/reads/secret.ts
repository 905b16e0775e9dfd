import "server-only";
import { SecretQuery } from "@/lib/domain/secret";
import { guard } from "@/lib/entry/guard";
import { observeSecret } from "@/lib/history/secret-history";
import { readSecret } from "@/lib/inventory/secret-detail";

/** Everything about one secret but its value, read from AWS now. */
export const secret = guard("secret.describe", {
  input: SecretQuery,
  subject: (query) => ("arn" in query ? query.arn : query.name),
  place: (query) =>
    "arn" in query ? undefined : { accountId: query.account, region: query.region },
  run: async ({ aws, now }, query) => {
    const detail = await readSecret(aws, query, now);
    await observeSecret(detail);
    return detail;
  },
});
