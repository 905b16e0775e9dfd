import {
  CloudWatchLogsClient,
  FilterLogEventsCommand,
  type FilterLogEventsCommandInput,
} from "@aws-sdk/client-cloudwatch-logs";
import { CreateSecretCommand, RotateSecretCommand } from "@aws-sdk/client-secrets-manager";
import { afterAll, beforeAll, expect, test } from "vitest";
import { addFunction, clientOf, frozenSandbox } from "../secrets-manager/secrets.test-support";
import type { Sandbox } from "../start";

let sandbox: Sandbox;
let client: CloudWatchLogsClient;
let arn = "";

beforeAll(async () => {
  sandbox = await frozenSandbox();
  const secrets = clientOf(sandbox);
  client = new CloudWatchLogsClient({
    endpoint: sandbox.url,
    region: String(await secrets.config.region()),
    credentials: await secrets.config.credentials(),
    maxAttempts: 1,
  });
  const made = await secrets.send(
    new CreateSecretCommand({ Name: "db", SecretString: "a-password-of-old" }),
  );
  arn = made.ARN ?? "";
  for (const name of ["rotate-fail-set", "rotate-hang"]) addFunction(sandbox, name);
  await secrets.send(
    new RotateSecretCommand({
      SecretId: "db",
      RotationLambdaARN: addFunction(sandbox, "rotate-fail-set"),
      RotationRules: { AutomaticallyAfterDays: 30 },
    }),
  );
  sandbox.world.clock.advance(60_000);
});

afterAll(async () => {
  client.destroy();
  await sandbox.close();
});

const logGroupName = "/aws/lambda/rotate-fail-set";
const filtered = (input: Partial<FilterLogEventsCommandInput> = {}) =>
  client.send(new FilterLogEventsCommand({ logGroupName, ...input }));

test("each step is in its function's log, with the exception that ended it and without a value", async () => {
  const { events = [] } = await filtered();
  const lines = events.map(({ message = "" }) => message.split(/[\s:]/)[0]);
  expect(lines).toEqual(["START", "END", "REPORT", "START", "[ERROR]", "END", "REPORT"]);
  expect(events[4]?.message).toContain(`ValueError: setSecret: Unable to log into database`);
  expect(events[4]?.message).toContain(arn);
  expect(JSON.stringify(events)).not.toContain("a-password-of-old");
  expect(new Set(events.map(({ eventId }) => eventId)).size).toBe(events.length);
});

test("a search keeps to its terms, its time and its limit, and goes on from its token", async () => {
  const found = await filtered({ filterPattern: '?ERROR ?"START RequestId"', limit: 2 });
  expect(found.events).toHaveLength(2);
  const rest = await filtered({
    filterPattern: '?ERROR ?"START RequestId"',
    limit: 2,
    nextToken: found.nextToken,
  });
  expect(rest.events).toHaveLength(1);
  expect(rest.nextToken).toBeUndefined();
  const none = await filtered({ filterPattern: "START -RequestId" });
  expect(none.events).toEqual([]);
  const at = found.events?.[0]?.timestamp ?? 0;
  expect((await filtered({ endTime: at })).events).toEqual([]);
  expect((await filtered({ startTime: at, endTime: at + 1 })).events).toHaveLength(3);
});

test("a group that nobody wrote to and a pattern that cannot be read are refused", async () => {
  await expect(filtered({ logGroupName: "/aws/lambda/none" })).rejects.toMatchObject({
    name: "ResourceNotFoundException",
  });
  await expect(filtered({ filterPattern: '{ $.level = "ERROR" }' })).rejects.toMatchObject({
    name: "InvalidParameterException",
  });
  await expect(filtered({ limit: 10_001 })).rejects.toThrow("10000");
});
