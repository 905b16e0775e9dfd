import {
  BatchGetSecretValueCommand,
  CancelRotateSecretCommand,
  CreateSecretCommand,
  DeleteResourcePolicyCommand,
  DescribeSecretCommand,
  GetRandomPasswordCommand,
  GetResourcePolicyCommand,
  GetSecretValueCommand,
  ListSecretsCommand,
  ListSecretVersionIdsCommand,
  PutResourcePolicyCommand,
  PutSecretValueCommand,
  RotateSecretCommand,
  type SecretsManagerClient,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateSecretCommand,
  UpdateSecretVersionStageCommand,
  ValidateResourcePolicyCommand,
} from "@aws-sdk/client-secrets-manager";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  addFunction,
  clientOf,
  frozenSandbox,
  home,
} from "../secrets-manager/secrets.test-support";
import { FIRST_ACCOUNT, type Sandbox } from "../start";
import { eventOf } from "./event-text";

const canaries = Array.from({ length: 8 }, (_, index) => `canary-${index}-7f3b0c1e`);
const tokens = canaries.map((_, index) => `0000000${index}-1111-4222-8333-444444444444`);

let sandbox: Sandbox;
let client: SecretsManagerClient;
let arn: string;

beforeAll(async () => {
  sandbox = await frozenSandbox();
  client = clientOf(sandbox);
});

afterAll(async () => {
  client.destroy();
  await sandbox.close();
});

/** The records that came since the last look, as CloudTrail would show them. */
let seen = 0;
function recorded(): Record<string, unknown>[] {
  const trail = sandbox.world.trailOf(FIRST_ACCOUNT, home);
  const fresh = trail.slice(seen).map(eventOf);
  seen = trail.length;
  return fresh;
}

/** The one record of the last call. */
function onlyRecord(): Record<string, unknown> {
  const [record, ...more] = recorded();
  expect(more).toEqual([]);
  return record ?? {};
}

// Facts 4.2, CreateSecret: name and token, no value, not even a placeholder; no response elements.
test("CreateSecret logs name and token and nothing of the value", async () => {
  const answer = await client.send(
    new CreateSecretCommand({
      Name: "prod/db",
      ClientRequestToken: tokens[0],
      SecretString: canaries[0],
    }),
  );
  arn = answer.ARN ?? "";
  expect(onlyRecord()).toMatchObject({
    eventName: "CreateSecret",
    readOnly: false,
    requestParameters: { name: "prod/db", clientRequestToken: tokens[0] },
    responseElements: null,
  });
});

// Facts 4.2, GetSecretValue: secretId as the caller typed it, version and label if given.
test("GetSecretValue logs the SecretId as typed", async () => {
  await client.send(new GetSecretValueCommand({ SecretId: "prod/db" }));
  expect(onlyRecord()).toMatchObject({
    readOnly: true,
    requestParameters: { secretId: "prod/db" },
    responseElements: null,
  });
  const partial = arn.slice(0, -7);
  await client.send(new GetSecretValueCommand({ SecretId: partial, VersionStage: "AWSCURRENT" }));
  expect(onlyRecord().requestParameters).toEqual({
    secretId: partial,
    versionStage: "AWSCURRENT",
  });
});

// Facts 4.2: BatchGetSecretValue logs itself and one GetSecretValue per secret.
test("BatchGetSecretValue leaves a record per secret", async () => {
  await client.send(new BatchGetSecretValueCommand({ SecretIdList: ["prod/db", "nowhere"] }));
  const names = recorded().map((record) => record.eventName);
  expect(names.filter((name) => name === "BatchGetSecretValue")).toHaveLength(1);
  expect(names.filter((name) => name === "GetSecretValue").length).toBeGreaterThanOrEqual(1);
});

