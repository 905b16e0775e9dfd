import { AwsError, type Call, type CallBefore, type Operation } from "../contract";
import { membersOf, optionalInteger, optionalText, requiredText } from "../members";
import { keyInput, keyOf, metadataOf, onAll, onKey, rotatable } from "./operations";
import { type KmsKey, kmsOf } from "./state";

const DAY_MS = 86_400_000;

const specs = [
  "SYMMETRIC_DEFAULT",
  "RSA_2048",
  "RSA_4096",
  "ECC_NIST_P256",
  "HMAC_256",
] as const satisfies readonly KmsKey["spec"][];
const usages = [
  "ENCRYPT_DECRYPT",
  "SIGN_VERIFY",
  "GENERATE_VERIFY_MAC",
] as const satisfies readonly KmsKey["usage"][];

interface CreateInput {
  description: string;
  policy?: string;
  spec: KmsKey["spec"];
  usage: KmsKey["usage"];
}

/** A new customer key of this Region. */
export const createKey: Operation<CreateInput> = {
  name: "CreateKey",
  readOnly: false,
  parse: (raw) => {
    const members = membersOf(raw);
    const spec =
      optionalText(members, "KeySpec", { oneOf: specs }) ??
      optionalText(members, "CustomerMasterKeySpec", { oneOf: specs });
    const usage = optionalText(members, "KeyUsage", { oneOf: usages });
    return {
      description: optionalText(members, "Description", { max: 8192 }) ?? "",
      policy: optionalText(members, "Policy", { min: 1, max: 131_072 }),
      spec: specs.find((known) => known === spec) ?? "SYMMETRIC_DEFAULT",
      usage: usages.find((known) => known === usage) ?? "ENCRYPT_DECRYPT",
    };
  },
  needs: (_input, call) => [onAll("kms:CreateKey", call)],
  run: (input, { world, account, region, now }) => {
    const keyId = world.random.uuid();
    const key: KmsKey = {
      ...input,
      keyId,
      arn: `arn:aws:kms:${region.name}:${account.id}:key/${keyId}`,
      accountId: account.id,
      region: region.name,
      manager: "CUSTOMER",
      state: "Enabled",
      createdAt: now,
    };
    kmsOf(region).keys.set(keyId, key);
    return { KeyMetadata: metadataOf(key) };
  },
  trail: ({ description, spec, usage }) => ({
    requestParameters: { description, keySpec: spec, keyUsage: usage },
    responseElements: null,
  }),
};

interface AliasInput {
  aliasName: string;
  keyId: string;
}

/** A name for a key of this account and Region; `alias/aws/` belongs to AWS. */
export const createAlias: Operation<AliasInput> = {
  name: "CreateAlias",
  readOnly: false,
  parse: (raw) => {
    const members = membersOf(raw);
    const aliasName = requiredText(members, "AliasName", { min: 1, max: 256 });
    if (!/^alias\/[A-Za-z0-9/_-]+$/.test(aliasName) || aliasName.startsWith("alias/aws/")) {
      throw new AwsError("InvalidAliasNameException", "The alias name is not valid.");
    }
    return { aliasName, keyId: requiredText(members, "TargetKeyId", { min: 1, max: 2048 }) };
  },
  needs: (input, call) => [
    onKey("kms:CreateAlias", input, call),
    {
      action: "kms:CreateAlias",
      resourceArn: aliasArn(input, call),
      resourceAccountId: call.account.id,
    },
  ],
  run: (input, call) => {
    const { aliases } = kmsOf(call.region);
    if (aliases.has(input.aliasName)) {
      const message = `An alias with the name ${aliasArn(input, call)} already exists`;
      throw new AwsError("AlreadyExistsException", message);
    }
    aliases.set(input.aliasName, keyOf(input.keyId, call).keyId);
    return {};
  },
  trail: ({ aliasName, keyId }) => ({
    requestParameters: { aliasName, targetKeyId: keyId },
    responseElements: null,
  }),
};

