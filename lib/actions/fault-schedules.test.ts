import {
  CreateSecretCommand,
  DescribeSecretCommand,
  GetResourcePolicyCommand,
  PutResourcePolicyCommand,
} from "@aws-sdk/client-secrets-manager";
import fc from "fast-check";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { stubSettings, writeSettings } from "@/lib/auth/settings.test-support";
import { useDatabase } from "@/lib/db/databases.test-support";
import type { Outcome } from "@/lib/domain/outcome";
import { consoleUrl, issuer, visitor } from "@/lib/entry/visitor.test-support";
import { useAws } from "@/lib/inventory/aws.test-support";
import type { FaultOrder } from "../sandbox/faults";
import { scheduleDeletion } from "./deletion";
import { removePolicy, replacePolicy } from "./policy";
import { addReplica, promoteReplica, removeReplica } from "./replicas";
import { changeTags } from "./secret";

const request = vi.hoisted(() => ({ headers: new Headers() }));
vi.mock("next/headers", () => ({ headers: async () => request.headers }));

const file = writeSettings(issuer, {});
beforeEach(() => stubSettings(file, consoleUrl));

const region = "us-east-1";
const policy = JSON.stringify({
  Version: "2012-10-17",
  Statement: [
    {
      Effect: "Allow",
      Principal: { AWS: "arn:aws:iam::111122223333:root" },
      Action: "secretsmanager:DescribeSecret",
      Resource: "*",
    },
  ],
});

interface Truth {
  policy?: string;
  regions: string[];
  tags: string[];
  isLeaving: boolean;
}

/** One write: how its secret begins, the act, AWS's operations on its way, and whether it took place. */
interface Write {
  begins: "plain" | "with a policy" | "with a replica";
  act: (arn: string) => Promise<Outcome<unknown>>;
  operations: readonly string[];
  isDone: (now: Truth) => boolean;
}

const writes: Record<string, Write> = {
  replacePolicy: {
    begins: "plain",
    act: (arn) => replacePolicy({ arn, policy }),
    operations: ["GetResourcePolicy", "PutResourcePolicy", "PutResourcePolicy"],
    isDone: (now) => now.policy !== undefined,
  },
  removePolicy: {
    begins: "with a policy",
    act: (arn) => removePolicy({ arn, seen: policy }),
    operations: ["GetResourcePolicy", "DeleteResourcePolicy", "DeleteResourcePolicy"],
    isDone: (now) => now.policy === undefined,
  },
  scheduleDeletion: {
    begins: "plain",
    act: (arn) => {
      const typedName = arn.split("/").at(-1)?.slice(0, -7) ?? "";
      return scheduleDeletion({ arn, windowDays: 30, typedName, tags: [] });
    },
    operations: ["DescribeSecret", "DeleteSecret", "DeleteSecret"],
    isDone: (now) => now.isLeaving,
  },
  changeTags: {
    begins: "plain",
    act: (arn) => changeTags({ arn, set: [{ key: "new", value: "1" }], remove: ["old"] }),
    operations: ["DescribeSecret", "TagResource", "UntagResource", "UntagResource"],
    isDone: ({ tags }) => tags.includes("new") && !tags.includes("old"),
  },
  addReplica: {
    begins: "plain",
    act: (arn) => addReplica({ arn, region, overwrites: false }),
    operations: ["DescribeSecret", "ReplicateSecretToRegions", "ReplicateSecretToRegions"],
    isDone: (now) => now.regions.includes(region),
  },
  removeReplica: {
    begins: "with a replica",
    act: (arn) => removeReplica({ arn, region }),
    operations: ["DescribeSecret", "RemoveRegionsFromReplication", "RemoveRegionsFromReplication"],
    isDone: (now) => !now.regions.includes(region),
  },
  promoteReplica: {
    begins: "with a replica",
    act: (arn) => promoteReplica({ arn, region }),
    operations: ["DescribeSecret", "StopReplicationToReplica", "StopReplicationToReplica"],
    isDone: (now) => !now.regions.includes(region),
  },
};

