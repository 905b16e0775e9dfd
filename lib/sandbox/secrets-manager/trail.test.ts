import {
  BatchGetSecretValueCommand,
  CreateSecretCommand,
  DeleteSecretCommand,
  DescribeSecretCommand,
  GetRandomPasswordCommand,
  GetSecretValueCommand,
  PutResourcePolicyCommand,
  PutSecretValueCommand,
  ReplicateSecretToRegionsCommand,
  RotateSecretCommand,
  TagResourceCommand,
  UpdateSecretCommand,
  UpdateSecretVersionStageCommand,
} from "@aws-sdk/client-secrets-manager";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { TrailRecord } from "../contract";
import type { Sandbox } from "../start";
import { afterMove, afterRotationStart, afterWrite, byVersion, type Labels } from "./labels";
import { addFunction, clientOf, frozenSandbox, trail } from "./secrets.test-support";
import { longDate } from "./trail";

let sandbox: Sandbox;
let client: ReturnType<typeof clientOf>;
beforeAll(async () => {
  sandbox = await frozenSandbox();
  client = clientOf(sandbox);
});
afterAll(() => sandbox.close());

const last = () => trail(sandbox).at(-1);

describe("facts 4.2: CloudTrail records", () => {
  const SecretId = "trailed";
  const ClientRequestToken = "0".repeat(36);
  let arn = "";

  it("CreateSecret: name and token, never the value, no answer", async () => {
    const input = { Name: SecretId, SecretString: "hush-1", ClientRequestToken };
    arn = (await client.send(new CreateSecretCommand(input))).ARN ?? "";
    expect(last()).toMatchObject({
      eventName: "CreateSecret",
      eventSource: "secretsmanager.amazonaws.com",
      eventType: "AwsApiCall",
      readOnly: false,
      requestParameters: { name: SecretId, clientRequestToken: ClientRequestToken },
      responseElements: null,
    });
  });

  it("GetSecretValue: what was typed", async () => {
    await client.send(new GetSecretValueCommand({ SecretId, VersionStage: "AWSCURRENT" }));
    expect(last()).toMatchObject({
      readOnly: true,
      requestParameters: { secretId: SecretId, versionStage: "AWSCURRENT" },
      responseElements: null,
    });
  });

  it("other writes: camelCase inputs, and at least the ARN in the answer", async () => {
    const Tags = [{ Key: "team", Value: "blue" }];
    await client.send(new TagResourceCommand({ SecretId, Tags }));
    expect(last()?.requestParameters).toEqual({
      secretId: SecretId,
      tags: [{ key: "team", value: "blue" }],
    });
    await client.send(
      new UpdateSecretCommand({ SecretId, Description: "d", SecretString: "hush-2" }),
    );
    expect(last()?.requestParameters).toMatchObject({ secretId: SecretId, description: "d" });
    for (const record of trail(sandbox).slice(-2)) expect(record.responseElements?.arn).toBe(arn);
  });

  it("a refused call: code and text", async () => {
    await client.send(new GetSecretValueCommand({ SecretId: "none" })).catch(() => undefined);
    expect(last()).toMatchObject({
      errorCode: "ResourceNotFoundException",
      errorMessage: "Secrets Manager can't find the specified secret.",
      responseElements: null,
    });
  });

  it("DeleteSecret: window, name, ARN, and the date as CloudTrail writes it", async () => {
    const input = { SecretId, RecoveryWindowInDays: 7 };
    const { DeletionDate } = await client.send(new DeleteSecretCommand(input));
    expect(last()).toMatchObject({
      requestParameters: { secretId: SecretId, recoveryWindowInDays: 7 },
      responseElements: {
        name: SecretId,
        arn,
        deletionDate: longDate(DeletionDate ?? new Date(0)),
      },
    });
    expect(longDate(new Date("2018-05-03T17:51:02Z"))).toBe("May 3, 2018 5:51:02 PM");
  });
});

