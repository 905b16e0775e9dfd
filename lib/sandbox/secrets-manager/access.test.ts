import {
  BatchGetSecretValueCommand,
  CreateSecretCommand,
  DeleteSecretCommand,
  DescribeSecretCommand,
  GetSecretValueCommand,
  ListSecretsCommand,
  ListSecretVersionIdsCommand,
  PutResourcePolicyCommand,
  PutSecretValueCommand,
  RestoreSecretCommand,
  RotateSecretCommand,
  SecretsManagerClient,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateSecretCommand,
} from "@aws-sdk/client-secrets-manager";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { kmsOf } from "../kms/state";
import type { Sandbox } from "../start";
import { addFunction, clientOf, frozenSandbox, refusal, trail } from "./secrets.test-support";

const account = "111122223333";
const other = "444455556666";
const keyArn = `arn:aws:kms:us-east-1:${account}:key/11111111-2222-3333-4444-555555555555`;
let sandbox: Sandbox;
let admin: SecretsManagerClient;
let serial = 0;
let SecretId = "";
let arn = "";

beforeAll(async () => {
  sandbox = await frozenSandbox();
  admin = clientOf(sandbox);
  sandbox.world.account(other);
  const keys = kmsOf(sandbox.world.region(account, "us-east-1"));
  const key = {
    accountId: account,
    region: "us-east-1",
    description: "",
    manager: "CUSTOMER" as const,
    spec: "SYMMETRIC_DEFAULT" as const,
    usage: "ENCRYPT_DECRYPT" as const,
    state: "Enabled" as const,
    createdAt: sandbox.world.clock.now(),
  };
  const keyId = keyArn.split("/")[1] ?? "";
  keys.keys.set(keyId, { ...key, keyId, arn: keyArn });
  keys.aliases.set("alias/team", keyId);
  keys.keys.set("rsa", {
    ...key,
    keyId: "rsa",
    arn: keyArn.replace(keyId, "rsa"),
    spec: "RSA_2048",
  });
});
afterAll(() => sandbox.close());

beforeEach(async () => {
  SecretId = `guarded/${serial++}`;
  const Tags = [{ Key: "team", Value: "blue" }];
  const made = await admin.send(
    new CreateSecretCommand({ Name: SecretId, SecretString: "one", Tags }),
  );
  arn = made.ARN ?? "";
});

/** A user of the first account with these statements, and its client. */
function userWith(...statements: object[]): SecretsManagerClient {
  const name = `user-${serial++}`;
  const accessKeyId = `AKIA${name.toUpperCase().replace("-", "0").padEnd(16, "X")}`;
  sandbox.world.account(account).iam.users.set(name, {
    name,
    arn: `arn:aws:iam::${account}:user/${name}`,
    userId: `AIDA${name}`,
    accessKeyId,
    secretAccessKey: "secret",
    policies: new Map([["only", JSON.stringify({ Version: "2012-10-17", Statement: statements })]]),
    createdAt: sandbox.world.clock.now(),
  });
  return new SecretsManagerClient({
    endpoint: sandbox.url,
    region: "us-east-1",
    credentials: { accessKeyId, secretAccessKey: "secret" },
    maxAttempts: 1,
  });
}

const allow = (
  Action: string | string[],
  Resource: string | string[] = "*",
  Condition?: object,
) => ({
  Effect: "Allow",
  Action: [Action].flat().map((each) => (each.includes(":") ? each : `secretsmanager:${each}`)),
  Resource,
  ...(Condition ? { Condition } : {}),
});
const get = (client: SecretsManagerClient, input: object = {}) =>
  client.send(new GetSecretValueCommand({ SecretId, ...input }));

describe("facts 1.1: a caller without the right", () => {
  it("is told who, what and which secret as typed", async () => {
    const client = userWith(allow("ListSecrets"));
    const answer = await refusal(get(client));
    expect(answer.code).toBe("AccessDeniedException");
    expect(answer.message).toMatch(
      new RegExp(
        `^User: arn:aws:iam::${account}:user/user-\\d+ is not authorized to perform: secretsmanager:GetSecretValue on resource: ${SecretId} because no identity-based policy allows the secretsmanager:GetSecretValue action$`,
      ),
    );
  });

  it("learns nothing of what exists: authorization comes before existence", async () => {
    const client = userWith(allow("ListSecrets"));
    const missing = client.send(new DescribeSecretCommand({ SecretId: "missing" }));
    expect((await refusal(missing)).code).toBe("AccessDeniedException");
  });

  it("facts 11 rule 1: but a bad name is refused before that", async () => {
    const client = userWith(allow("ListSecrets"));
    expect((await refusal(get(client, { SecretId: "in valid" }))).code).toBe("ValidationException");
  });
});

