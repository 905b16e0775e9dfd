import {
  CancelRotateSecretCommand,
  CreateSecretCommand,
  DeleteSecretCommand,
  DescribeSecretCommand,
  GetSecretValueCommand,
  ListSecretsCommand,
  ListSecretVersionIdsCommand,
  PutSecretValueCommand,
  RotateSecretCommand,
  type RotateSecretCommandInput,
} from "@aws-sdk/client-secrets-manager";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { lambdaOf } from "../lambda/state";
import type { Sandbox } from "../start";
import { addFunction, clientOf, frozenSandbox, refusal, trail } from "./secrets.test-support";
import { seedSecret } from "./seed";

const day = 86_400_000;
let sandbox: Sandbox;
let client: ReturnType<typeof clientOf>;
let good = "";
beforeAll(async () => {
  sandbox = await frozenSandbox();
  client = clientOf(sandbox);
  good = addFunction(sandbox, "rotate");
});
afterAll(() => sandbox.close());

let SecretId = "";
let arn = "";
let first = "";
let serial = 0;
beforeEach(async () => {
  SecretId = `turning/${serial++}`;
  const made = await client.send(new CreateSecretCommand({ Name: SecretId, SecretString: "one" }));
  first = made.VersionId ?? "";
  arn = made.ARN ?? "";
});

const daily = { AutomaticallyAfterDays: 1 };
const rotate = (input: Partial<RotateSecretCommandInput> = {}) =>
  client.send(
    new RotateSecretCommand({ SecretId, RotationLambdaARN: good, RotationRules: daily, ...input }),
  );
const described = () => client.send(new DescribeSecretCommand({ SecretId }));
const pass = (ms = 5000) => sandbox.world.clock.advance(ms);
/** The trail of this secret alone: the others go on rotating. */
const records = () =>
  trail(sandbox).filter(
    (record) =>
      record.additionalEventData?.SecretId === arn || record.requestParameters?.secretId === arn,
  );
const serviceEvents = () => records().filter((record) => record.eventType === "AwsServiceEvent");

describe("facts 2.4: a rotation that succeeds", () => {
  it("answers at once with an AWSPENDING version that has no value yet", async () => {
    const { VersionId = "" } = await rotate();
    const { VersionIdsToStages } = await described();
    expect(VersionIdsToStages).toEqual({ [first]: ["AWSCURRENT"], [VersionId]: ["AWSPENDING"] });
    const read = client.send(new GetSecretValueCommand({ SecretId, VersionStage: "AWSPENDING" }));
    expect((await refusal(read)).code).toBe("ResourceNotFoundException");
  });

  it("ends with the new version current, dates set, and the steps in CloudTrail", async () => {
    const { VersionId = "" } = await rotate();
    pass();
    const after = await described();
    expect(after.VersionIdsToStages).toEqual({
      [first]: ["AWSPREVIOUS"],
      [VersionId]: ["AWSCURRENT"],
    });
    expect(after.LastRotatedDate).toBeDefined();
    expect(after.LastAccessedDate).toBeDefined();
    expect(after.NextRotationDate).toEqual(new Date("2026-03-11T23:59:59Z"));
    const names = records().map((record) => record.eventName);
    expect(names.filter((name) => name !== "DescribeSecret")).toEqual([
      "RotationStarted",
      "GetSecretValue",
      "GetSecretValue",
      "PutSecretValue",
      "UpdateSecretVersionStage",
      "UpdateSecretVersionStage",
      "RotationSucceeded",
    ]);
    const put = records().find((record) => record.eventName === "PutSecretValue");
    expect(put?.caller?.arn).toBe("arn:aws:sts::111122223333:assumed-role/rotation/rotate");
  });

  it("changes only the password of a JSON value", async () => {
    const SecretString = JSON.stringify({ engine: "postgres", username: "u", password: "old" });
    await client.send(new PutSecretValueCommand({ SecretId, SecretString }));
    await rotate();
    pass();
    const read = await client.send(new GetSecretValueCommand({ SecretId }));
    const value = JSON.parse(read.SecretString ?? "");
    expect(value).toMatchObject({ engine: "postgres", username: "u" });
    expect(value.password).not.toBe("old");
  });

  it("repeats within the next window, at some moment inside it, without anybody asking", async () => {
    await rotate();
    pass();
    const before = await described();
    pass(2 * day);
    const after = await described();
    expect(after.LastRotatedDate?.getTime()).toBeGreaterThan(
      before.LastRotatedDate?.getTime() ?? 0,
    );
    const starts = serviceEvents().filter((event) => event.eventName === "RotationStarted");
    expect(starts[1]?.eventTime.getUTCDate()).toBe((before.LastRotatedDate?.getUTCDate() ?? 0) + 1);
  });

  it("counts a value written by hand as a rotation when it computes the next date", async () => {
    await rotate({ RotationRules: { AutomaticallyAfterDays: 10 } });
    pass();
    const before = (await described()).NextRotationDate?.getTime() ?? 0;
    pass(3 * day);
    await client.send(new PutSecretValueCommand({ SecretId, SecretString: "by hand" }));
    expect((await described()).NextRotationDate?.getTime()).toBe(before + 3 * day);
  });

  it("facts 4.3: service events have this shape", async () => {
    const { ARN } = await rotate();
    expect(serviceEvents()[0]).toMatchObject({
      eventName: "RotationStarted",
      additionalEventData: { SecretId: ARN },
      requestParameters: null,
      responseElements: null,
      userAgent: "secretsmanager.amazonaws.com",
      sourceIpAddress: "secretsmanager.amazonaws.com",
      requestId: expect.stringMatching(`^Rotation-${ARN}-`),
    });
  });
});

