import {
  CancelRotateSecretCommand,
  CreateSecretCommand,
  DescribeSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  RotateSecretCommand,
  type RotateSecretCommandInput,
  UpdateSecretVersionStageCommand,
} from "@aws-sdk/client-secrets-manager";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { lambdaOf } from "../lambda/state";
import type { Sandbox } from "../start";
import { addFunction, clientOf, frozenSandbox, refusal, trail } from "./secrets.test-support";

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

describe("facts 2.4: a rotation that fails", () => {
  it.each([
    ["fail-create", "createSecret", false],
    ["fail-set", "setSecret", true],
    ["fail-test", "testSecret", true],
    ["fail-finish", "finishSecret", true],
    ["hang", "setSecret", true],
  ])(
    "%s is stuck with AWSPENDING, overdue, and says so in CloudTrail",
    async (name, step, filled) => {
      const RotationLambdaARN = addFunction(sandbox, name);
      const { VersionId = "" } = await rotate({ RotationLambdaARN });
      pass(40_000);
      const failed = serviceEvents().find((event) => event.eventName === "RotationFailed");
      expect(failed?.errorMessage).toBe(
        `Error when executing lambda ${RotationLambdaARN} during ${step} step`,
      );
      const { VersionIdsToStages } = await described();
      expect(VersionIdsToStages?.[VersionId]).toEqual(["AWSPENDING"]);
      const read = client.send(new GetSecretValueCommand({ SecretId, VersionStage: "AWSPENDING" }));
      if (filled) expect((await read).VersionId).toBe(VersionId);
      else expect((await refusal(read)).code).toBe("ResourceNotFoundException");
      expect(await refusal(rotate())).toEqual({
        code: "InvalidRequestException",
        message: "A previous rotation isn't complete. That rotation will be reattempted.",
        status: 400,
      });
      pass(3 * day);
      const late = await described();
      expect(late.NextRotationDate?.getTime()).toBeLessThan(sandbox.world.clock.now().getTime());
      const tries = serviceEvents().filter((event) => event.eventName === "RotationFailed");
      expect(tries.length).toBeGreaterThan(4);
      expect(Object.keys(late.VersionIdsToStages ?? {}).sort()).toEqual([first, VersionId].sort());
    },
  );

  it("goes on from where it was once the cause is gone, with the same token", async () => {
    const RotationLambdaARN = addFunction(sandbox, "fail-set-mended");
    const RotationRules = { AutomaticallyAfterDays: 30 };
    const { VersionId = "" } = await rotate({ RotationLambdaARN, RotationRules });
    pass();
    const functions = lambdaOf(sandbox.world.region("111122223333", "us-east-1")).functions;
    const mended = functions.get("fail-set-mended");
    if (mended) mended.script = { kind: "succeed" };
    pass(10 * 60_000);
    expect((await described()).VersionIdsToStages?.[VersionId]).toEqual(["AWSCURRENT"]);
  });

  it("returns late, but returns", async () => {
    const { VersionId = "" } = await rotate({ RotationLambdaARN: addFunction(sandbox, "late") });
    pass(60_000);
    expect((await described()).VersionIdsToStages?.[VersionId]).toEqual(["AWSPENDING"]);
    pass(5 * 60_000);
    expect((await described()).VersionIdsToStages?.[VersionId]).toEqual(["AWSCURRENT"]);
  });
});

describe("facts 2.4: a rotation that is stopped", () => {
  const failing = () => rotate({ RotationLambdaARN: addFunction(sandbox, "fail-set") });

  it("a value written by hand ends it: RotationAbandoned, AWSPENDING dropped", async () => {
    await failing();
    pass();
    await client.send(new PutSecretValueCommand({ SecretId, SecretString: "by hand" }));
    const { VersionIdsToStages } = await described();
    expect(
      Object.values(VersionIdsToStages ?? {})
        .flat()
        .sort(),
    ).toEqual(["AWSCURRENT", "AWSPREVIOUS"]);
    expect(serviceEvents().at(-1)?.eventName).toBe("RotationAbandoned");
  });

  it("removing AWSPENDING clears the way", async () => {
    const { VersionId } = await failing();
    pass();
    const remove = { SecretId, VersionStage: "AWSPENDING", RemoveFromVersionId: VersionId };
    await client.send(new UpdateSecretVersionStageCommand(remove));
    await rotate();
    pass();
    expect((await described()).LastRotatedDate).toBeDefined();
  });

  it("CancelRotateSecret names the unfinished version and leaves it AWSPENDING", async () => {
    const { VersionId = "" } = await failing();
    pass();
    const cancelled = await client.send(new CancelRotateSecretCommand({ SecretId }));
    expect(cancelled.VersionId).toBe(VersionId);
    const failures = serviceEvents().length;
    pass(3 * day);
    const after = await described();
    expect(after).toMatchObject({ RotationEnabled: false, RotationRules: daily });
    expect(after.RotationLambdaARN).toMatch(/fail-set$/);
    expect(after.VersionIdsToStages?.[VersionId]).toEqual(["AWSPENDING"]);
    expect(serviceEvents()).toHaveLength(failures);
  });
});