describe("facts 2.6: condition keys", () => {
  // Each row: what the policy asks for, what is called, and whether it may.
  it.each([
    ["secretsmanager:ResourceTag/team", "blue", {}, true],
    ["secretsmanager:ResourceTag/team", "red", {}, false],
    ["aws:ResourceTag/team", "blue", {}, true],
    ["secretsmanager:VersionStage", "AWSCURRENT", {}, true],
    ["secretsmanager:VersionStage", "AWSPREVIOUS", {}, false],
    ["secretsmanager:VersionStage", "AWSPREVIOUS", { VersionStage: "AWSPREVIOUS" }, true],
  ])("%s = %s, reading %o: %s", async (key, value, input, may) => {
    const client = userWith(
      allow("GetSecretValue", "*", { "ForAnyValue:StringEquals": { [key]: value } }),
    );
    const answer = await refusal(get(client, input)).catch(() => undefined);
    expect(answer?.code === "AccessDeniedException").toBe(!may);
  });

  it.each([
    [
      { NumericGreaterThanEquals: { "secretsmanager:RecoveryWindowInDays": "20" } },
      { RecoveryWindowInDays: 30 },
      true,
    ],
    [
      { NumericGreaterThanEquals: { "secretsmanager:RecoveryWindowInDays": "20" } },
      { RecoveryWindowInDays: 7 },
      false,
    ],
    [
      { Bool: { "secretsmanager:ForceDeleteWithoutRecovery": "false" } },
      { ForceDeleteWithoutRecovery: true },
      false,
    ],
  ])("deleting under %o with %o: %s", async (condition, input, may) => {
    const client = userWith(allow("DeleteSecret", "*", condition));
    const call = client.send(new DeleteSecretCommand({ SecretId, ...input }));
    if (may) await call;
    else expect((await refusal(call)).code).toBe("AccessDeniedException");
  });

  it("a creator may be bound to a name and to tags", async () => {
    const client = userWith(
      allow("CreateSecret", "*", { StringLike: { "secretsmanager:Name": "mine/*" } }),
      allow("TagResource", "*", { StringEquals: { "aws:RequestTag/team": "blue" } }),
    );
    const create = (Name: string, Value = "blue") =>
      client.send(new CreateSecretCommand({ Name, Tags: [{ Key: "team", Value }] }));
    await create(`mine/${serial}`);
    expect((await refusal(create("yours"))).code).toBe("AccessDeniedException");
    const wrongTag = await refusal(create(`mine/${serial}/red`, "red"));
    expect(wrongTag.message).toContain("secretsmanager:TagResource");
  });
});