// Facts 4.2: other writes log their inputs in lower camel case and answer at least `arn`.
test("every other write logs its inputs and the ARN", async () => {
  const SecretId = "prod/db";
  const policy = JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Principal: { AWS: `arn:aws:iam::${FIRST_ACCOUNT}:root` },
        Action: "secretsmanager:GetSecretValue",
        Resource: "*",
      },
    ],
  });
  const logged = async (name: string, call: Promise<unknown>) => {
    await call;
    const record = recorded().find((each) => each.eventName === name);
    expect(record, name).toMatchObject({ readOnly: false, responseElements: { arn } });
    return record?.requestParameters;
  };
  const put = new PutSecretValueCommand({
    SecretId,
    SecretString: canaries[1],
    ClientRequestToken: tokens[1],
    VersionStages: ["AWSPENDING"],
    RotationToken: canaries[7]?.padEnd(36, "x"),
  });
  expect(await logged("PutSecretValue", client.send(put))).toEqual({
    secretId: SecretId,
    clientRequestToken: tokens[1],
    versionStages: ["AWSPENDING"],
  });
  const remove = { VersionStage: "AWSPENDING", RemoveFromVersionId: tokens[1] };
  const stage = new UpdateSecretVersionStageCommand({ SecretId, ...remove });
  expect(await logged("UpdateSecretVersionStage", client.send(stage))).toEqual({
    secretId: SecretId,
    versionStage: "AWSPENDING",
    removeFromVersionId: tokens[1],
  });
  const update = new UpdateSecretCommand({
    SecretId,
    SecretBinary: Buffer.from(canaries[2] ?? ""),
    ClientRequestToken: tokens[2],
  });
  expect(await logged("UpdateSecret", client.send(update))).toEqual({
    secretId: SecretId,
    clientRequestToken: tokens[2],
  });
  const tag = new TagResourceCommand({ SecretId, Tags: [{ Key: "team", Value: "pay" }] });
  expect(await logged("TagResource", client.send(tag))).toEqual({
    secretId: SecretId,
    tags: [{ key: "team", value: "pay" }],
  });
  const untag = new UntagResourceCommand({ SecretId, TagKeys: ["team"] });
  await logged("UntagResource", client.send(untag));
  const attach = new PutResourcePolicyCommand({ SecretId, ResourcePolicy: policy });
  await logged("PutResourcePolicy", client.send(attach));
  const detach = new DeleteResourcePolicyCommand({ SecretId });
  await logged("DeleteResourcePolicy", client.send(detach));
});

// Facts 4.3: the life of a rotation is told by the service, the function's calls by its role.
test("rotation is logged as call, service events and the function's own calls", async () => {
  const SecretId = "prod/db";
  const fn = addFunction(sandbox, "rotate");
  await client.send(
    new RotateSecretCommand({
      SecretId,
      ClientRequestToken: tokens[3],
      RotationLambdaARN: fn,
      RotationRules: { ScheduleExpression: "rate(10 days)" },
    }),
  );
  sandbox.world.clock.advance(60_000);
  const records = recorded();
  const named = (name: string) => records.find((record) => record.eventName === name);
  expect(named("RotateSecret")).toMatchObject({
    requestParameters: {
      secretId: SecretId,
      rotationLambdaARN: fn,
      rotationRules: { scheduleExpression: "rate(10 days)" },
    },
    responseElements: { arn },
  });
  for (const name of ["RotationStarted", "RotationSucceeded"]) {
    expect(named(name)).toMatchObject({
      eventType: "AwsServiceEvent",
      requestParameters: null,
      responseElements: null,
      additionalEventData: { SecretId: arn },
      sourceIPAddress: "secretsmanager.amazonaws.com",
    });
    expect(named(name)?.requestID).toMatch(new RegExp(`^Rotation-${arn}-[0-9a-f-]{36}$`));
  }
  expect(named("PutSecretValue")).toMatchObject({ userIdentity: { type: "AssumedRole" } });
  await client.send(new CancelRotateSecretCommand({ SecretId }));
  expect(onlyRecord()).toMatchObject({
    eventName: "CancelRotateSecret",
    responseElements: { arn },
  });
});

test("reading calls log their inputs and no answer", async () => {
  const SecretId = arn;
  const expectRead = async (eventName: string, call: Promise<unknown>, given: unknown) => {
    await call.catch(() => undefined);
    expect(onlyRecord()).toMatchObject({
      eventName,
      readOnly: true,
      requestParameters: given,
      responseElements: null,
    });
  };
  const one = { secretId: arn };
  await expectRead("DescribeSecret", client.send(new DescribeSecretCommand({ SecretId })), one);
  const versions = new ListSecretVersionIdsCommand({ SecretId });
  await expectRead("ListSecretVersionIds", client.send(versions), one);
  const policy = new GetResourcePolicyCommand({ SecretId });
  await expectRead("GetResourcePolicy", client.send(policy), one);
  const list = new ListSecretsCommand({ MaxResults: 5 });
  await expectRead("ListSecrets", client.send(list), { maxResults: 5 });
  const password = new GetRandomPasswordCommand({ PasswordLength: 40 });
  await expectRead("GetRandomPassword", client.send(password), { passwordLength: 40 });
  const validate = new ValidateResourcePolicyCommand({ ResourcePolicy: "{}" });
  await expectRead("ValidateResourcePolicy", client.send(validate), { resourcePolicy: "{}" });
});

test("nothing secret is in any record, whole or as base64", () => {
  const text = JSON.stringify(sandbox.world.trailOf(FIRST_ACCOUNT, home).map(eventOf));
  for (const canary of canaries) {
    expect(text.includes(canary)).toBe(false);
    expect(text.includes(Buffer.from(canary).toString("base64").slice(0, 16))).toBe(false);
  }
});
