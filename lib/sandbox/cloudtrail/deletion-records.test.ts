import {
  CreateSecretCommand,
  DeleteSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  RestoreSecretCommand,
  type SecretsManagerClient,
} from "@aws-sdk/client-secrets-manager";
import { afterAll, beforeAll, expect, test } from "vitest";
import { clientOf, frozenSandbox, home } from "../secrets-manager/secrets.test-support";
import { FIRST_ACCOUNT, type Sandbox } from "../start";
import { eventOf } from "./event-text";

let sandbox: Sandbox;
let client: SecretsManagerClient;
let arn: string;

beforeAll(async () => {
  sandbox = await frozenSandbox();
  client = clientOf(sandbox);
  const made = await client.send(
    new CreateSecretCommand({ Name: "prod/db", SecretString: "first" }),
  );
  await client.send(new PutSecretValueCommand({ SecretId: "prod/db", SecretString: "second" }));
  arn = made.ARN ?? "";
  recorded();
});

afterAll(async () => {
  client.destroy();
  await sandbox.close();
});

/** The records that came since the last look, as CloudTrail would show them. */
let seen = 0;
function recorded(): Record<string, unknown>[] {
  const trail = sandbox.world.trailOf(FIRST_ACCOUNT, home);
  const fresh = trail.slice(seen).map(eventOf);
  seen = trail.length;
  return fresh;
}

// Facts 4.2, DeleteSecret: window asked for, and the date as text; facts 2.3: the only witness of it.
test("DeleteSecret alone tells the window and the deletion date", async () => {
  await client.send(new DeleteSecretCommand({ SecretId: "prod/db", RecoveryWindowInDays: 8 }));
  const deletion = recorded().find((record) => record.eventName === "DeleteSecret");
  expect(deletion).toMatchObject({
    requestParameters: { secretId: "prod/db", recoveryWindowInDays: 8 },
    responseElements: { name: "prod/db", deletionDate: "Mar 18, 2026 12:00:00 PM", arn },
  });
});

// Facts 5: what AWS's own alarm on reads of a deleted secret matches.
test("a refused read carries code and text", async () => {
  await client.send(new GetSecretValueCommand({ SecretId: "prod/db" })).catch(() => undefined);
  const [record] = recorded();
  expect(record).toMatchObject({
    errorCode: "InvalidRequestException",
    requestParameters: { secretId: "prod/db" },
    responseElements: null,
  });
  expect(record?.errorMessage).toMatch(/secret because it was marked for deletion\.?$/);
});

// Facts 4.3: each version restored is logged by the service itself.
test("RestoreSecret leaves a service event per version", async () => {
  await client.send(new RestoreSecretCommand({ SecretId: "prod/db" }));
  const records = recorded();
  const restored = records.filter((record) => record.eventName === "CancelSecretVersionDelete");
  expect(restored.length).toBeGreaterThan(1);
  for (const record of restored) {
    expect(record).toMatchObject({
      eventType: "AwsServiceEvent",
      userIdentity: { accountId: FIRST_ACCOUNT, invokedBy: "secretsmanager.amazonaws.com" },
      requestParameters: null,
    });
    expect(JSON.stringify(record.additionalEventData)).toContain(arn);
  }
});