describe("facts 1.2: additional actions", () => {
  it("tags need TagResource, copies need ReplicateSecretToRegions", async () => {
    const client = userWith(allow("CreateSecret"));
    const create = (input: object) =>
      refusal(client.send(new CreateSecretCommand({ Name: `more/${serial++}`, ...input })));
    const tags = await create({ Tags: [{ Key: "a", Value: "b" }] });
    expect(tags.message).toContain("secretsmanager:TagResource");
    const copies = await create({ AddReplicaRegions: [{ Region: "us-west-2" }] });
    expect(copies.message).toContain("secretsmanager:ReplicateSecretToRegions");
  });

  it("RotateSecret needs lambda:InvokeFunction on the function", async () => {
    const RotationLambdaARN = addFunction(sandbox, "access");
    const rotate = (client: SecretsManagerClient) =>
      client.send(new RotateSecretCommand({ SecretId, RotationLambdaARN }));
    expect((await refusal(rotate(userWith(allow("RotateSecret"))))).code).toBe(
      "AccessDeniedException",
    );
    await rotate(
      userWith(allow("RotateSecret"), allow("lambda:InvokeFunction", RotationLambdaARN)),
    );
  });

  it("facts 1: ListSecrets and BatchGetSecretValue have no resource but *", async () => {
    const client = userWith(
      allow(["ListSecrets", "BatchGetSecretValue"], arn),
      allow("GetSecretValue"),
    );
    const list = await refusal(client.send(new ListSecretsCommand({})));
    expect(list).toMatchObject({
      code: "AccessDeniedException",
      message: expect.stringMatching(
        /perform: secretsmanager:ListSecrets because no identity-based policy allows the secretsmanager:ListSecrets action$/,
      ),
    });
    const batch = client.send(new BatchGetSecretValueCommand({ SecretIdList: [SecretId] }));
    expect((await refusal(batch)).code).toBe("AccessDeniedException");
  });

  it("facts 1.2: a batch asks for each secret by itself", async () => {
    const client = userWith(allow("BatchGetSecretValue"), allow("GetSecretValue", arn));
    const other = `guarded/other-${serial}`;
    await admin.send(new CreateSecretCommand({ Name: other, SecretString: "no" }));
    const SecretIdList = [SecretId, other];
    const answer = await client.send(new BatchGetSecretValueCommand({ SecretIdList }));
    expect(answer.SecretValues?.map((value) => value.Name)).toEqual([SecretId]);
    expect(answer.Errors).toMatchObject([{ SecretId: other, ErrorCode: "AccessDeniedException" }]);
  });

  it("facts 1.2: a tag may not be taken if it is what gives the right", async () => {
    const blue = { StringEquals: { "secretsmanager:ResourceTag/team": "blue" } };
    const client = userWith(allow(["TagResource", "UntagResource"], "*", blue));
    const untag = client.send(new UntagResourceCommand({ SecretId, TagKeys: ["team"] }));
    expect((await refusal(untag)).code).toBe("AccessDeniedException");
    const Tags = [{ Key: "team", Value: "red" }];
    const retag = client.send(new TagResourceCommand({ SecretId, Tags }));
    expect((await refusal(retag)).code).toBe("AccessDeniedException");
    await client.send(new TagResourceCommand({ SecretId, Tags: [{ Key: "b", Value: "c" }] }));
  });
});

describe("facts 2.8: customer keys", () => {
  const gate = {
    code: "AccessDeniedException",
    message: "Access to KMS is not allowed",
    status: 400,
  };
  const everything = allow("secretsmanager:*");
  const underKey = (client: SecretsManagerClient, KmsKeyId = "alias/team") =>
    client.send(
      new CreateSecretCommand({ Name: `keyed/${serial++}`, SecretString: "x", KmsKeyId }),
    );

  it("writing needs GenerateDataKey and Decrypt, reading Decrypt", async () => {
    const none = userWith(everything);
    expect(await refusal(underKey(none))).toEqual(gate);
    const { ARN, Name = "" } = await underKey(
      userWith(everything, allow(["kms:GenerateDataKey", "kms:Decrypt"], keyArn)),
    );
    expect(await refusal(get(none, { SecretId: Name }))).toEqual(gate);
    await none.send(new DescribeSecretCommand({ SecretId: ARN }));
    const reader = userWith(everything, allow("kms:Decrypt", keyArn));
    expect((await get(reader, { SecretId: Name })).SecretString).toBe("x");
    const put = reader.send(new PutSecretValueCommand({ SecretId: Name, SecretString: "y" }));
    expect(await refusal(put)).toEqual(gate);
  });

  it("the default key needs no permission on KMS", async () => {
    expect((await get(userWith(everything))).SecretString).toBe("one");
  });

  it("ListSecretVersionIds names the key by ARN, Describe as typed", async () => {
    const { ARN } = await underKey(admin);
    const { Versions } = await admin.send(new ListSecretVersionIdsCommand({ SecretId: ARN }));
    expect(Versions?.[0]?.KmsKeyIds).toEqual([keyArn]);
    const { KmsKeyId } = await admin.send(new DescribeSecretCommand({ SecretId: ARN }));
    expect(KmsKeyId).toBe("alias/team");
  });

  it("UpdateSecret re-encrypts the versions with AWS's labels under the new key", async () => {
    await admin.send(new UpdateSecretCommand({ SecretId, KmsKeyId: keyArn }));
    const { Versions } = await admin.send(new ListSecretVersionIdsCommand({ SecretId }));
    expect(Versions?.map((version) => version.KmsKeyIds)).toEqual([[keyArn]]);
  });

  it.each([
    ["another service's key", "alias/aws/rds", "Access to KMS is not allowed"],
    [
      "a key of another Region",
      keyArn.replace("us-east-1", "eu-west-1"),
      "The operation failed because of an invalid KMS key: Invalid arn eu-west-1",
    ],
    ["an asymmetric key", "rsa", "Cannot generate a data key with an asymmetric KMS key"],
  ])("refuses %s", async (_what, KmsKeyId, message) => {
    expect((await refusal(underKey(admin, KmsKeyId))).message).toBe(message);
  });
});

