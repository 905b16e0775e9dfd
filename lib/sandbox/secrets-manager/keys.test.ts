import {
  CreateSecretCommand,
  DeleteSecretCommand,
  DescribeSecretCommand,
  GetSecretValueCommand,
  ListSecretsCommand,
  ListSecretVersionIdsCommand,
  PutResourcePolicyCommand,
  PutSecretValueCommand,
  ReplicateSecretToRegionsCommand,
  RestoreSecretCommand,
  type SecretsManagerClient,
  UpdateSecretCommand,
} from "@aws-sdk/client-secrets-manager";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { kmsOf } from "../kms/state";
import type { Sandbox } from "../start";
import { allow, clientOf, frozenSandbox, refusal, userWith } from "./secrets.test-support";

const account = "111122223333";
const other = "444455556666";
const keyArn = `arn:aws:kms:us-east-1:${account}:key/11111111-2222-3333-4444-555555555555`;
let sandbox: Sandbox;
let admin: SecretsManagerClient;
let serial = 0;
let SecretId = "";
let arn = "";

beforeAll(async () => {
  sandbox = await frozenSandbox();
  admin = clientOf(sandbox);
  sandbox.world.account(other);
  const keys = kmsOf(sandbox.world.region(account, "us-east-1"));
  const key = {
    accountId: account,
    region: "us-east-1",
    description: "",
    manager: "CUSTOMER" as const,
    spec: "SYMMETRIC_DEFAULT" as const,
    usage: "ENCRYPT_DECRYPT" as const,
    state: "Enabled" as const,
    createdAt: sandbox.world.clock.now(),
  };
  const keyId = keyArn.split("/")[1] ?? "";
  keys.keys.set(keyId, { ...key, keyId, arn: keyArn });
  keys.aliases.set("alias/team", keyId);
  keys.keys.set("rsa", {
    ...key,
    keyId: "rsa",
    arn: keyArn.replace(keyId, "rsa"),
    spec: "RSA_2048",
  });
});
afterAll(() => sandbox.close());

beforeEach(async () => {
  SecretId = `guarded/${serial++}`;
  const Tags = [{ Key: "team", Value: "blue" }];
  const made = await admin.send(
    new CreateSecretCommand({ Name: SecretId, SecretString: "one", Tags }),
  );
  arn = made.ARN ?? "";
});

const get = (client: SecretsManagerClient, input: object = {}) =>
  client.send(new GetSecretValueCommand({ SecretId, ...input }));

describe("facts 2.8: customer keys", () => {
  const gate = {
    code: "AccessDeniedException",
    message: "Access to KMS is not allowed",
    status: 400,
  };
  const everything = allow("secretsmanager:*");
  const underKey = (client: SecretsManagerClient, KmsKeyId = "alias/team") =>
    client.send(
      new CreateSecretCommand({ Name: `keyed/${serial++}`, SecretString: "x", KmsKeyId }),
    );

  it("writing needs GenerateDataKey and Decrypt, reading Decrypt", async () => {
    const none = userWith(sandbox, everything);
    expect(await refusal(underKey(none))).toEqual(gate);
    const { ARN, Name = "" } = await underKey(
      userWith(sandbox, everything, allow(["kms:GenerateDataKey", "kms:Decrypt"], keyArn)),
    );
    expect(await refusal(get(none, { SecretId: Name }))).toEqual(gate);
    await none.send(new DescribeSecretCommand({ SecretId: ARN }));
    const reader = userWith(sandbox, everything, allow("kms:Decrypt", keyArn));
    expect((await get(reader, { SecretId: Name })).SecretString).toBe("x");
    const put = reader.send(new PutSecretValueCommand({ SecretId: Name, SecretString: "y" }));
    expect(await refusal(put)).toEqual(gate);
  });

  it("the default key needs no permission on KMS", async () => {
    expect((await get(userWith(sandbox, everything))).SecretString).toBe("one");
  });

  it("ListSecretVersionIds names the key by ARN, Describe as typed", async () => {
    const { ARN } = await underKey(admin);
    const { Versions } = await admin.send(new ListSecretVersionIdsCommand({ SecretId: ARN }));
    expect(Versions?.[0]?.KmsKeyIds).toEqual([keyArn]);
    const { KmsKeyId } = await admin.send(new DescribeSecretCommand({ SecretId: ARN }));
    expect(KmsKeyId).toBe("alias/team");
  });

  it("UpdateSecret re-encrypts the versions with AWS's labels under the new key", async () => {
    await admin.send(new UpdateSecretCommand({ SecretId, KmsKeyId: keyArn }));
    const { Versions } = await admin.send(new ListSecretVersionIdsCommand({ SecretId }));
    expect(Versions?.map((version) => version.KmsKeyIds)).toEqual([[keyArn]]);
  });

  it("UpdateSecret without kms:Encrypt on the new key leaves old versions as they are", async () => {
    const client = userWith(
      sandbox,
      everything,
      allow(["kms:GenerateDataKey", "kms:Decrypt"], keyArn),
    );
    await client.send(new UpdateSecretCommand({ SecretId, KmsKeyId: keyArn }));
    const { Versions } = await admin.send(new ListSecretVersionIdsCommand({ SecretId }));
    expect(Versions?.map((version) => version.KmsKeyIds)).toEqual([["DefaultEncryptionKey"]]);
    expect((await admin.send(new DescribeSecretCommand({ SecretId }))).KmsKeyId).toBe(keyArn);
  });

  it("a copy under a key that the caller may not use turns Failed", async () => {
    const copies = (client: SecretsManagerClient) => {
      const AddReplicaRegions = [{ Region: "eu-west-1", KmsKeyId: "alias/there" }];
      return client.send(new ReplicateSecretToRegionsCommand({ SecretId, AddReplicaRegions }));
    };
    await copies(userWith(sandbox, everything));
    sandbox.world.clock.advance(5000);
    const { ReplicationStatus } = await admin.send(new DescribeSecretCommand({ SecretId }));
    expect(ReplicationStatus).toMatchObject([
      { Status: "Failed", StatusMessage: "Access to KMS is not allowed" },
    ]);
    await copies(admin);
    sandbox.world.clock.advance(5000);
    const after = await admin.send(new DescribeSecretCommand({ SecretId }));
    expect(after.ReplicationStatus).toMatchObject([{ Status: "InSync" }]);
  });

  it("copying a secret under a customer key needs Decrypt on it", async () => {
    const { Name: name = "" } = await underKey(admin);
    const AddReplicaRegions = [{ Region: "eu-west-1" }];
    const call = userWith(sandbox, everything).send(
      new ReplicateSecretToRegionsCommand({ SecretId: name, AddReplicaRegions }),
    );
    expect(await refusal(call)).toEqual(gate);
  });

  it.each([
    ["another service's key", "alias/aws/rds", "Access to KMS is not allowed"],
    [
      "a key of another Region",
      keyArn.replace("us-east-1", "eu-west-1"),
      "The operation failed because of an invalid KMS key: Invalid arn eu-west-1",
    ],
    ["an asymmetric key", "rsa", "Cannot generate a data key with an asymmetric KMS key"],
  ])("refuses %s", async (_what, KmsKeyId, message) => {
    expect((await refusal(underKey(admin, KmsKeyId))).message).toBe(message);
  });
});

