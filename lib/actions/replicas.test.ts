import {
  CreateSecretCommand,
  DescribeSecretCommand,
  PutSecretValueCommand,
} from "@aws-sdk/client-secrets-manager";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { stubSettings, writeSettings } from "@/lib/auth/settings.test-support";
import { useDatabase } from "@/lib/db/databases.test-support";
import { arnInRegion } from "@/lib/domain/replicas";
import { consoleUrl, issuer, visitor } from "@/lib/entry/visitor.test-support";
import { useAws } from "@/lib/inventory/aws.test-support";
import { replicaDrift, replicas } from "@/lib/reads/replicas";
import { addReplica, promoteReplica, removeReplica } from "./replicas";

const request = vi.hoisted(() => ({ headers: new Headers() }));
vi.mock("next/headers", () => ({ headers: async () => request.headers }));

const file = writeSettings(issuer, {});
beforeEach(async () => {
  stubSettings(file, consoleUrl);
  request.headers = (await visitor("operator-replicas", ["operator"])).headers();
});

const region = "us-east-1";
const patiently = { timeout: 30_000, interval: 200 };

describe("replicas of a secret", () => {
  useDatabase("embedded");
  const aws = useAws();

  async function secret(Name: string, where = "eu-west-1"): Promise<string> {
    const command = new CreateSecretCommand({ Name, SecretString: "v" });
    return (await aws.admin(where).send(command)).ARN ?? "";
  }

  async function states(arn: string) {
    const { ReplicationStatus = [] } = await aws
      .admin("eu-west-1")
      .send(new DescribeSecretCommand({ SecretId: arn }));
    return ReplicationStatus.map(({ Region, Status }) => `${Region} ${Status}`);
  }

  test("one is added, compared in its own Region, and removed at once", async () => {
    const arn = await secret("copied/db");
    expect(await addReplica({ arn, region, overwrites: false })).toMatchObject({ ok: true });
    await vi.waitFor(
      async () => expect(await states(arn)).toEqual([`${region} InSync`]),
      patiently,
    );
    expect(await replicaDrift({ arn, region })).toMatchObject({ data: { drift: [], versions: 1 } });
    expect(await removeReplica({ arn, region })).toMatchObject({ data: { replicas: [] } });
    expect(await states(arn)).toEqual([]);
    const call = aws.calls("RemoveRegionsFromReplication", "StrongroomOperator").at(-1);
    expect(call?.sessionPolicy).toContain(arn);
    expect(await replicas({ arn })).toMatchObject({ data: { freeRegions: [region] } });
  });

  // Facts 2.5: a name that is taken there fails no call; it shows in the status, with AWS's reason.
  test("a failed one says why, and a new try that overwrites repairs it", async () => {
    const arn = await secret("taken/db");
    await secret("taken/db", region);
    expect(await addReplica({ arn, region, overwrites: false })).toMatchObject({ ok: true });
    await vi.waitFor(
      async () => expect(await states(arn)).toEqual([`${region} Failed`]),
      patiently,
    );
    expect(await addReplica({ arn, region, overwrites: true })).toMatchObject({ ok: true });
    await vi.waitFor(
      async () => expect(await states(arn)).toEqual([`${region} InSync`]),
      patiently,
    );
  });

  test("a promoted one is a secret of its own, and follows no longer", async () => {
    const arn = await secret("promoted/db");
    await addReplica({ arn, region, overwrites: false });
    await vi.waitFor(
      async () => expect(await states(arn)).toEqual([`${region} InSync`]),
      patiently,
    );
    expect(await promoteReplica({ arn, region })).toMatchObject({ data: { replicas: [] } });
    const call = aws.calls("StopReplicationToReplica", "StrongroomOperator").at(-1);
    expect(call?.region).toBe(region);
    await aws
      .admin("eu-west-1")
      .send(new PutSecretValueCommand({ SecretId: arn, SecretString: "new" }));
    const outcome = await replicaDrift({ arn, region });
    expect(outcome.ok && outcome.data.drift.length).toBe(2);
    const copy = new DescribeSecretCommand({ SecretId: arnInRegion(arn, region) });
    expect((await aws.admin(region).send(copy)).PrimaryRegion).toBeUndefined();
  });

  test("what cannot be is refused before AWS is asked to change anything", async () => {
    const arn = await secret("alone/db");
    const refused = { failure: { code: "invalid-input" } };
    expect(await promoteReplica({ arn, region })).toMatchObject(refused);
    expect(await addReplica({ arn, region: "eu-west-1", overwrites: false })).toMatchObject(
      refused,
    );
    const kmsKeyId = "arn:aws:kms:eu-west-1:111122223333:key/1234";
    expect(await addReplica({ arn, region, kmsKeyId, overwrites: false })).toMatchObject(refused);
    expect(
      aws.calls("ReplicateSecretToRegions").filter(({ resource }) => resource === arn),
    ).toEqual([]);
  });
});
