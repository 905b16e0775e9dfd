import fc from "fast-check";
import { expect, test } from "vitest";
import type { Caller, World } from "../contract";
import { dispatch } from "../dispatch";
import { allowSecretsManager, lambdaOf } from "../lambda/state";
import { secretsManagerService } from "../secrets-manager/service";
import { storeOf } from "../secrets-manager/store";
import { makeWorld } from "../world";
import { eventText } from "./event-text";
import { type Replayed, replayLabels } from "./replayed-labels.test-support";

const account = "111122223333";
const region = "eu-west-1";
const fn = `arn:aws:lambda:${region}:${account}:function:rotate`;

const operator: Caller = {
  kind: "user",
  accountId: account,
  arn: `arn:aws:iam::${account}:user/operator`,
  userId: "AIDAOPERATOR000000001",
  accessKeyId: "AKIAOPERATOR00000001",
  userName: "operator",
  sessionTags: {},
};

const tokenOf = (version: number) => `0000000${version}-1111-4222-8333-444444444444`;

type Step =
  | { do: "put"; version: number; labels: string[] | undefined }
  | { do: "move"; label: string; to: number | undefined; from: number | undefined }
  | { do: "rotate"; version: number; fails: boolean }
  | { do: "wait" }
  | { do: "delete" }
  | { do: "restore" };

const version = fc.integer({ min: 1, max: 6 });
const label = fc.constantFrom("AWSCURRENT", "AWSPREVIOUS", "AWSPENDING", "blue", "green");

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    do: fc.constant("put" as const),
    version,
    labels: fc.option(fc.uniqueArray(label, { minLength: 1, maxLength: 3 }), { nil: undefined }),
  }),
  fc.record({
    do: fc.constant("move" as const),
    label,
    to: fc.option(version, { nil: undefined }),
    from: fc.option(version, { nil: undefined }),
  }),
  fc.record({ do: fc.constant("rotate" as const), version, fails: fc.boolean() }),
  fc.record({ do: fc.constant("wait" as const) }),
  fc.record({ do: fc.constantFrom("delete" as const, "restore" as const) }),
);

/** A world with one secret and one rotation function. */
function freshWorld(): World {
  const world = makeWorld([secretsManagerService]);
  world.clock.freeze();
  const { functions } = lambdaOf(world.region(account, region));
  functions.set("rotate", {
    name: "rotate",
    arn: fn,
    description: "",
    runtime: "python3.13",
    handler: "h",
    roleArn: `arn:aws:iam::${account}:role/rotate`,
    timeoutSeconds: 30,
    memoryMb: 128,
    environment: {},
    policy: allowSecretsManager(fn),
    lastModified: world.clock.now(),
  });
  return world;
}

const ask = (world: World, operation: string, input: Record<string, unknown>) =>
  dispatch(world, {
    service: "secretsmanager",
    operation,
    region,
    input,
    caller: operator,
    sourceIpAddress: "127.0.0.1",
    userAgent: "test",
    unauthorized: true,
  }).catch(() => undefined);

async function take(world: World, step: Step): Promise<void> {
  const SecretId = "db";
  world.clock.advance(1_000);
  switch (step.do) {
    case "put":
      await ask(world, "PutSecretValue", {
        SecretId,
        ClientRequestToken: tokenOf(step.version),
        SecretString: `value ${step.version}`,
        ...(step.labels ? { VersionStages: step.labels } : {}),
      });
      return;
    case "move":
      await ask(world, "UpdateSecretVersionStage", {
        SecretId,
        VersionStage: step.label,
        ...(step.to ? { MoveToVersionId: tokenOf(step.to) } : {}),
        ...(step.from ? { RemoveFromVersionId: tokenOf(step.from) } : {}),
      });
      return;
    case "rotate": {
      const held = lambdaOf(world.region(account, region)).functions.get("rotate");
      if (held)
        held.script = step.fails ? { kind: "fail", step: "setSecret" } : { kind: "succeed" };
      await ask(world, "RotateSecret", {
        SecretId,
        ClientRequestToken: tokenOf(step.version),
        RotationLambdaARN: fn,
        RotationRules: { AutomaticallyAfterDays: 10 },
      });
      return;
    }
    case "wait":
      world.clock.advance(4 * 3_600_000);
      return;
    case "delete":
      await ask(world, "DeleteSecret", { SecretId });
      return;
    case "restore":
      await ask(world, "RestoreSecret", { SecretId });
      return;
  }
}

// What a timeline stands on: from CloudTrail alone, without a look at AWS, come today's labels.
test("CloudTrail replayed from empty gives the labels, 10,000 times", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 10 }), async (steps) => {
      const world = freshWorld();
      await ask(world, "CreateSecret", {
        Name: "db",
        ClientRequestToken: tokenOf(0),
        SecretString: "value 0",
      });
      for (const each of steps) await take(world, each);
      const records = world
        .trailOf(account, region)
        .map((record): Replayed => JSON.parse(eventText(record)));
      const replayed = replayLabels(records).get("db");
      const secret = storeOf(world.region(account, region)).named("db");
      expect(Object.fromEntries(replayed ?? [])).toEqual(Object.fromEntries(secret?.labels ?? []));
    }),
    { numRuns: 10_000 },
  );
}, 300_000);