describe("facts 2.8, 11 rule 11: another account", () => {
  const policy = JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Principal: { AWS: `arn:aws:iam::${other}:root` },
        Action: "secretsmanager:*",
        Resource: "*",
      },
    ],
  });

  it("reads metadata through the resource policy, but no value under the default key", async () => {
    const stranger = clientOf(sandbox, "us-east-1", other);
    await admin.send(new PutResourcePolicyCommand({ SecretId, ResourcePolicy: policy }));
    const id = { SecretId: arn };
    expect((await stranger.send(new DescribeSecretCommand(id))).ARN).toBe(arn);
    const refused = {
      code: "InvalidRequestException",
      message:
        "You can't access a secret from a different AWS account if you encrypt the secret with the default KMS service key.",
      status: 400,
    };
    expect(await refusal(get(stranger, id))).toEqual(refused);
    const put = stranger.send(new PutSecretValueCommand({ ...id, SecretString: "x" }));
    expect(await refusal(put)).toEqual(refused);
    expect((await stranger.send(new ListSecretsCommand({}))).SecretList).toEqual([]);
    const byName = stranger.send(new DescribeSecretCommand({ SecretId }));
    expect((await refusal(byName)).code).toBe("ResourceNotFoundException");
  });

  it("reads, writes, deletes and restores under a customer key that lets it", async () => {
    const keys = kmsOf(sandbox.world.region(account, "us-east-1")).keys;
    const [shared] = keys.values();
    const sharedArn = `arn:aws:kms:us-east-1:${account}:key/shared`;
    const grant = (principal: string) => ({
      Effect: "Allow",
      Principal: { AWS: `arn:aws:iam::${principal}:root` },
      Action: "kms:*",
      Resource: "*",
    });
    const keyPolicy = { Version: "2012-10-17", Statement: [grant(account), grant(other)] };
    if (!shared) throw new Error("no key to copy");
    const policyText = JSON.stringify(keyPolicy);
    keys.set("shared", { ...shared, keyId: "shared", arn: sharedArn, policy: policyText });
    await admin.send(new UpdateSecretCommand({ SecretId, KmsKeyId: sharedArn }));
    await admin.send(new PutResourcePolicyCommand({ SecretId, ResourcePolicy: policy }));
    const stranger = clientOf(sandbox, "us-east-1", other);
    const id = { SecretId: arn };
    expect((await get(stranger, id)).SecretString).toBe("one");
    await stranger.send(new PutSecretValueCommand({ ...id, SecretString: "two" }));
    expect((await get(stranger, id)).SecretString).toBe("two");
    await stranger.send(new DeleteSecretCommand({ ...id, RecoveryWindowInDays: 7 }));
    await stranger.send(new RestoreSecretCommand(id));
    expect(await admin.send(new DescribeSecretCommand(id))).not.toHaveProperty("DeletedDate");
  });

  it("is refused without the resource policy", async () => {
    const stranger = clientOf(sandbox, "us-east-1", other);
    const answer = await refusal(stranger.send(new DescribeSecretCommand({ SecretId: arn })));
    expect(answer.code).toBe("AccessDeniedException");
  });
});