describe("facts 2.4: RotateImmediately=false", () => {
  it("tests with a temporary AWSPENDING copy, then leaves nothing behind", async () => {
    await rotate({ RotateImmediately: false });
    const during = await client.send(
      new GetSecretValueCommand({ SecretId, VersionStage: "AWSPENDING" }),
    );
    expect(during.SecretString).toBe("one");
    pass();
    const list = { SecretId, IncludeDeprecated: true };
    const { Versions } = await client.send(new ListSecretVersionIdsCommand(list));
    expect(Versions?.map((version) => version.VersionId)).toEqual([first]);
    expect(serviceEvents().map((event) => event.eventName)).toEqual([
      "TestRotationStarted",
      "TestRotationSucceeded",
    ]);
    const after = await described();
    expect(after.RotationEnabled).toBe(true);
    expect(after.LastRotatedDate).toBeUndefined();
  });

  // The test run ends after the secret did.
  it("leaves no ghost of a secret that was erased meanwhile", async () => {
    await rotate({ RotateImmediately: false });
    const erase = { SecretId, ForceDeleteWithoutRecovery: true };
    await client.send(new DeleteSecretCommand(erase));
    pass();
    for (const SortBy of ["last-changed-date", "name"] as const) {
      const input = { SortBy, IncludePlannedDeletion: true };
      const { SecretList } = await client.send(new ListSecretsCommand(input));
      expect(SecretList?.map((each) => each.Name)).not.toContain(SecretId);
    }
  });

  it("says when the test failed", async () => {
    const RotationLambdaARN = addFunction(sandbox, "fail-test");
    await rotate({ RotationLambdaARN, RotateImmediately: false });
    pass();
    expect(serviceEvents().at(-1)).toMatchObject({
      eventName: "TestRotationFailed",
      errorMessage: `Error when executing lambda ${RotationLambdaARN} during testSecret step`,
    });
  });
});

describe("facts 1.1, 1.2 RotateSecret: refusals change nothing", () => {
  const place = "arn:aws:lambda:us-east-1:111122223333:function";
  it.each([
    [
      { RotationLambdaARN: undefined },
      "InvalidRequestException",
      "No Lambda rotation function ARN is associated with this secret.",
    ],
    [
      { RotationLambdaARN: `${place}:absent` },
      "AccessDeniedException",
      "Secrets Manager cannot invoke the specified Lambda function. Ensure that the function policy grants access to the principal secretsmanager.amazonaws.com.",
    ],
    [
      { RotationLambdaARN: `${place.replace("us-east-1", "eu-west-1")}:x` },
      "InvalidParameterException",
      `Invalid rotation Lambda ARN. Ensure the ARN matches format ${place}:<functionName>.`,
    ],
    [
      { RotationRules: { ScheduleExpression: "rate(1 hour)" } },
      "InvalidParameterException",
      "Rate in hour should be least 4 and less than 24.",
    ],
  ])("%o", async (input, code, message) => {
    expect(await refusal(rotate(input))).toEqual({ code, message, status: 400 });
    const after = await described();
    expect(after).not.toHaveProperty("RotationEnabled");
    expect(after).not.toHaveProperty("RotationRules");
    expect(after).not.toHaveProperty("RotationLambdaARN");
  });

  it("a function whose policy does not name Secrets Manager cannot be invoked", async () => {
    const RotationLambdaARN = addFunction(sandbox, "private");
    const region = sandbox.world.region("111122223333", "us-east-1");
    const fn = lambdaOf(region).functions.get("private");
    if (fn) fn.policy = undefined;
    expect((await refusal(rotate({ RotationLambdaARN }))).code).toBe("AccessDeniedException");
  });

  it("cancelling what never was configured", async () => {
    const call = client.send(new CancelRotateSecretCommand({ SecretId }));
    expect((await refusal(call)).code).toBe("InvalidRequestException");
  });
});

describe("facts 2.4, 2.9: managed rotation", () => {
  it("rotates a service-owned secret without a function, but takes none", async () => {
    const name = `rds!cluster-${serial}`;
    const owned = { name, value: { string: "{}" }, owningService: "rds" };
    seedSecret(sandbox.world, "111122223333", "us-east-1", owned);
    const call = (input: object) =>
      client.send(new RotateSecretCommand({ SecretId: name, ...input }));
    expect((await refusal(call({ RotationLambdaARN: good }))).code).toBe("InvalidRequestException");
    const { VersionId = "" } = await call({
      RotationRules: { ScheduleExpression: "rate(7 days)" },
    });
    pass();
    const after = await client.send(new DescribeSecretCommand({ SecretId: name }));
    expect(after.VersionIdsToStages?.[VersionId]).toEqual(["AWSCURRENT"]);
    expect(after.RotationRules).toEqual({
      ScheduleExpression: "rate(7 days)",
      AutomaticallyAfterDays: 7,
    });
  });
});
