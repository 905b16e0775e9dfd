import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { AwsError, type Caller } from "../contract";
import { dispatch } from "../dispatch";
import type { Sandbox } from "../start";
import { current, mostLabels } from "./labels";
import type { Secret } from "./secret";
import { addFunction, frozenSandbox } from "./secrets.test-support";
import { secretsManagerService } from "./service";
import { replicaIn, type SortBy, storeOf } from "./store";

let sandbox: Sandbox;
let functions: string[] = [];
beforeAll(async () => {
  sandbox = await frozenSandbox();
  functions = ["succeed", "fail-set", "hang", "late"].map((name) => addFunction(sandbox, name));
});
afterAll(() => sandbox.close());

const account = "111122223333";
const regions = ["us-east-1", "us-west-2"];
const caller: Caller = {
  kind: "user",
  accountId: account,
  arn: `arn:aws:iam::${account}:user/anyone`,
  userId: "AIDAANYONE",
  accessKeyId: "AKIAANYONE",
  userName: "anyone",
  sessionTags: {},
};

const SecretId = fc.constantFrom("a", "b/c", "/d", "e-abcdef");
const token = fc.oneof(fc.constantFrom("1".repeat(32), "2".repeat(32)), fc.uuid());
const label = fc.constantFrom("AWSCURRENT", "AWSPENDING", "AWSPREVIOUS", "MINE");
const text = fc.constantFrom("one", "two", "three");
const perhaps = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });
const region = fc.constantFrom(...regions);
const copies = fc.array(fc.record({ Region: region }), { minLength: 1, maxLength: 2 });

/** Operations with an input that may or may not fit what is there. */
const inputs: Record<string, fc.Arbitrary<Record<string, unknown>>> = {
  CreateSecret: fc.record({
    Name: SecretId,
    ClientRequestToken: token,
    SecretString: perhaps(text),
    AddReplicaRegions: perhaps(copies),
  }),
  PutSecretValue: fc.record({
    SecretId,
    ClientRequestToken: token,
    SecretString: text,
    VersionStages: perhaps(fc.array(label, { minLength: 1, maxLength: 2 })),
  }),
  UpdateSecret: fc.record({ SecretId, ClientRequestToken: token, SecretString: perhaps(text) }),
  GetSecretValue: fc.record({ SecretId, VersionStage: perhaps(label) }),
  UpdateSecretVersionStage: fc.record({
    SecretId,
    VersionStage: label,
    RemoveFromVersionId: perhaps(token),
    MoveToVersionId: perhaps(token),
  }),
  RotateSecret: fc.record({
    SecretId,
    ClientRequestToken: fc.uuid(),
    RotationLambdaARN: perhaps(fc.nat(3).map((i) => functions[i])),
    RotationRules: fc.constantFrom(
      { AutomaticallyAfterDays: 20 },
      { ScheduleExpression: "rate(9 days)" },
    ),
    RotateImmediately: perhaps(fc.boolean()),
  }),
  CancelRotateSecret: fc.record({ SecretId }),
  DeleteSecret: fc.record({ SecretId, ForceDeleteWithoutRecovery: perhaps(fc.boolean()) }),
  RestoreSecret: fc.record({ SecretId }),
  ReplicateSecretToRegions: fc.record({
    SecretId,
    AddReplicaRegions: copies,
    ForceOverwriteReplicaSecret: perhaps(fc.boolean()),
  }),
  RemoveRegionsFromReplication: fc.record({ SecretId, RemoveReplicaRegions: fc.tuple(region) }),
  StopReplicationToReplica: fc.record({ SecretId }),
  TagResource: fc.record({ SecretId, Tags: fc.constant([{ Key: "k", Value: "v" }]) }),
};

const step = fc.record({
  call: fc.oneof(
    ...Object.entries(inputs).map(([operation, input]) =>
      fc.record({ operation: fc.constant(operation), input }),
    ),
  ),
  region: fc.constantFrom("us-east-1", "us-east-1", "us-east-1", "us-west-2"),
  waitMs: fc.constantFrom(0, 0, 1000, 3_600_000, 31 * 86_400_000),
});

function brokenRules(secret: Secret): string[] {
  const values = [...secret.versions.values()].filter((version) => version.value);
  const labelled = [...secret.labels.values()];
  const replicas = [...(secret.replicas?.values() ?? [])];
  const copied = replicas.every(
    (each) => each.status !== "InSync" || replicaIn(sandbox.world, secret, each.region),
  );
  const rules = {
    "a label names a version": labelled.every((id) => secret.versions.has(id)),
    "at most 20 labels": secret.labels.size <= mostLabels,
    "a value, so AWSCURRENT": values.length === 0 || secret.labels.has(current),
    "what is InSync is there": copied,
    "nothing planned to go rotates": secret.deletedAt === undefined || !secret.rotation?.enabled,
  };
  return Object.entries(rules).flatMap(([rule, holds]) =>
    holds ? [] : [`${secret.name}: ${rule}`],
  );
}

function brokenLists(name: string): string[] {
  const store = storeOf(sandbox.world.region(account, name));
  const orders: SortBy[] = ["name", "created-date", "last-changed-date", "last-accessed-date"];
  const all = [...store.all];
  const wrong = orders.filter((by) => {
    const listed = new Set(store.order(by).upward());
    return listed.size !== all.length || !all.every((secret) => listed.has(secret));
  });
  return [...wrong.map((by) => `${name}: list by ${by}`), ...all.flatMap(brokenRules)];
}

// Everything at once, in any order, with time passing: nothing falls over, nothing is lost.
it("random calls keep every secret, label, copy and list in order, and never fail inside", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40 }), async (steps) => {
      for (const { call, region: at, waitMs } of steps) {
        const request = { service: "secretsmanager", region: at, caller, unauthorized: true };
        const wire = { sourceIpAddress: "127.0.0.1", userAgent: "test", ...call };
        try {
          await dispatch(sandbox.world, { ...request, ...wire });
        } catch (error) {
          if (!(error instanceof AwsError) || error.status >= 500) throw error;
        }
        sandbox.world.clock.advance(waitMs);
        const broken = regions.flatMap(brokenLists);
        if (broken.length > 0) throw new Error(`${broken.join(", ")} after ${call.operation}`);
      }
    }),
    { numRuns: 80 },
  );
});

it("facts 1: answers the 23 operations of the model", () => {
  expect(secretsManagerService.operations.size).toBe(23);
});

// Operations that share a quota use it up together.
it.each([
  ["GetSecretValue", 10_000, 1],
  ["DescribeSecret", 40_000, 1],
  ["BatchGetSecretValue", 100, 1],
  ["ListSecrets", 100, 1],
  ["CreateSecret", 50, 1],
  ["PutResourcePolicy", 50, 4],
  ["PutSecretValue", 50, 6],
  ["RotateSecret", 50, 2],
  ["TagResource", 50, 2],
])("facts 6.2: %s has %i a second, shared by %i operations", (name, perSecond, sharers) => {
  const operations = [...secretsManagerService.operations.values()];
  const quota = secretsManagerService.operations.get(name)?.quota;
  expect(quota?.perSecond).toBe(perSecond);
  expect(operations.filter((each) => each.quota?.group === quota?.group)).toHaveLength(sharers);
});