/** Together 588; those under way at once share their faults, so that calls meet them at any step. */
const SCHEDULES = 84;
const AT_ONCE = 12;

describe("a fault at each step of a write ends in the truth", () => {
  useDatabase("embedded");
  const aws = useAws();
  const admin = () => aws.admin("eu-west-1");

  async function secret(name: string, begins: Write["begins"]): Promise<string> {
    const AddReplicaRegions = begins === "with a replica" ? [{ Region: region }] : undefined;
    const { ARN = "" } = await admin().send(
      new CreateSecretCommand({
        Name: name,
        SecretString: "v",
        Tags: [{ Key: "old", Value: "1" }],
        AddReplicaRegions,
      }),
    );
    if (begins === "with a policy")
      await admin().send(new PutResourcePolicyCommand({ SecretId: ARN, ResourcePolicy: policy }));
    return ARN;
  }

  async function truth(arn: string): Promise<Truth> {
    const {
      DeletedDate,
      ReplicationStatus = [],
      Tags = [],
    } = await admin().send(new DescribeSecretCommand({ SecretId: arn }));
    const isLeaving = DeletedDate !== undefined;
    const regions = ReplicationStatus.map(({ Region = "" }) => Region);
    const tags = Tags.map(({ Key = "" }) => Key);
    if (isLeaving) return { regions, tags, isLeaving };
    const { ResourcePolicy } = await admin().send(new GetResourcePolicyCommand({ SecretId: arn }));
    return { policy: ResourcePolicy, regions, tags, isLeaving };
  }

  test.each(Object.entries(writes))(
    `${SCHEDULES} schedules of %s: done, not done, or not confirmed`,
    async (name, { begins, act, operations, isDone }) => {
      request.headers = (await visitor(`faults-${name}`, ["operator"])).headers();
      const { faults } = aws.sandbox.controls;
      const said = new Set<string>();
      for (let first = 0; first < SCHEDULES; first += AT_ONCE) {
        const seeds = Array.from({ length: AT_ONCE }, (_, at) => first + at);
        const arns = await Promise.all(
          seeds.map((seed) => secret(`faults/${name}-${seed}`, begins)),
        );
        for (const order of seeds.flatMap((seed) => scheduleOf(seed, operations)))
          faults.add(order);
        const outcomes = await Promise.all(arns.map(act));
        faults.clear();
        for (const [at, outcome] of outcomes.entries()) {
          const word = outcome.ok ? "done" : outcome.failure.code;
          said.add(word);
          if (word === "not-confirmed") continue;
          const now = await truth(arns[at] ?? "");
          expect(isDone(now), `seed ${first + at} said ${word}`).toBe(word === "done");
        }
      }
      expect([...said]).toEqual(expect.arrayContaining(["done"]));
    },
    240_000,
  );
});

/** What befalls the calls of one write, always the same for one number. */
function scheduleOf(seed: number, operations: readonly string[]): FaultOrder[] {
  const effects: FaultOrder["effect"][] = [
    { kind: "reset", when: "before" },
    { kind: "reset", when: "after" },
    { kind: "error", when: "before", status: 500, code: "InternalServiceError", message: "down" },
    { kind: "error", when: "after", status: 503, code: "ServiceUnavailable", message: "down" },
    { kind: "error", when: "before", status: 400, code: "ThrottlingException", message: "slow" },
    { kind: "truncate", bytes: 10 },
  ];
  const shape = fc.record({
    operation: fc.constantFrom(...operations),
    effect: fc.constantFrom(...effects),
    nth: fc.uniqueArray(fc.integer({ min: 1, max: 24 }), { minLength: 1, maxLength: 3 }),
  });
  const schedule = fc.array(shape, { minLength: 1, maxLength: 3 });
  return fc.sample(schedule, { seed, numRuns: 1 })[0] ?? [];
}
