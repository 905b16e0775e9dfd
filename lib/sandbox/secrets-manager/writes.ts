import { AwsError, type Call, type CallBefore, type Need } from "../contract";
import type { InputOf } from "./inputs";
import { current, pending, previous } from "./labels";
import { inputContext, secretNeed } from "./needs";
import { type CustomerKey, customerKey, isDefaultKey, keyNeeds, typedKeyNeeds } from "./neighbours";
import { findEditable, operation, quotas } from "./operation";
import { refusals } from "./refusals";
import { type Secret, versionWith } from "./secret";
import { lookUp } from "./store";
import { changed } from "./sync";
import { valueIn } from "./value-input";
import { writeVersion } from "./versions";

/** PutSecretValue: a new version with the labels asked for, else AWSCURRENT (facts 2.2). */
export const putSecretValue = operation("PutSecretValue", {
  readOnly: false,
  quota: quotas.write,
  check: (input) => {
    if (!valueIn(input)) throw refusals.noValue();
    if (!input.ClientRequestToken) throw refusals.tokenMissing("InvalidRequestException");
  },
  needs: (input, call) => {
    const secret = lookUp(call, input.SecretId);
    return [
      secretNeed(call, "PutSecretValue", input.SecretId, {
        "secretsmanager:VersionStage": input.VersionStages ?? [current],
      }),
      ...writeKeyNeeds(call, secret, ["GenerateDataKey", "Decrypt"]),
    ];
  },
  run: (input, call) => {
    const secret = findEditable(call, input.SecretId);
    const key = writingKey(call, secret);
    const token = input.ClientRequestToken ?? "";
    const value = valueIn(input);
    if (!value) throw refusals.noValue();
    const stages = writeVersion(call.world, secret, {
      token,
      value,
      stages: input.VersionStages,
      keyArn: key?.arn,
    });
    return { ARN: secret.arn, Name: secret.name, VersionId: token, VersionStages: stages };
  },
});

/** UpdateSecret: absent = unchanged, empty = cleared; a version only if a value came along. */
export const updateSecret = operation("UpdateSecret", {
  readOnly: false,
  quota: quotas.write,
  check: (input) => {
    valueIn(input);
    if (!input.ClientRequestToken) throw refusals.tokenMissing("InvalidRequestException");
  },
  needs: updateNeeds,
  run: update,
});

function updateNeeds(input: InputOf<"UpdateSecret">, call: CallBefore): Need[] {
  const secret = lookUp(call, input.SecretId);
  const { Description, KmsKeyId, Type } = input;
  const need = secretNeed(
    call,
    "UpdateSecret",
    input.SecretId,
    inputContext({ Description, KmsKeyId, Type }),
  );
  if (KmsKeyId !== undefined) {
    const actions = ["GenerateDataKey", "Decrypt"];
    const old = writeKeyNeeds(call, secret, ["Decrypt"]);
    return [need, ...typedKeyNeeds(call, KmsKeyId, actions, secret?.arn), ...old];
  }
  if (!valueIn(input)) return [need];
  return [need, ...writeKeyNeeds(call, secret, ["GenerateDataKey", "Decrypt"])];
}

async function update(input: InputOf<"UpdateSecret">, call: Call) {
  const secret = findEditable(call, input.SecretId);
  const token = input.ClientRequestToken ?? "";
  const value = valueIn(input);
  const keyId = input.KmsKeyId ?? secret.kmsKeyId;
  const key = customerKey(call.world, call.region, keyId);
  if (value) refuseDefaultKeyAbroad(call, secret, keyId);
  const encrypts = input.KmsKeyId !== undefined && (await mayEncrypt(call, secret, key));
  if (value) {
    writeVersion(call.world, secret, { token, value, keyArn: key?.arn });
  }
  if (input.KmsKeyId !== undefined) {
    secret.kmsKeyId = input.KmsKeyId || undefined;
    if (encrypts) encryptAgain(secret, key);
  }
  if (input.Description !== undefined) secret.description = input.Description || undefined;
  if (input.Type !== undefined) secret.type = input.Type || undefined;
  const { KmsKeyId, Description, Type } = input;
  if (KmsKeyId ?? Description ?? Type) changed(call.world, secret);
  return { ARN: secret.arn, Name: secret.name, VersionId: value && token };
}

/** Without kms:Encrypt on the new key the old versions stay under the old one (facts 1.2). */
async function mayEncrypt(
  call: Call,
  secret: Secret,
  key: CustomerKey | undefined,
): Promise<boolean> {
  try {
    await call.authorize(keyNeeds(key, ["Encrypt"], secret.region, secret.arn));
    return true;
  } catch (error) {
    if (error instanceof AwsError) return false;
    throw error;
  }
}

/** Puts what carries one of AWS's three labels under a key. */
function encryptAgain(secret: Secret, key: CustomerKey | undefined): void {
  for (const label of [current, pending, previous]) {
    const version = versionWith(secret, label);
    if (version?.value) version.keyArn = key?.arn;
  }
}

function writingKey(call: Call, secret: Secret): CustomerKey | undefined {
  refuseDefaultKeyAbroad(call, secret, secret.kmsKeyId);
  return customerKey(call.world, call.region, secret.kmsKeyId);
}

function refuseDefaultKeyAbroad(call: Call, secret: Secret, keyId: string | undefined): void {
  if (secret.accountId !== call.caller.accountId && isDefaultKey(keyId)) {
    throw refusals.defaultKeyAbroad();
  }
}

function writeKeyNeeds(
  call: CallBefore,
  secret: Secret | undefined,
  actions: readonly string[],
): Need[] {
  return secret ? typedKeyNeeds(call, secret.kmsKeyId, actions, secret.arn) : [];
}
