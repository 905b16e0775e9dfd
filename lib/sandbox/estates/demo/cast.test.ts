import { GetResourcePolicyCommand, GetSecretValueCommand } from "@aws-sdk/client-secrets-manager";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { CastMember } from "./cast";
import { actorOf, DemoUnderTest } from "./demo-under-test";
import { staging } from "./principals";

let demo: DemoUnderTest;

beforeAll(async () => {
  demo = await DemoUnderTest.start();
});

afterAll(() => demo.close());

test("InSync, Failed and InProgress", async () => {
  const statuses = async (what: string) =>
    (await demo.describe(demo.showing(what))).ReplicationStatus?.map((replica) => replica.Status);
  expect(await statuses("replicas InSync")).toEqual(["InSync", "InSync"]);
  expect(await statuses("one replica Failed")).toEqual(["Failed", "InSync"]);
  expect(await statuses("replica InProgress")).toEqual(["InProgress"]);
});

test("owned by a service, and managed for a partner", async () => {
  const owned = await demo.describe(demo.showing("owned by RDS"));
  expect(owned.Name).toMatch(/^rds!cluster-/);
  expect(owned.OwningService).toBe("rds");
  expect(owned.Tags).toContainEqual({ Key: "aws:secretsmanager:owningService", Value: "rds" });
  expect(owned.RotationEnabled).toBe(true);
  expect(owned).not.toHaveProperty("RotationLambdaARN");
  const partner = await demo.describe(demo.showing("managed external secret"));
  expect(partner.Type).toBe("SalesforceClientSecret");
  expect(partner.ExternalSecretRotationRoleArn).toContain(":role/");
});

test("customer key, default key, a key per version", async () => {
  expect((await demo.describe(demo.showing("customer key"))).KmsKeyId).toBe("alias/payments");
  expect(await demo.describe(demo.showing("default key"))).not.toHaveProperty("KmsKeyId");
  const keys = (await demo.versionsOf(demo.showing("a key per version"))).map(
    (version) => version.KmsKeyIds?.[0],
  );
  expect(new Set(keys).size).toBe(2);
});

test("no owner tag, never read, read only by its own rotation function", async () => {
  const ownerless = await demo.describe(demo.showing("no owner tag"));
  expect((ownerless.Tags ?? []).map((tag) => tag.Key)).not.toContain("owner");
  expect(await demo.describe(demo.showing("never read"))).not.toHaveProperty("LastAccessedDate");
  const member = demo.showing("read only by its own rotation function");
  expect(await demo.describe(member)).toHaveProperty("LastAccessedDate");
  const readers = (await demo.eventsOf(member))
    .filter((event) => event.eventName === "GetSecretValue")
    .map(actorOf);
  expect(new Set(readers)).toEqual(new Set(["role/rotate-reporting-db-role"]));
});

test("cross-account policy on the default key, and a public policy", async () => {
  const policyOf = async (member: CastMember) => {
    const command = new GetResourcePolicyCommand({ SecretId: member.name });
    return JSON.parse((await demo.secretsIn(member).send(command)).ResourcePolicy ?? "{}");
  };
  const shared = demo.showing("cross-account policy on the default key");
  expect((await policyOf(shared)).Statement[0].Principal.AWS).toContain(staging);
  expect(await demo.describe(shared)).not.toHaveProperty("KmsKeyId");
  expect((await policyOf(demo.showing("public policy"))).Statement[0].Principal).toBe("*");
  const { accountId: _home, ...place } = shared;
  const outside = await demo.eventsOf({ ...place, accountId: staging });
  expect(outside.map((event) => event.errorMessage)).toContain(
    "You can't access a secret from a different AWS account if you encrypt the secret with the default KMS service key.",
  );
  const refused = await demo.eventsOf(demo.showing("policy for one role"));
  expect(refused.filter((event) => event.errorCode === "AccessDenied").map(actorOf)).toEqual([
    "role/web-frontend",
    "role/web-frontend",
    "role/web-frontend",
  ]);
});

const read = (member: CastMember) =>
  demo.secretsIn(member).send(new GetSecretValueCommand({ SecretId: member.name }));

test("no value at all, binary, 65,536 bytes", async () => {
  const none = demo.showing("no value at all");
  await expect(read(none)).rejects.toMatchObject({ name: "ResourceNotFoundException" });
  expect(await demo.describe(none)).not.toHaveProperty("VersionIdsToStages");
  expect((await read(demo.showing("binary value"))).SecretBinary).toBeInstanceOf(Uint8Array);
  const full = await read(demo.showing("65,536 bytes"));
  expect(Buffer.byteLength(full.SecretString ?? "")).toBe(65_536);
});

test("twenty labels, 130 versions", async () => {
  const labels = Object.values(
    (await demo.describe(demo.showing("twenty labels"))).VersionIdsToStages ?? {},
  );
  expect(labels.flat()).toHaveLength(20);
  expect(await demo.versionsOf(demo.showing("130 versions"))).toHaveLength(130);
});

test("odd names are found by name and by ARN", async () => {
  for (const what of [
    "name starts with a slash",
    "name ends in hyphen and six characters",
    "name with every allowed character",
  ]) {
    const member = demo.showing(what);
    const byName = await demo.describe(member);
    const byArn = await demo.describe({ ...member, name: byName.ARN ?? "" });
    expect(byArn.Name).toBe(member.name);
  }
  expect(demo.showing("name starts with a slash").name).toMatch(/^\//);
  expect(demo.showing("name ends in hyphen and six characters").name).toMatch(/-[a-z0-9]{6}$/);
  const characters = new Set(demo.showing("name with every allowed character").name);
  expect(characters.size).toBe(26 + 26 + 10 + "/_+=.@-".length);
});
