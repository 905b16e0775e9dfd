import { CreateSecretCommand, DescribeSecretCommand } from "@aws-sdk/client-secrets-manager";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { stubSettings, writeSettings } from "@/lib/auth/settings.test-support";
import { databases, useDatabase } from "@/lib/db/databases.test-support";
import type { FunctionLog } from "@/lib/domain/function-log";
import type { LiveRun } from "@/lib/domain/live-run";
import type { Outcome } from "@/lib/domain/outcome";
import type { ConsoleRole } from "@/lib/domain/role";
import type { FunctionCheck, RotationFunction } from "@/lib/domain/rotation-function";
import type { SecretRotation } from "@/lib/domain/rotation-of-secret";
import { consoleUrl, issuer, visitor } from "@/lib/entry/visitor.test-support";
import { useAws } from "@/lib/inventory/aws.test-support";
import { answerRead } from "@/lib/reads";
import { allowSecretsManager, lambdaOf, type RotationScript } from "../sandbox/lambda/state";
import { storeOf } from "../sandbox/secrets-manager/store";
import { changeSchedule, rotateNow, testRotation, turnOffRotation } from "./rotation";

const request = vi.hoisted(() => ({ headers: new Headers() }));
vi.mock("next/headers", () => ({ headers: async () => request.headers }));

/** Asks again until it is so; a slow machine may take its time. */
const patiently = { timeout: 30_000, interval: 100 };
const file = writeSettings(issuer);
beforeEach(() => stubSettings(file, consoleUrl));

async function signIn(subject: string, role: ConsoleRole = "operator"): Promise<void> {
  const who = await visitor(subject, [role]);
  request.headers = who.headers();
}

function dataOf<Data>(outcome: Outcome<Data>): Data {
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.failure));
  return outcome.data;
}

async function read<Data>(name: string, query: Record<string, string>): Promise<Data> {
  return dataOf((await answerRead(name, new URLSearchParams(query))) as Outcome<Data>);
}

const cron = { scheduleExpression: "cron(0 2 ? * SUN *)", duration: "3h" };
const token = () => crypto.randomUUID();

