import {
  DescribeKeyCommand,
  GetKeyPolicyCommand,
  GetKeyRotationStatusCommand,
  KMSClient,
  ListAliasesCommand,
  ListKeysCommand,
} from "@aws-sdk/client-kms";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Sandbox, startSandbox } from "../start";
import { kms } from "./service";
import { type KmsKey, kmsOf } from "./state";

const account = "111122223333";
const region = "eu-west-1";

let sandbox: Sandbox;
let client: KMSClient;

const idOf = (index: number) => `0000000${index}-1111-4222-8333-444444444444`;

beforeAll(async () => {
  sandbox = await startSandbox({ services: [kms] });
  client = new KMSClient({
    endpoint: sandbox.url,
    region,
    credentials: { accessKeyId: `AKIA${account}`, secretAccessKey: "sandbox" },
    maxAttempts: 1,
  });
  const state = kmsOf(sandbox.world.region(account, region));
  for (let index = 1; index <= 3; index += 1) {
    state.keys.set(idOf(index), keyOf(index));
    state.aliases.set(
      index === 1 ? "alias/aws/secretsmanager" : `alias/team-${index}`,
      idOf(index),
    );
  }
});

afterAll(async () => {
  client.destroy();
  await sandbox.close();
});

function keyOf(index: number): KmsKey {
  return {
    keyId: idOf(index),
    arn: `arn:aws:kms:${region}:${account}:key/${idOf(index)}`,
    accountId: account,
    region,
    description: `key ${index}`,
    manager: index === 1 ? "AWS" : "CUSTOMER",
    spec: "SYMMETRIC_DEFAULT",
    usage: "ENCRYPT_DECRYPT",
    state: index === 3 ? "PendingDeletion" : "Enabled",
    createdAt: new Date("2026-01-02T03:04:05.678Z"),
    ...(index === 3 ? { deletionDate: new Date("2027-01-01T00:00:00Z") } : {}),
  };
}

const refusal = async (attempt: Promise<unknown>) =>
  attempt.then(
    () => "success",
    (error: Error) => `${error.name}: ${error.message}`,
  );

test("aliases are paged and name their keys", async () => {
  const first = await client.send(new ListAliasesCommand({ Limit: 2 }));
  expect(first.Truncated).toBe(true);
  const second = await client.send(new ListAliasesCommand({ Limit: 2, Marker: first.NextMarker }));
  expect(second.Truncated).toBe(false);
  expect(second).not.toHaveProperty("NextMarker");
  const all = [...(first.Aliases ?? []), ...(second.Aliases ?? [])];
  expect(all.map((alias) => alias.AliasName)).toEqual([
    "alias/aws/secretsmanager",
    "alias/team-2",
    "alias/team-3",
  ]);
  expect(all[1]).toMatchObject({
    AliasArn: `arn:aws:kms:${region}:${account}:alias/team-2`,
    TargetKeyId: idOf(2),
    CreationDate: new Date("2026-01-02T03:04:05.678Z"),
  });
});

test("the aliases of one key", async () => {
  const { Aliases } = await client.send(new ListAliasesCommand({ KeyId: idOf(2) }));
  expect(Aliases?.map((alias) => alias.AliasName)).toEqual(["alias/team-2"]);
});

test("keys are listed with id and ARN", async () => {
  const { Keys, Truncated } = await client.send(new ListKeysCommand({}));
  expect(Truncated).toBe(false);
  expect(Keys?.[0]).toEqual({ KeyId: idOf(1), KeyArn: keyOf(1).arn });
  expect(Keys).toHaveLength(3);
});

test.each([
  ["id", idOf(2)],
  ["ARN", keyOf(2).arn],
  ["alias", "alias/team-2"],
  ["alias ARN", `arn:aws:kms:${region}:${account}:alias/team-2`],
])("a key is described by its %s", async (_form, KeyId) => {
  const { KeyMetadata } = await client.send(new DescribeKeyCommand({ KeyId }));
  expect(KeyMetadata).toMatchObject({
    AWSAccountId: account,
    KeyId: idOf(2),
    Arn: keyOf(2).arn,
    Enabled: true,
    KeyState: "Enabled",
    KeyManager: "CUSTOMER",
    KeySpec: "SYMMETRIC_DEFAULT",
    EncryptionAlgorithms: ["SYMMETRIC_DEFAULT"],
  });
  expect(KeyMetadata).not.toHaveProperty("DeletionDate");
});

test("a key on its way out says when", async () => {
  const { KeyMetadata } = await client.send(new DescribeKeyCommand({ KeyId: idOf(3) }));
  expect(KeyMetadata).toMatchObject({
    Enabled: false,
    KeyState: "PendingDeletion",
    DeletionDate: new Date("2027-01-01T00:00:00Z"),
  });
});

test("a key policy and its rotation can be read", async () => {
  const { Policy } = await client.send(new GetKeyPolicyCommand({ KeyId: idOf(2) }));
  expect(JSON.parse(Policy ?? "").Statement[0].Principal.AWS).toBe(`arn:aws:iam::${account}:root`);
  const status = await client.send(new GetKeyRotationStatusCommand({ KeyId: idOf(1) }));
  expect(status.KeyRotationEnabled).toBe(true);
});

test.each([
  [
    "9-unknown",
    `NotFoundException: Key 'arn:aws:kms:${region}:${account}:key/9-unknown' does not exist`,
  ],
  [
    "alias/none",
    `NotFoundException: Alias arn:aws:kms:${region}:${account}:alias/none is not found.`,
  ],
])("%s is not found", async (KeyId, words) => {
  expect(await refusal(client.send(new DescribeKeyCommand({ KeyId })))).toBe(words);
});

test("limits and markers are checked", async () => {
  expect(await refusal(client.send(new ListAliasesCommand({ Limit: 101 })))).toContain(
    "ValidationException: 1 validation error detected: Value '101' at 'limit'",
  );
  expect(await refusal(client.send(new ListKeysCommand({ Marker: "made up" })))).toContain(
    "InvalidMarkerException",
  );
});
