import "server-only";
import { listKeyAliases } from "@/lib/aws/keys";
import { KeysQuery } from "@/lib/domain/kms-key";
import { guard } from "@/lib/entry/guard";

/** The KMS keys of one account and Region, by their aliases. */
export const keys = guard("keys.list", {
  input: KeysQuery,
  place: ({ account, region }) => ({ accountId: account, region }),
  run: ({ aws }, { account, region }) => listKeyAliases(aws.kms({ accountId: account, region })),
});