// The rule above all others: whatever is called, a value is in no record and no log.
it("no value is ever in CloudTrail or in the log of calls", async () => {
  const SecretId = "silent";
  const bytes = Buffer.from("hush-bytes");
  const send = client.send.bind(client);
  await send(new CreateSecretCommand({ Name: SecretId, SecretString: "hush-3" }));
  await send(new PutSecretValueCommand({ SecretId, SecretBinary: bytes }));
  await send(new UpdateSecretCommand({ SecretId, SecretString: "hush-4" }));
  await send(new GetSecretValueCommand({ SecretId }));
  await send(new BatchGetSecretValueCommand({ SecretIdList: [SecretId] }));
  const { RandomPassword = "" } = await send(new GetRandomPasswordCommand({}));
  const AddReplicaRegions = [{ Region: "us-west-2" }];
  await send(new ReplicateSecretToRegionsCommand({ SecretId, AddReplicaRegions }));
  const policy = JSON.stringify({ Version: "2012-10-17", Statement: [] });
  await send(new PutResourcePolicyCommand({ SecretId, ResourcePolicy: policy })).catch(
    () => undefined,
  );
  const RotationLambdaARN = addFunction(sandbox, "silent");
  await send(new RotateSecretCommand({ SecretId, RotationLambdaARN }));
  sandbox.world.clock.advance(5000);
  const { SecretString = "" } = await send(new GetSecretValueCommand({ SecretId }));
  const written = JSON.stringify([
    trail(sandbox),
    trail(sandbox, "us-west-2"),
    sandbox.world.calls,
  ]);
  for (const value of ["hush", bytes.toString("base64"), RandomPassword, SecretString]) {
    expect(value.length).toBeGreaterThan(3);
    expect(written).not.toContain(JSON.stringify(value).slice(1, -1));
  }
});

/** Labels as somebody would tell them who has CloudTrail and AWS's rules, and nothing else. */
function replayed(records: readonly TrailRecord[], name: string, arn: string): Labels {
  let labels: Labels = new Map();
  for (const { eventName, errorCode, requestParameters: said } of records) {
    if (errorCode || !said || ![said.name, said.secretId].some((id) => id === name || id === arn)) {
      continue;
    }
    const token = String(said.clientRequestToken);
    const stages = said.versionStages as string[] | undefined;
    if (eventName === "CreateSecret") labels = afterWrite(labels, token, undefined, true);
    if (eventName === "PutSecretValue") labels = afterWrite(labels, token, stages, false);
    if (eventName === "RotateSecret") labels = afterRotationStart(labels, token);
    if (eventName === "UpdateSecretVersionStage") {
      const move = {
        label: String(said.versionStage),
        from: said.removeFromVersionId as string | undefined,
        to: said.moveToVersionId as string | undefined,
      };
      labels = afterMove(labels, move, () => true);
    }
  }
  return labels;
}

const step = fc.oneof(
  fc.record({
    kind: fc.constant("put" as const),
    stages: fc.constantFrom<(string[] | undefined)[]>(
      undefined,
      ["A"],
      ["AWSCURRENT", "B"],
      ["AWSPENDING"],
    ),
  }),
  fc.record({
    kind: fc.constant("move" as const),
    label: fc.constantFrom("AWSCURRENT", "A", "B", "AWSPENDING"),
    to: fc.nat(5),
  }),
  fc.record({ kind: fc.constant("rotate" as const) }),
);

// What the console's timeline rests on.
it("facts 2.2, 4.2: CloudTrail replayed from empty gives the labels that Describe gives", async () => {
  let serial = 0;
  const RotationLambdaARN = addFunction(sandbox, "replayed");
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
      const SecretId = `replayed/${serial++}`;
      const made = await client.send(
        new CreateSecretCommand({ Name: SecretId, SecretString: "x" }),
      );
      const ids = [made.VersionId ?? ""];
      for (const each of steps) {
        if (each.kind === "put") {
          const input = { SecretId, SecretString: "y", VersionStages: each.stages };
          ids.push((await client.send(new PutSecretValueCommand(input))).VersionId ?? "");
        } else if (each.kind === "rotate") {
          const rotate = new RotateSecretCommand({ SecretId, RotationLambdaARN });
          await client.send(rotate).catch(() => undefined);
          sandbox.world.clock.advance(5000);
        } else {
          const { VersionIdsToStages = {} } = await client.send(
            new DescribeSecretCommand({ SecretId }),
          );
          const holder = Object.entries(VersionIdsToStages).find(([, held]) =>
            held.includes(each.label),
          );
          const input = {
            SecretId,
            VersionStage: each.label,
            RemoveFromVersionId: holder?.[0],
            MoveToVersionId: ids[each.to % ids.length],
          };
          await client.send(new UpdateSecretVersionStageCommand(input)).catch(() => undefined);
        }
      }
      const { VersionIdsToStages = {} } = await client.send(
        new DescribeSecretCommand({ SecretId }),
      );
      const told = byVersion(replayed(trail(sandbox), SecretId, made.ARN ?? ""));
      const sorted = (map: Record<string, string[]>) =>
        Object.fromEntries(Object.entries(map).map(([id, held]) => [id, [...held].sort()]));
      expect(sorted(told)).toEqual(sorted(VersionIdsToStages));
    }),
    { numRuns: 40 },
  );
});