describe("facts 2.8, 11 rule 11: another account", () => {
  const policy = JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Principal: { AWS: `arn:aws:iam::${other}:root` },
        Action: "secretsmanager:*",
        Resource: "*",
      },
    ],
  });

  it("reads metadata through the resource policy, but no value under the default key", async () => {
    const stranger = clientOf(sandbox, "us-east-1", other);
    await admin.send(new PutResourcePolicyCommand({ SecretId, ResourcePolicy: policy }));
    const id = { SecretId: arn };
    expect((await stranger.send(new DescribeSecretCommand(id))).ARN).toBe(arn);
    const refused = {
      code: "InvalidRequestException",
      message:
        "You can't access a secret from a different AWS account if you encrypt the secret with the default KMS service key.",
      status: 400,
    };
    expect(await refusal(get(stranger, id))).toEqual(refused);
    const put = stranger.send(new PutSecretValueCommand({ ...id, SecretString: "x" }));
    expect(await refusal(put)).toEqual(refused);
    expect((await stranger.send(new ListSecretsCommand({}))).SecretList).toEqual([]);
    const byName = stranger.send(new DescribeSecretCommand({ SecretId }));
    expect((await refusal(byName)).code).toBe("ResourceNotFoundException");
  });

  it("reads, writes, deletes and restores under a customer key that lets it", async () => {
    const keys = kmsOf(sandbox.world.region(account, "us-east-1")).keys;
    const [shared] = keys.values();
    const sharedArn = `arn:aws:kms:us-east-1:${account}:key/shared`;
    const grant = (principal: string) => ({
      Effect: "Allow",
      Principal: { AWS: `arn:aws:iam::${principal}:root` },
      Action: "kms:*",
      Resource: "*",
    });
    const keyPolicy = { Version: "2012-10-17", Statement: [grant(account), grant(other)] };
    if (!shared) throw new Error("no key to copy");
    const policyText = JSON.stringify(keyPolicy);
    keys.set("shared", { ...shared, keyId: "shared", arn: sharedArn, policy: policyText });
    await admin.send(new UpdateSecretCommand({ SecretId, KmsKeyId: sharedArn }));
    await admin.send(new PutResourcePolicyCommand({ SecretId, ResourcePolicy: policy }));
    const stranger = clientOf(sandbox, "us-east-1", other);
    const id = { SecretId: arn };
    expect((await get(stranger, id)).SecretString).toBe("one");
    await stranger.send(new PutSecretValueCommand({ ...id, SecretString: "two" }));
    expect((await get(stranger, id)).SecretString).toBe("two");
    await stranger.send(new DeleteSecretCommand({ ...id, RecoveryWindowInDays: 7 }));
    await stranger.send(new RestoreSecretCommand(id));
    expect(await admin.send(new DescribeSecretCommand(id))).not.toHaveProperty("DeletedDate");
  });

  it("is refused without the resource policy", async () => {
    const stranger = clientOf(sandbox, "us-east-1", other);
    const answer = await refusal(stranger.send(new DescribeSecretCommand({ SecretId: arn })));
    expect(answer.code).toBe("AccessDeniedException");
  });
});

it("facts 2.4: a rotation function without the right to write fails its rotation", async () => {
  const iam = sandbox.world.account(account).iam;
  iam.roles.set("rotation", {
    name: "rotation",
    arn: `arn:aws:iam::${account}:role/rotation`,
    roleId: "AROAROTATION",
    trustPolicy: "{}",
    policies: new Map([
      ["p", JSON.stringify({ Version: "2012-10-17", Statement: [allow("DescribeSecret")] })],
    ]),
    maxSessionSeconds: 3600,
    createdAt: sandbox.world.clock.now(),
  });
  const RotationLambdaARN = addFunction(sandbox, "powerless");
  await admin.send(new RotateSecretCommand({ SecretId, RotationLambdaARN }));
  sandbox.world.clock.advance(5000);
  const denied = trail(sandbox).findLast((record) => record.eventName === "GetSecretValue");
  expect(denied?.errorCode).toBe("AccessDeniedException");
  expect(trail(sandbox).at(-1)).toMatchObject({
    eventName: "RotationFailed",
    errorMessage: `Error when executing lambda ${RotationLambdaARN} during createSecret step`,
  });
});
