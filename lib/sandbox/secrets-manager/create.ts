import type { Call, CallBefore, Need } from "../contract";
import { replicationStatus } from "./describe";
import type { InputOf } from "./inputs";
import { current } from "./labels";
import { checkName, secretArn } from "./names";
import { creationNeed, inputContext, requestTagContext, tagContext } from "./needs";
import { type CustomerKey, customerKey, typedKeyNeeds } from "./neighbours";

import { operation, quotas } from "./operation";
import { refusals } from "./refusals";
import { checkRegions, replicate } from "./replication";
import type { Secret, SecretValue } from "./secret";
import { mostSecrets, storeOf } from "./store";
import { checkTags } from "./tag-rules";
import { timingOf } from "./timing";
import { valueIn } from "./value-input";
import { sameValue } from "./versions";

type Input = InputOf<"CreateSecret">;

/** CreateSecret (facts 1.2); repeats its first answer for the same name, token and value. */
export const createSecret = operation("CreateSecret", {
  readOnly: false,
  quota: quotas.create,
  check: (input) => {
    checkName(input.Name);
    if (!input.ClientRequestToken) throw refusals.tokenMissing("InvalidRequestException");
    valueIn(input);
    checkTags(input.Tags);
  },
  needs,
  run,
});

function needs(input: Input, call: CallBefore): Need[] {
  const tags = input.Tags ?? [];
  const ownTags = new Map(tags.map((tag) => [tag.Key ?? "", tag.Value ?? ""]));
  const context = {
    ...inputContext({
      Name: input.Name,
      Description: input.Description,
      KmsKeyId: input.KmsKeyId,
      Type: input.Type,
      ForceOverwriteReplicaSecret: input.ForceOverwriteReplicaSecret,
    }),
    ...(input.AddReplicaRegions ? replicaContext(input.AddReplicaRegions) : {}),
    ...(tags.length > 0 ? { ...requestTagContext(tags), ...tagContext(ownTags) } : {}),
  };
  const need = (name: "CreateSecret" | "TagResource" | "ReplicateSecretToRegions") =>
    creationNeed(call, name, input.Name, context);
  return [
    need("CreateSecret"),
    ...(tags.length > 0 ? [need("TagResource")] : []),
    ...(input.AddReplicaRegions ? [need("ReplicateSecretToRegions")] : []),
    ...(valueIn(input) ? typedKeyNeeds(call, input.KmsKeyId, ["GenerateDataKey", "Decrypt"]) : []),
  ];
}

/** `secretsmanager:AddReplicaRegions` for a request that names Regions. */
export function replicaContext(regions: readonly { Region?: string | undefined }[]) {
  return { "secretsmanager:AddReplicaRegions": regions.map((each) => each.Region ?? "") };
}

async function run(input: Input, call: Call) {
  const token = input.ClientRequestToken ?? "";
  const store = storeOf(call.region);
  const value = valueIn(input);
  const existing = store.named(input.Name);
  if (existing) return repeated(existing, token, value, call);
  if (store.size >= mostSecrets) throw refusals.tooManySecrets();
  const key = customerKey(call.world, call.region, input.KmsKeyId);
  checkRegions(call.region.name, input.AddReplicaRegions ?? []);
  const secret = make(input, call, value, key);
  store.add(secret);
  if (input.AddReplicaRegions) {
    const force = input.ForceOverwriteReplicaSecret ?? false;
    await replicate(call, secret, input.AddReplicaRegions, force);
  }
  return answer(secret, value && token, call);
}

function repeated(secret: Secret, token: string, value: SecretValue | undefined, call: Call) {
  if (secret.deletedAt !== undefined) throw refusals.nameHeld();
  const made = secret.versions.get(token)?.value;
  if (made && value) {
    if (!sameValue(made, value)) throw refusals.tokenReused(token, secret.arn);
    return answer(secret, token, call);
  }
  if (!value && secret.creationToken === token) return answer(secret, undefined, call);
  throw refusals.exists(secret.name);
}

function make(
  input: Input,
  call: Call,
  value: SecretValue | undefined,
  key: CustomerKey | undefined,
): Secret {
  const now = call.now.getTime();
  const token = input.ClientRequestToken ?? "";
  const { listLagMs } = timingOf(call.world);
  return {
    arn: secretArn(call.region.name, call.account.id, input.Name, call.world.random.letters(6)),
    name: input.Name,
    accountId: call.account.id,
    region: call.region.name,
    createdAt: now,
    serial: storeOf(call.region).nextSerial(),
    changedAt: now,
    description: input.Description || undefined,
    kmsKeyId: input.KmsKeyId || undefined,
    type: input.Type || undefined,
    tags: input.Tags && new Map(input.Tags.map((tag) => [tag.Key ?? "", tag.Value ?? ""])),
    versions: new Map(
      value
        ? [[token, { id: token, createdAt: now, value, ...(key ? { keyArn: key.arn } : {}) }]]
        : [],
    ),
    labels: new Map(value ? [[current, token]] : []),
    ...(value ? {} : { creationToken: token }),
    ...(listLagMs > 0 ? { listedFrom: now + listLagMs } : {}),
  };
}

function answer(secret: Secret, versionId: string | undefined, call: Call) {
  return {
    ARN: secret.arn,
    Name: secret.name,
    VersionId: versionId,
    ReplicationStatus: replicationStatus(call.world, secret),
  };
}
