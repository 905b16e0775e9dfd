import {
  CreateSecretCommand,
  DeleteSecretCommand,
  DescribeSecretCommand,
  GetResourcePolicyCommand,
  GetSecretValueCommand,
  ListSecretsCommand,
  PutResourcePolicyCommand,
  PutSecretValueCommand,
  RemoveRegionsFromReplicationCommand,
  ReplicateSecretToRegionsCommand,
  RotateSecretCommand,
  StopReplicationToReplicaCommand,
  TagResourceCommand,
  UpdateSecretCommand,
} from "@aws-sdk/client-secrets-manager";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Sandbox } from "../start";
import {
  allRefused,
  clientOf,
  frozenSandbox,
  recordNames,
  refusal,
  trail,
} from "./secrets.test-support";

let sandbox: Sandbox;
let east: ReturnType<typeof clientOf>;
let west: ReturnType<typeof clientOf>;
beforeAll(async () => {
  sandbox = await frozenSandbox();
  east = clientOf(sandbox);
  west = clientOf(sandbox, "us-west-2");
});
afterAll(() => sandbox.close());

let SecretId = "";
let arn = "";
let copy = "";
let serial = 0;
beforeEach(async () => {
  SecretId = `copied/${serial++}`;
  const made = await east.send(new CreateSecretCommand({ Name: SecretId, SecretString: "one" }));
  arn = made.ARN ?? "";
  copy = arn.replace("us-east-1", "us-west-2");
});

const toWest = [{ Region: "us-west-2" }];
const replicate = (input: object = {}) =>
  east.send(new ReplicateSecretToRegionsCommand({ SecretId, AddReplicaRegions: toWest, ...input }));
const status = async () =>
  (await east.send(new DescribeSecretCommand({ SecretId }))).ReplicationStatus;
const settle = () => sandbox.world.clock.advance(5000);

describe("facts 2.5: a copy in another Region", () => {
  it("is InProgress, then InSync, with AWS's words", async () => {
    const { ReplicationStatus } = await replicate();
    expect(ReplicationStatus).toEqual([
      { Region: "us-west-2", KmsKeyId: "alias/aws/secretsmanager", Status: "InProgress" },
    ]);
    const from = trail(sandbox).length;
    settle();
    expect(await status()).toEqual([
      {
        Region: "us-west-2",
        KmsKeyId: "alias/aws/secretsmanager",
        Status: "InSync",
        StatusMessage: "Replication succeeded",
      },
    ]);
    expect(recordNames(sandbox, from)).toContain("ReplicationSucceeded");
  });

  it("has the same suffix and versions, names the primary's Region and its key, and its own reads", async () => {
    await replicate();
    const primary = await east.send(new DescribeSecretCommand({ SecretId }));
    const { $metadata: _, ...replica } = await west.send(new DescribeSecretCommand({ SecretId }));
    expect(replica).toMatchObject({
      ARN: copy,
      PrimaryRegion: "us-east-1",
      KmsKeyId: "alias/aws/secretsmanager",
      VersionIdsToStages: primary.VersionIdsToStages,
    });
    expect(replica).not.toHaveProperty("ReplicationStatus");
    expect(primary.PrimaryRegion).toBe("us-east-1");
    expect(primary).not.toHaveProperty("KmsKeyId");
    const read = await west.send(new GetSecretValueCommand({ SecretId: copy }));
    expect(read.SecretString).toBe("one");
    expect(
      (await east.send(new DescribeSecretCommand({ SecretId }))).LastAccessedDate,
    ).toBeUndefined();
    expect((await status())?.[0]?.LastAccessedDate).toEqual(new Date("2026-03-10T00:00:00Z"));
  });

  it("follows values, labels, tags and policy", async () => {
    await replicate();
    await east.send(new PutSecretValueCommand({ SecretId, SecretString: "two" }));
    await east.send(new TagResourceCommand({ SecretId, Tags: [{ Key: "a", Value: "b" }] }));
    const read = await west.send(new GetSecretValueCommand({ SecretId: copy }));
    expect(read.SecretString).toBe("two");
    expect((await west.send(new DescribeSecretCommand({ SecretId }))).Tags).toEqual([
      { Key: "a", Value: "b" },
    ]);
  });

  it("is listed by its primary's Region", async () => {
    await replicate();
    const Filters = [
      { Key: "primary-region" as const, Values: ["us-east-1"] },
      { Key: "name" as const, Values: [SecretId] },
    ];
    const { SecretList } = await west.send(new ListSecretsCommand({ Filters }));
    expect(SecretList?.[0]).toMatchObject({ ARN: copy, PrimaryRegion: "us-east-1" });
    const [entry] = (await east.send(new ListSecretsCommand({ Filters }))).SecretList ?? [];
    expect(entry).not.toHaveProperty("ReplicationStatus");
  });

  it("facts 1.1: cannot be written", async () => {
    await replicate();
    const id = { SecretId: copy };
    for (const answer of await allRefused([
      west.send(new PutSecretValueCommand({ ...id, SecretString: "x" })),
      west.send(new UpdateSecretCommand({ ...id, Description: "x" })),
      west.send(new TagResourceCommand({ ...id, Tags: [{ Key: "a", Value: "b" }] })),
      west.send(new PutResourcePolicyCommand({ ...id, ResourcePolicy: "{}" })),
      west.send(new GetResourcePolicyCommand(id)),
      west.send(new RotateSecretCommand(id)),
      west.send(new DeleteSecretCommand(id)),
      west.send(
        new ReplicateSecretToRegionsCommand({
          ...id,
          AddReplicaRegions: [{ Region: "eu-west-1" }],
        }),
      ),
    ])) {
      expect(answer).toEqual({
        code: "InvalidParameterException",
        message:
          "Operation not permitted on a replica secret. Call must be made in primary secret's region.",
        status: 400,
      });
    }
  });
});

