import { DescribeKeyCommand, KMSClient, ListAliasesCommand } from "@aws-sdk/client-kms";
import { CreateSecretCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Sandbox, startSandbox } from "../start";

let sandbox: Sandbox;
let kms: KMSClient;
let secrets: SecretsManagerClient;

beforeAll(async () => {
  sandbox = await startSandbox();
  const options = {
    endpoint: sandbox.url,
    region: "eu-west-1",
    credentials: { accessKeyId: "AKIA111122223333", secretAccessKey: "sandbox" },
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

// Facts 1.2: the first use of aws/secretsmanager in an account makes the key.
test("the default key exists once there is a secret, and not before", async () => {
  expect((await kms.send(new ListAliasesCommand({}))).Aliases).toEqual([]);
  await secrets.send(new CreateSecretCommand({ Name: "first", SecretString: "x" }));
  const { Aliases } = await kms.send(new ListAliasesCommand({}));
  expect(Aliases?.map((alias) => alias.AliasName)).toEqual(["alias/aws/secretsmanager"]);
  const { KeyMetadata } = await kms.send(
    new DescribeKeyCommand({ KeyId: "alias/aws/secretsmanager" }),
  );
  expect(KeyMetadata).toMatchObject({
    KeyManager: "AWS",
    KeyId: Aliases?.[0]?.TargetKeyId,
    Enabled: true,
  });
});
