import {
  CreateAliasCommand,
  CreateKeyCommand,
  DescribeKeyCommand,
  DisableKeyCommand,
  EnableKeyCommand,
  GetKeyPolicyCommand,
  KMSClient,
  PutKeyPolicyCommand,
  ScheduleKeyDeletionCommand,
} from "@aws-sdk/client-kms";
import {
  CreateSecretCommand,
  GetSecretValueCommand,
  SecretsManagerClient,
} from "@aws-sdk/client-secrets-manager";
import { afterAll, beforeAll, expect, test } from "vitest";
import { FIRST_ACCOUNT, type Sandbox, startSandbox } from "../start";

let sandbox: Sandbox;
let kms: KMSClient;
let secrets: SecretsManagerClient;

beforeAll(async () => {
  sandbox = await startSandbox();
  const options = {
    endpoint: sandbox.url,
    region: "eu-west-1",
    credentials: { accessKeyId: `AKIA${FIRST_ACCOUNT}`, secretAccessKey: "sandbox" },
    maxAttempts: 1,
  };
  kms = new KMSClient(options);
  secrets = new SecretsManagerClient(options);
});

afterAll(async () => {
  kms.destroy();
  secrets.destroy();
  await sandbox.close();
});

const refusal = (attempt: Promise<unknown>) =>
  attempt.then(
    () => "success",
    (error: Error) => error.name,
  );

async function makeKey(AliasName: string): Promise<string> {
  const { KeyMetadata } = await kms.send(new CreateKeyCommand({ Description: "mine" }));
  const KeyId = KeyMetadata?.KeyId ?? "";
  await kms.send(new CreateAliasCommand({ AliasName, TargetKeyId: KeyId }));
  return KeyId;
}

test("a key under an alias protects a secret until it is disabled", async () => {
  const KeyId = await makeKey("alias/mine");
  await secrets.send(
    new CreateSecretCommand({ Name: "db", SecretString: "x", KmsKeyId: "alias/mine" }),
  );
  const read = () => secrets.send(new GetSecretValueCommand({ SecretId: "db" }));
  expect(await refusal(read())).toBe("success");
  await kms.send(new DisableKeyCommand({ KeyId }));
  expect(await refusal(read())).toBe("AccessDeniedException");
  await kms.send(new EnableKeyCommand({ KeyId }));
  expect(await refusal(read())).toBe("success");
});

// Facts 2.8: without the key policy's grant the account's own policies count for nothing.
test("a key policy that lets nobody in shuts even the administrator out of the value", async () => {
  const KeyId = await makeKey("alias/shut");
  await secrets.send(
    new CreateSecretCommand({ Name: "shut", SecretString: "x", KmsKeyId: "alias/shut" }),
  );
  const Policy = JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Principal: { AWS: `arn:aws:iam::${FIRST_ACCOUNT}:root` },
        Action: ["kms:GetKeyPolicy", "kms:PutKeyPolicy"],
        Resource: "*",
      },
    ],
  });
  await kms.send(new PutKeyPolicyCommand({ KeyId, Policy }));
  expect((await kms.send(new GetKeyPolicyCommand({ KeyId }))).Policy).toBe(Policy);
  const read = secrets.send(new GetSecretValueCommand({ SecretId: "shut" }));
  await expect(read).rejects.toMatchObject({
    name: "AccessDeniedException",
    message: "Access to KMS is not allowed",
  });
});

test("a key on its way out cannot be enabled again, and says when it goes", async () => {
  const KeyId = await makeKey("alias/going");
  const answer = await kms.send(new ScheduleKeyDeletionCommand({ KeyId, PendingWindowInDays: 7 }));
  expect(answer.KeyState).toBe("PendingDeletion");
  expect(await refusal(kms.send(new EnableKeyCommand({ KeyId })))).toBe("KMSInvalidStateException");
  const { KeyMetadata } = await kms.send(new DescribeKeyCommand({ KeyId }));
  expect(KeyMetadata?.DeletionDate).toEqual(answer.DeletionDate);
});

test("an alias is taken once, and AWS's own are not to be had", async () => {
  const KeyId = await makeKey("alias/once");
  const alias = (AliasName: string) =>
    refusal(kms.send(new CreateAliasCommand({ AliasName, TargetKeyId: KeyId })));
  expect(await alias("alias/once")).toBe("AlreadyExistsException");
  expect(await alias("alias/aws/mine")).toBe("InvalidAliasNameException");
});