describe("facts 2.5: failures do not fail the call", () => {
  it("a name that is taken turns Failed; force overwrites", async () => {
    await west.send(new CreateSecretCommand({ Name: SecretId, SecretString: "theirs" }));
    await replicate();
    settle();
    expect(await status()).toMatchObject([
      { Status: "Failed", StatusMessage: "Secret with this name already exists in this region" },
    ]);
    const kept = await west.send(new GetSecretValueCommand({ SecretId }));
    expect(kept.SecretString).toBe("theirs");
    await replicate({ ForceOverwriteReplicaSecret: true });
    settle();
    expect(await status()).toMatchObject([{ Status: "InSync" }]);
    const taken = await west.send(new GetSecretValueCommand({ SecretId }));
    expect(taken.SecretString).toBe("one");
  });

  it("a copy of another primary is not overwritten, force or not", async () => {
    await replicate();
    const there = clientOf(sandbox, "eu-west-1");
    await there.send(new CreateSecretCommand({ Name: SecretId, SecretString: "theirs" }));
    const again = { SecretId, AddReplicaRegions: toWest, ForceOverwriteReplicaSecret: true };
    await there.send(new ReplicateSecretToRegionsCommand(again));
    settle();
    const seen = await there.send(new DescribeSecretCommand({ SecretId }));
    expect(seen.ReplicationStatus).toMatchObject([
      { Status: "Failed", StatusMessage: expect.stringMatching(/with a different arn$/) },
    ]);
    const kept = await west.send(new GetSecretValueCommand({ SecretId }));
    expect(kept.SecretString).toBe("one");
  });

  it("a key of another Region turns Failed; the same call with another key changes it", async () => {
    const KmsKeyId = "arn:aws:kms:us-east-1:111122223333:key/1";
    await replicate({ AddReplicaRegions: [{ Region: "us-west-2", KmsKeyId }] });
    settle();
    expect(await status()).toMatchObject([{ Status: "Failed" }]);
    await replicate({ AddReplicaRegions: [{ Region: "us-west-2", KmsKeyId: "alias/west" }] });
    settle();
    expect(await status()).toMatchObject([{ Status: "InSync", KmsKeyId: "alias/west" }]);
  });

  it.each(["us-east-1", "nowhere"])("facts 1.1: %s is no Region for a copy", async (Region) => {
    expect(await refusal(replicate({ AddReplicaRegions: [{ Region }] }))).toMatchObject({
      code: "InvalidParameterException",
      message: "Invalid replica region.",
    });
  });
});

describe("facts 2.3, 2.5: the end of a copy", () => {
  it("a primary with copies cannot be deleted; removing them is immediate", async () => {
    await replicate();
    const message = `You can't delete secret ${arn} that still has replica regions [us-west-2]`;
    expect(await refusal(east.send(new DeleteSecretCommand({ SecretId })))).toMatchObject({
      message,
    });
    const input = { SecretId, RemoveReplicaRegions: ["us-west-2"] };
    await east.send(new RemoveRegionsFromReplicationCommand(input));
    const gone = west.send(new DescribeSecretCommand({ SecretId }));
    expect((await refusal(gone)).code).toBe("ResourceNotFoundException");
    expect(await east.send(new DescribeSecretCommand({ SecretId }))).not.toHaveProperty(
      "PrimaryRegion",
    );
    await east.send(new DeleteSecretCommand({ SecretId }));
  });

  it("StopReplicationToReplica makes it a secret of its own, with the same suffix", async () => {
    await replicate();
    const answer = await west.send(new StopReplicationToReplicaCommand({ SecretId: copy }));
    expect(answer.ARN).toBe(copy);
    expect(await status()).toBeUndefined();
    await west.send(new PutSecretValueCommand({ SecretId: copy, SecretString: "own" }));
    const read = await east.send(new GetSecretValueCommand({ SecretId }));
    expect(read.SecretString).toBe("one");
    expect(await west.send(new DescribeSecretCommand({ SecretId }))).not.toHaveProperty(
      "PrimaryRegion",
    );
    await replicate({ ForceOverwriteReplicaSecret: false });
    settle();
    expect(await status()).toMatchObject([{ Status: "Failed" }]);
  });
});

it("facts 1.2 CreateSecret: copies can be asked for at once", async () => {
  const made = await east.send(
    new CreateSecretCommand({
      Name: `${SecretId}/both`,
      SecretString: "x",
      AddReplicaRegions: toWest,
    }),
  );
  expect(made.ReplicationStatus).toMatchObject([{ Region: "us-west-2", Status: "InProgress" }]);
});
