import { CloudTrailClient, LookupEventsCommand } from "@aws-sdk/client-cloudtrail";
import { CreateSecretCommand, DescribeSecretCommand } from "@aws-sdk/client-secrets-manager";
import { afterEach, beforeEach, expect, test } from "vitest";
import { clientOf, frozenSandbox, home } from "./secrets-manager/secrets.test-support";
import { FIRST_ACCOUNT, type Sandbox } from "./start";

let sandbox: Sandbox;

beforeEach(async () => {
  sandbox = await frozenSandbox();
});

afterEach(() => sandbox.close());

async function delays(order?: unknown) {
  const answer = await fetch(`${sandbox.url}/_sandbox/delays`, {
    ...(order === undefined ? {} : { method: "POST", body: JSON.stringify(order) }),
  });
  return { status: answer.status, json: await answer.json() };
}

// A browser test stands on the other side of HTTP, and has to see what takes long at AWS.
test("replication and event history take as long as they are told", async () => {
  const secrets = clientOf(sandbox);
  const trail = new CloudTrailClient({
    endpoint: sandbox.url,
    region: home,
    credentials: { accessKeyId: `AKIA${FIRST_ACCOUNT}`, secretAccessKey: "sandbox" },
  });
  const creations = async () => {
    const attribute = { AttributeKey: "EventName", AttributeValue: "CreateSecret" } as const;
    const page = await trail.send(new LookupEventsCommand({ LookupAttributes: [attribute] }));
    return page.Events?.length;
  };
  const replica = async () => {
    const secret = await secrets.send(new DescribeSecretCommand({ SecretId: "db" }));
    return secret.ReplicationStatus?.[0]?.Status;
  };
  expect((await delays({ replicationMs: 60_000, trailMs: 300_000 })).json).toMatchObject({
    replicationMs: 60_000,
    trailMs: 300_000,
  });
  await secrets.send(
    new CreateSecretCommand({
      Name: "db",
      SecretString: "x",
      AddReplicaRegions: [{ Region: "eu-west-1" }],
    }),
  );
  sandbox.world.clock.advance(59_000);
  expect([await replica(), await creations()]).toEqual(["InProgress", 0]);
  sandbox.world.clock.advance(1_000);
  expect([await replica(), await creations()]).toEqual(["InSync", 0]);
  sandbox.world.clock.advance(240_000);
  expect(await creations()).toBe(1);
  secrets.destroy();
  trail.destroy();
});

test("a reset brings the usual delays, and what is no delay is refused", async () => {
  const { json: usual } = await delays();
  await delays({ listLagMs: 5, trailMs: 5 });
  await sandbox.controls.reset();
  expect((await delays()).json).toEqual(usual);
  for (const order of [{ listLagMs: -1 }, { unknownMs: 5 }, { trailMs: "soon" }]) {
    expect((await delays(order)).status).toBe(400);
  }
});