describe.each(databases)("rotation, on $kind", ({ kind }) => {
  useDatabase(kind);
  const aws = useAws();

  function fn(name: string, script: RotationScript, policy = true): string {
    const arn = `arn:aws:lambda:eu-west-1:111122223333:function:${name}`;
    lambdaOf(aws.sandbox.world.region("111122223333", "eu-west-1")).functions.set(name, {
      name,
      arn,
      description: "",
      runtime: "python3.13",
      handler: "h",
      roleArn: "arn:aws:iam::111122223333:role/rotates",
      timeoutSeconds: 30,
      memoryMb: 128,
      environment: {},
      policy: policy ? allowSecretsManager(arn) : undefined,
      lastModified: new Date(),
      script,
    });
    return arn;
  }

  async function secret(Name: string): Promise<string> {
    const made = await aws
      .admin("eu-west-1")
      .send(new CreateSecretCommand({ Name: `${Name}-${kind}`, SecretString: "v" }));
    return made.ARN ?? "";
  }

  const describeIt = (arn: string) =>
    aws.admin("eu-west-1").send(new DescribeSecretCommand({ SecretId: arn }));

  /** Turns rotation on and waits for AWS's own test of it, which lets nothing else in meanwhile. */
  async function turnOn(arn: string, functionArn: string) {
    const on = dataOf(
      await changeSchedule({ arn, token: token(), functionArn, rules: cron, rotateNow: false }),
    );
    await tested(arn);
    return on;
  }

  /** AWS's test runs on a temporary AWSPENDING; turning off meanwhile would leave that behind. */
  async function tested(arn: string): Promise<void> {
    await vi.waitUntil(async () => {
      const { VersionIdsToStages = {} } = await describeIt(arn);
      const pending = Object.values(VersionIdsToStages).find((held) => held.includes("AWSPENDING"));
      return pending === undefined || pending.includes("AWSCURRENT");
    }, 30_000);
  }

  /** Asks as the dialog does, until the run is told to have ended. */
  async function followed(arn: string, versionId: string): Promise<LiveRun> {
    for (;;) {
      const run = await read<LiveRun>("rotation-run", { arn, versionId });
      if (!run.isReading) return run;
    }
  }

  test("is turned on, tested, run to its end and turned off, as AWS shows each time", async () => {
    const arn = await secret("whole");
    await signIn("operator-1");
    const on = await turnOn(arn, fn("good", { kind: "succeed" }));
    expect(on).toMatchObject({ rotationEnabled: true, ...cronAs("3h") });
    const id = token();
    dataOf(await rotateNow({ arn, token: id }));
    const run = await followed(arn, id);
    expect(run.result).toBe("succeeded");
    expect(run.steps.map(({ state }) => state)).toEqual(Array(4).fill("done"));
    expect((await describeIt(arn)).VersionIdsToStages?.[id]).toContain("AWSCURRENT");
    dataOf(await testRotation({ arn, token: token() }));
    await tested(arn);
    const off = dataOf(await turnOffRotation({ arn }));
    expect(off).toMatchObject({ rotationEnabled: false, rotation: { word: "off" } });
  });

  // Facts 2.4: managed rotation takes a schedule without a function; the rest is the service's own.
  test("what RDS manages gets another schedule, and AWS refuses to turn it off", async () => {
    const arn = await secret("managed");
    const store = storeOf(aws.sandbox.world.region("111122223333", "eu-west-1"));
    const held = store.named(`managed-${kind}`);
    if (held) held.owningService = "rds";
    await signIn("operator-1");
    const changed = { arn, token: token(), rules: cron, rotateNow: false };
    expect(dataOf(await changeSchedule(changed))).toMatchObject({
      rotationEnabled: true,
      ...cronAs("3h"),
    });
    await tested(arn);
    const id = token();
    dataOf(await rotateNow({ arn, token: id }));
    expect((await followed(arn, id)).result).toBe("succeeded");
    expect(await turnOffRotation({ arn })).toMatchObject({
      ok: false,
      failure: { aws: { message: expect.stringMatching(/managed by an AWS service/) } },
    });
    expect(await describeIt(arn)).toMatchObject({ RotationEnabled: true });
  });

  // Bad input: refused in our words before AWS is asked, and nothing has changed.
  test.each([
    [{ scheduleExpression: "cron(15 2 * * ? *)" }, "rules.scheduleExpression", /Minutes must be 0/],
    [{ scheduleExpression: "rate(3 hours)" }, "rules.scheduleExpression", /4 to 23/],
    [{ scheduleExpression: "rate(1 day)", duration: "25h" }, "rules.duration", /1h to 24h/],
    [
      { scheduleExpression: "cron(0 22 * * ? *)", duration: "3h" },
      "rules.duration",
      /next UTC day/,
    ],
    [{ automaticallyAfterDays: 1001 }, "rules.automaticallyAfterDays", /1 to 1,000/],
    [{}, "rules.scheduleExpression", /how often/],
  ])("%j is refused before a call is made", async (rules, field, says) => {
    await signIn("operator-2");
    const arn = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:none-AbCdEf";
    // CloudTrail is read in the background meanwhile, for the page that an earlier test opened.
    const calls = () =>
      aws.sandbox.world.calls.filter(({ operation }) => operation !== "LookupEvents").length;
    const before = calls();
    const outcome = await changeSchedule({ arn, token: token(), rules, rotateNow: false });
    expect(outcome).toMatchObject({ ok: false, failure: { code: "invalid-input" } });
    expect(!outcome.ok && outcome.failure.fields?.[field]).toMatch(says);
    expect(calls()).toBe(before);
  });

  test("a function of another Region is refused before a call; one that is closed, by AWS", async () => {
    const arn = await secret("closed");
    await signIn("operator-2");
    const elsewhere = "arn:aws:lambda:us-east-1:111122223333:function:f";
    const input = { arn, token: token(), rules: cron, rotateNow: false };
    expect(await changeSchedule({ ...input, functionArn: elsewhere })).toMatchObject({
      failure: { code: "invalid-input", fields: { functionArn: expect.stringMatching(/Region/) } },
    });
    const closed = fn("closed", { kind: "succeed" }, false);
    expect(
      await read<FunctionCheck>("rotation-function", { arn, functionArn: closed }),
    ).toMatchObject({ exists: true, mayBeInvoked: false });
    expect(await changeSchedule({ ...input, functionArn: closed })).toMatchObject({
      failure: { aws: { message: expect.stringMatching(/cannot invoke the specified Lambda/) } },
    });
    expect(await describeIt(arn)).not.toHaveProperty("RotationEnabled");
  });

  test("functions are listed with their place's own, and a missing one is said to be missing", async () => {
    const open = fn("open", { kind: "succeed" });
    const arn = await secret("listed");
    await signIn("operator-1");
    const { functions } = await read<{ functions: RotationFunction[] }>("rotation-functions", {
      arn,
    });
    expect(functions.map((each) => each.arn)).toContain(open);
    expect(
      await read<FunctionCheck>("rotation-function", { arn, functionArn: open }),
    ).toMatchObject({ exists: true, mayBeInvoked: true, timeoutSeconds: 30 });
    const gone = `${open}-gone`;
    expect(
      await read<FunctionCheck>("rotation-function", { arn, functionArn: gone }),
    ).toMatchObject({ exists: false });
  });

  // Ends with the truth: the label stays, and the step is told as soon as CloudTrail tells it. The
  // log is asked for in one call that is not repeated, by operators only.
  test("a run that fails says at which step, AWS's sentence and the function's own last error", async () => {
    const arn = await secret("fails");
    await signIn("operator-1");
    await turnOn(arn, fn("bad", { kind: "fail", step: "setSecret" }));
    const id = token();
    dataOf(await rotateNow({ arn, token: id }));
    const run = await followed(arn, id);
    expect(run).toMatchObject({
      result: "failed",
      awsSays: expect.stringMatching(/during setSecret step/),
    });
    expect(run.steps.map(({ state }) => state)).toEqual([
      "done",
      "failed",
      "not reached",
      "not reached",
    ]);
    // CloudTrail may tell the end before the beginning, which a later look then finds.
    const runs = await vi.waitFor(async () => {
      const { runs: told } = await read<SecretRotation>("rotation-of-secret", { arn });
      expect(told[0]).toMatchObject({
        result: "failed",
        failedStep: "setSecret",
        startedAt: expect.any(String),
      });
      return told;
    }, patiently);
    expect(await rotateNow({ arn, token: token() })).toMatchObject({
      failure: { aws: { message: expect.stringMatching(/previous rotation isn't complete/) } },
    });

    const { startedAt = "", endedAt = "" } = runs[0] ?? {};
    const query = { arn, from: startedAt, to: endedAt };
    const asked = () => aws.calls("FilterLogEvents").length;
    const before = asked();
    const log = await read<FunctionLog>("rotation-log", query);
    expect(log).toMatchObject({
      state: "line",
      group: "/aws/lambda/bad",
      line: {
        text: expect.stringMatching(/^\[ERROR\] ValueError: setSecret: Unable to log into/),
        requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
        namesSecret: true,
      },
    });
    expect(asked()).toBe(before + 1);
    const quiet = { ...query, from: "2026-01-01T00:00:00Z", to: "2026-01-01T01:00:00Z" };
    expect(await read("rotation-log", quiet)).toMatchObject({ state: "no error", isWhole: true });

    const policies = aws.sandbox.world.account("111122223333").iam.roles.get("StrongroomOperator")
      ?.policies as Map<string, string>;
    const shipped = [...policies];
    for (const [name, text] of shipped)
      policies.set(name, text.replace("logs:FilterLogEvents", "logs:GetQueryResults"));
    const refused = await answerRead("rotation-log", new URLSearchParams(query));
    for (const [name, text] of shipped) policies.set(name, text);
    expect(refused).toMatchObject({
      ok: false,
      failure: { code: "denied-by-aws", aws: { iamAction: "logs:FilterLogEvents" } },
    });
    expect(asked(), "a refusal is not tried again").toBe(before + 3);
    await signIn("auditor-1", "auditor");
    expect(await answerRead("rotation-log", new URLSearchParams(query))).toMatchObject({
      failure: { code: "not-allowed" },
    });
    expect(asked()).toBe(before + 3);
  });

  test("a repeated click begins no second rotation", async () => {
    const arn = await secret("twice");
    await signIn("operator-1");
    await turnOn(arn, fn("hangs", { kind: "hang", step: "setSecret" }));
    const id = token();
    const [first, second] = [
      await rotateNow({ arn, token: id }),
      await rotateNow({ arn, token: id }),
    ];
    expect([first.ok, second.ok]).toEqual([true, true]);
    const versions = Object.keys((await describeIt(arn)).VersionIdsToStages ?? {});
    expect(versions).toHaveLength(2);
  });

  test("credentials for a rotation reach one secret and one function", async () => {
    const arn = await secret("narrow");
    await signIn("operator-1");
    const functionArn = fn("narrow", { kind: "succeed" });
    await turnOn(arn, functionArn);
    const policy = aws.calls("RotateSecret", "StrongroomOperator").at(-1)?.sessionPolicy ?? "";
    expect(policy).toContain(arn);
    expect(policy).toContain(functionArn);
  });

  test.each(["approver", "auditor"] as const)("%s may do none of it", async (role) => {
    const arn = await secret(`not-${role}`);
    await signIn(`${role}-1`, role);
    const refused = { ok: false, failure: { code: "not-allowed" } };
    expect(await rotateNow({ arn, token: token() })).toMatchObject(refused);
    expect(await testRotation({ arn, token: token() })).toMatchObject(refused);
    expect(await turnOffRotation({ arn })).toMatchObject(refused);
  });
});

function cronAs(windowDuration: string) {
  return { scheduleExpression: cron.scheduleExpression, windowDuration };
}
