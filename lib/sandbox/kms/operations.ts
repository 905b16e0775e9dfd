import { AwsError, type Call, type Need, type Operation } from "../contract";
import { membersOf, optionalInteger, optionalText, requiredText, seconds } from "../members";
import { pageOf } from "../paging";
import { ensureDefaultKey } from "./default-key";
import { findKey, keyNotFound, keyPolicyOf } from "./find-key";
import { type KmsKey, kmsOf } from "./state";

const badMarker = { code: "InvalidMarkerException", message: "The marker is not valid." };

interface ListInput {
  limit: number;
  marker?: string;
  keyId?: string;
}

interface KeyInput {
  keyId: string;
}

/** Aliases of this account and Region, or those of one key. */
export const listAliases: Operation<ListInput> = {
  name: "ListAliases",
  readOnly: true,
  parse: (raw) => listInput(raw, { most: 100, usual: 50 }),
  needs: (_input, call) => [onAll("kms:ListAliases", call)],
  run: ({ limit, marker, keyId }, call) => {
    ensureDefaultKey(call.region);
    const { aliases, keys } = kmsOf(call.region);
    const only = keyId === undefined ? undefined : keyOf(keyId, call).keyId;
    const all = [...aliases].filter(([, id]) => only === undefined || id === only);
    const page = pageOf(all, limit, marker, badMarker);
    const scope = `arn:aws:kms:${call.region.name}:${call.account.id}:`;
    return {
      Aliases: page.items.map(([name, id]) => {
        const created = keys.get(id)?.createdAt;
        return {
          AliasName: name,
          AliasArn: `${scope}${name}`,
          TargetKeyId: id,
          ...(created ? { CreationDate: seconds(created), LastUpdatedDate: seconds(created) } : {}),
        };
      }),
      ...ending(page.next),
    };
  },
  trail: ({ limit, marker, keyId }) => listed({ limit, marker, keyId }),
};

/** Keys of this account and Region, AWS managed ones included. */
export const listKeys: Operation<ListInput> = {
  name: "ListKeys",
  readOnly: true,
  parse: (raw) => listInput(raw, { most: 1000, usual: 100 }),
  needs: (_input, call) => [onAll("kms:ListKeys", call)],
  run: ({ limit, marker }, call) => {
    ensureDefaultKey(call.region);
    const page = pageOf([...kmsOf(call.region).keys.values()], limit, marker, badMarker);
    return {
      Keys: page.items.map((key) => ({ KeyId: key.keyId, KeyArn: key.arn })),
      ...ending(page.next),
    };
  },
  trail: ({ limit, marker }) => listed({ limit, marker }),
};

export const describeKey: Operation<KeyInput> = {
  name: "DescribeKey",
  readOnly: true,
  parse: keyInput,
  needs: (input, call) => [onKey("kms:DescribeKey", input, call)],
  run: ({ keyId }, call) => ({ KeyMetadata: metadataOf(keyOf(keyId, call)) }),
  trail: ({ keyId }) => ({ requestParameters: { keyId }, responseElements: null }),
};

export const getKeyPolicy: Operation<KeyInput> = {
  name: "GetKeyPolicy",
  readOnly: true,
  parse: keyInput,
  needs: (input, call) => [onKey("kms:GetKeyPolicy", input, call)],
  run: ({ keyId }, call) => ({ Policy: keyPolicyOf(keyOf(keyId, call)), PolicyName: "default" }),
  trail: ({ keyId }) => ({
    requestParameters: { keyId, policyName: "default" },
    responseElements: null,
  }),
};

/**
 * AWS managed keys rotate every year; a customer key only when somebody said so. An alias is not
 * taken, a key on its way out is not rotated, and neither is one that is not symmetric.
 */
export const getKeyRotationStatus: Operation<KeyInput> = {
  name: "GetKeyRotationStatus",
  readOnly: true,
  parse: keyInput,
  needs: (input, call) => [onKey("kms:GetKeyRotationStatus", input, call)],
  run: ({ keyId }, call) => {
    const key = rotatable(keyId, call);
    const isOn = key.manager === "AWS" || key.isRotated === true;
    return { KeyId: key.arn, KeyRotationEnabled: isOn && key.state !== "PendingDeletion" };
  },
  trail: ({ keyId }) => ({ requestParameters: { keyId }, responseElements: null }),
};

/** A key whose rotation can be spoken of, named by id or ARN. */
export function rotatable(keyId: string, call: Pick<Call, "region" | "world">): KmsKey {
  if (/(^|:)alias\//.test(keyId)) {
    throw new AwsError("InvalidArnException", `Invalid keyId ${keyId}`);
  }
  const key = keyOf(keyId, call);
  if (key.spec === "SYMMETRIC_DEFAULT") return key;
  throw new AwsError("UnsupportedOperationException", `${key.arn} is not a symmetric key.`);
}

function listInput(raw: unknown, limits: { most: number; usual: number }): ListInput {
  const members = membersOf(raw);
  return {
    limit: optionalInteger(members, "Limit", 1, limits.most) ?? limits.usual,
    marker: optionalText(members, "Marker", { min: 1, max: 1024 }),
    keyId: optionalText(members, "KeyId", { min: 1, max: 2048 }),
  };
}

/** The one member of most calls. */
export function keyInput(raw: unknown): KeyInput {
  return { keyId: requiredText(membersOf(raw), "KeyId", { min: 1, max: 2048 }) };
}

/** The key a caller named, or KMS's refusal. */
export function keyOf(keyId: string, call: Pick<Call, "region" | "world">): KmsKey {
  ensureDefaultKey(call.region);
  const key = findKey(keyId, call.region, call.world.accounts);
  if (!key) throw keyNotFound(keyId, call.region);
  return key;
}

/** What IAM must allow for a call that is about no key. */
export function onAll(action: string, call: Pick<Call, "account">): Need {
  return { action, resourceArn: "*", resourceAccountId: call.account.id };
}

/** What IAM and the key's own policy must allow. */
export function onKey(
  action: string,
  { keyId }: KeyInput,
  call: Pick<Call, "region" | "world">,
): Need {
  const key = keyOf(keyId, call);
  return {
    action,
    resourceArn: key.arn,
    resourceAccountId: key.accountId,
    resourcePolicy: keyPolicyOf(key),
    resourceAsTyped: key.arn,
  };
}

function ending(next: string | undefined) {
  return next === undefined ? { Truncated: false } : { Truncated: true, NextMarker: next };
}

function listed(given: Record<string, unknown>) {
  const requestParameters = Object.fromEntries(
    Object.entries(given).filter(([, value]) => value !== undefined),
  );
  return { requestParameters, responseElements: null };
}

/** A key as KMS describes it. */
export function metadataOf(key: KmsKey) {
  const symmetric = key.spec === "SYMMETRIC_DEFAULT";
  return {
    AWSAccountId: key.accountId,
    KeyId: key.keyId,
    Arn: key.arn,
    CreationDate: seconds(key.createdAt),
    Enabled: key.state === "Enabled",
    Description: key.description,
    KeyUsage: key.usage,
    KeyState: key.state,
    Origin: "AWS_KMS",
    KeyManager: key.manager,
    CustomerMasterKeySpec: key.spec,
    KeySpec: key.spec,
    ...(symmetric ? { EncryptionAlgorithms: ["SYMMETRIC_DEFAULT"] } : {}),
    MultiRegion: false,
    ...(key.deletionDate ? { DeletionDate: seconds(key.deletionDate) } : {}),
  };
}
