import {
  BatchGetSecretValueCommand,
  CreateSecretCommand,
  DeleteSecretCommand,
  DescribeSecretCommand,
  GetSecretValueCommand,
  ListSecretsCommand,
  RotateSecretCommand,
  type SecretsManagerClient,
  TagResourceCommand,
  UntagResourceCommand,
} from "@aws-sdk/client-secrets-manager";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Sandbox } from "../start";
import {
  addFunction,
  allow,
  clientOf,
  frozenSandbox,
  refusal,
  trail,
  userWith,
} from "./secrets.test-support";

const account = "111122223333";
let sandbox: Sandbox;
let admin: SecretsManagerClient;
let serial = 0;
let SecretId = "";
let arn = "";

beforeAll(async () => {
  sandbox = await frozenSandbox();
  admin = clientOf(sandbox);
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

const get = (client: SecretsManagerClient, input: object = {}) =>
  client.send(new GetSecretValueCommand({ SecretId, ...input }));

describe("facts 1.1: a caller without the right", () => {
  it("is told who, what and which secret as typed", async () => {
    const client = userWith(sandbox, allow("ListSecrets"));
    const answer = await refusal(get(client));
    expect(answer.code).toBe("AccessDeniedException");
    expect(answer.message).toMatch(
      new RegExp(
        `^User: arn:aws:iam::${account}:user/user-\\d+ is not authorized to perform: secretsmanager:GetSecretValue on resource: ${SecretId} because no identity-based policy allows the secretsmanager:GetSecretValue action$`,
      ),
    );
  });

  it("learns nothing of what exists: authorization comes before existence", async () => {
    const client = userWith(sandbox, allow("ListSecrets"));
    const missing = client.send(new DescribeSecretCommand({ SecretId: "missing" }));
    expect((await refusal(missing)).code).toBe("AccessDeniedException");
  });

  it("facts 11 rule 1: but a bad name is refused before that", async () => {
    const client = userWith(sandbox, allow("ListSecrets"));
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
      sandbox,
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
    const client = userWith(sandbox, allow("DeleteSecret", "*", condition));
    const call = client.send(new DeleteSecretCommand({ SecretId, ...input }));
    if (may) await call;
    else expect((await refusal(call)).code).toBe("AccessDeniedException");
  });

  it("a creator may be bound to a name and to tags", async () => {
    const client = userWith(
      sandbox,
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
    const client = userWith(sandbox, allow("CreateSecret"));
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
    expect((await refusal(rotate(userWith(sandbox, allow("RotateSecret"))))).code).toBe(
      "AccessDeniedException",
    );
    await rotate(
      userWith(sandbox, allow("RotateSecret"), allow("lambda:InvokeFunction", RotationLambdaARN)),
    );
  });

  it("facts 1: ListSecrets and BatchGetSecretValue have no resource but *", async () => {
    const client = userWith(
      sandbox,
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
    const client = userWith(sandbox, allow("BatchGetSecretValue"), allow("GetSecretValue", arn));
    const other = `guarded/other-${serial}`;
    await admin.send(new CreateSecretCommand({ Name: other, SecretString: "no" }));
    const SecretIdList = [SecretId, other];
    const answer = await client.send(new BatchGetSecretValueCommand({ SecretIdList }));
    expect(answer.SecretValues?.map((value) => value.Name)).toEqual([SecretId]);
    expect(answer.Errors).toMatchObject([{ SecretId: other, ErrorCode: "AccessDeniedException" }]);
  });

  it("facts 1.2: a tag may not be taken if it is what gives the right", async () => {
    const blue = { StringEquals: { "secretsmanager:ResourceTag/team": "blue" } };
    const client = userWith(sandbox, allow(["TagResource", "UntagResource"], "*", blue));
    const untag = client.send(new UntagResourceCommand({ SecretId, TagKeys: ["team"] }));
    expect((await refusal(untag)).code).toBe("AccessDeniedException");
    const Tags = [{ Key: "team", Value: "red" }];
    const retag = client.send(new TagResourceCommand({ SecretId, Tags }));
    expect((await refusal(retag)).code).toBe("AccessDeniedException");
    await client.send(new TagResourceCommand({ SecretId, Tags: [{ Key: "b", Value: "c" }] }));
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
