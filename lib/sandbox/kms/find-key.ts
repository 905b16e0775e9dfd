import { type Account, AwsError, type Region } from "../contract";
import { type KmsKey, kmsOf } from "./state";

/** A key as named by id, ARN, alias name or alias ARN; an ARN may name another account's key. */
export function findKey(keyId: string, region: Region, accounts: ReadonlyMap<string, Account>) {
  const arn = /^arn:aws:kms:([^:]+):(\d{12}):(key|alias)\/(.+)$/.exec(keyId);
  const holder = arn ? accounts.get(arn[2] ?? "")?.regions.get(arn[1] ?? "") : region;
  // A key of another Region is not to be had here, whatever its account.
  if (!holder || holder.name !== region.name) return undefined;
  const state = kmsOf(holder);
  const name = arn ? (arn[3] === "alias" ? `alias/${arn[4]}` : arn[4]) : keyId;
  const id = name?.startsWith("alias/") ? state.aliases.get(name) : name;
  return id === undefined ? undefined : state.keys.get(id);
}

/** The refusal for a key that does not exist, which names it by its full ARN. */
export function keyNotFound(keyId: string, region: Region): AwsError {
  const scope = `arn:aws:kms:${region.name}:${region.account.id}:`;
  if (keyId.startsWith("alias/")) {
    return new AwsError("NotFoundException", `Alias ${scope}${keyId} is not found.`);
  }
  if (/^arn:aws:kms:[^:]+:\d{12}:alias\//.test(keyId)) {
    return new AwsError("NotFoundException", `Alias ${keyId} is not found.`);
  }
  const arn = keyId.startsWith("arn:") ? keyId : `${scope}key/${keyId}`;
  return new AwsError("NotFoundException", `Key '${arn}' does not exist`);
}

/** The policy a key has when none was given: its account's IAM policies decide. */
export function keyPolicyOf(key: KmsKey): string {
  return (
    key.policy ??
    JSON.stringify({
      Version: "2012-10-17",
      Id: "key-default-1",
      Statement: [
        {
          Sid: "Enable IAM User Permissions",
          Effect: "Allow",
          Principal: { AWS: `arn:aws:iam::${key.accountId}:root` },
          Action: "kms:*",
          Resource: "*",
        },
      ],
    })
  );
}