/** Replaces a key's policy. */
export const putKeyPolicy: Operation<{ keyId: string; policy: string }> = {
  name: "PutKeyPolicy",
  readOnly: false,
  parse: (raw) => ({
    ...keyInput(raw),
    policy: requiredText(membersOf(raw), "Policy", { min: 1, max: 131_072 }),
  }),
  needs: (input, call) => [onKey("kms:PutKeyPolicy", input, call)],
  run: ({ keyId, policy }, call) => {
    customerKey(keyId, call).policy = policy;
    return {};
  },
  trail: ({ keyId, policy }) => ({
    requestParameters: { keyId, policy, policyName: "default" },
    responseElements: null,
  }),
};

/** DisableKey and EnableKey: values under a disabled key can be neither read nor written. */
export const disableKey = stateChange("DisableKey", "Disabled");
export const enableKey = stateChange("EnableKey", "Enabled");

/** The key's end in 7 to 30 days; until then it works for nobody. */
export const scheduleKeyDeletion: Operation<{ keyId: string; days: number }> = {
  name: "ScheduleKeyDeletion",
  readOnly: false,
  parse: (raw) => ({
    ...keyInput(raw),
    days: optionalInteger(membersOf(raw), "PendingWindowInDays", 7, 30) ?? 30,
  }),
  needs: (input, call) => [onKey("kms:ScheduleKeyDeletion", input, call)],
  run: ({ keyId, days }, call) => {
    const key = customerKey(keyId, call);
    key.state = "PendingDeletion";
    key.deletionDate = new Date(call.now.getTime() + days * DAY_MS);
    return {
      KeyId: key.arn,
      KeyState: key.state,
      DeletionDate: key.deletionDate,
      PendingWindowInDays: days,
    };
  },
  trail: ({ keyId, days }) => ({
    requestParameters: { keyId, pendingWindowInDays: days },
    responseElements: null,
  }),
};

/** EnableKeyRotation and DisableKeyRotation: new key material every year, or no more. */
export const enableKeyRotation = rotationChange("EnableKeyRotation", true);
export const disableKeyRotation = rotationChange("DisableKeyRotation", false);

function rotationChange(
  name: "EnableKeyRotation" | "DisableKeyRotation",
  isRotated: boolean,
): Operation<{ keyId: string }> {
  return {
    name,
    readOnly: false,
    parse: keyInput,
    needs: (input, call) => [onKey(`kms:${name}`, input, call)],
    run: ({ keyId }, call) => {
      const key = customerKey(rotatable(keyId, call).keyId, call);
      if (key.state !== "Enabled") {
        const [code, what] =
          key.state === "Disabled"
            ? ["DisabledException", "disabled"]
            : ["KMSInvalidStateException", "pending deletion"];
        throw new AwsError(code, `${key.arn} is ${what}.`);
      }
      key.isRotated = isRotated;
      return {};
    },
    trail: ({ keyId }) => ({ requestParameters: { keyId }, responseElements: null }),
  };
}

function stateChange(
  name: "DisableKey" | "EnableKey",
  state: "Disabled" | "Enabled",
): Operation<{ keyId: string }> {
  return {
    name,
    readOnly: false,
    parse: keyInput,
    needs: (input, call) => [onKey(`kms:${name}`, input, call)],
    run: ({ keyId }, call) => {
      const key = customerKey(keyId, call);
      if (key.state === "PendingDeletion") {
        throw new AwsError("KMSInvalidStateException", `${key.arn} is pending deletion.`);
      }
      key.state = state;
      return {};
    },
    trail: ({ keyId }) => ({ requestParameters: { keyId }, responseElements: null }),
  };
}

/** A key that its owner may change; AWS managed ones are not. */
function customerKey(keyId: string, call: Call): KmsKey {
  const key = keyOf(keyId, call);
  if (key.manager === "CUSTOMER") return key;
  throw new AwsError("AccessDeniedException", `${key.arn} is managed by AWS.`);
}

const aliasArn = ({ aliasName }: AliasInput, { account, region }: CallBefore) =>
  `arn:aws:kms:${region.name}:${account.id}:${aliasName}`;
