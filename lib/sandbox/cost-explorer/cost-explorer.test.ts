import {
  CostExplorerClient,
  GetCostAndUsageCommand,
  type GetCostAndUsageCommandInput,
} from "@aws-sdk/client-cost-explorer";
import {
  CreateSecretCommand,
  DeleteSecretCommand,
  RestoreSecretCommand,
  SecretsManagerClient,
} from "@aws-sdk/client-secrets-manager";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Sandbox, startSandbox } from "../start";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const credentials = { accessKeyId: "AKIA111122223333", secretAccessKey: "sandbox" };

let sandbox: Sandbox;
let bills: CostExplorerClient;

beforeAll(async () => {
  sandbox = await startSandbox();
  const endpoint = sandbox.url;
  bills = new CostExplorerClient({ endpoint, region: "us-east-1", credentials, maxAttempts: 1 });
  const client = new SecretsManagerClient({ endpoint, region: "eu-west-1", credentials });
  const { clock } = sandbox.world;
  clock.freeze();
  // 30 days have 720 hours: a secret of 0.40 a month costs 1/1800 an hour.
  clock.set(new Date("2030-06-01T00:00:00Z"));
  await client.send(new CreateSecretCommand({ Name: "whole", SecretString: "v" }));
  clock.advance(10 * DAY_MS);
  await client.send(new CreateSecretCommand({ Name: "paused", SecretString: "v" }));
  clock.advance(DAY_MS - 1);
  await client.send(new DeleteSecretCommand({ SecretId: "paused" }));
  clock.advance(5 * DAY_MS);
  await client.send(new RestoreSecretCommand({ SecretId: "paused" }));
  clock.set(new Date("2030-07-03T12:00:00Z"));
  client.destroy();
});
afterAll(async () => {
  bills.destroy();
  await sandbox.close();
});

function ask(more: Partial<GetCostAndUsageCommandInput> = {}) {
  return bills.send(
    new GetCostAndUsageCommand({
      TimePeriod: { Start: "2030-06-01", End: "2030-08-01" },
      Granularity: "MONTHLY",
      Metrics: ["UnblendedCost", "UsageQuantity"],
      ...more,
    }),
  );
}

test("bills storage by the hour, none of it while deletion is pending, and calls", async () => {
  const { ResultsByTime } = await ask({ GroupBy: [{ Type: "DIMENSION", Key: "USAGE_TYPE" }] });
  const [june, july] = ResultsByTime ?? [];
  const groups = Object.fromEntries(
    (june?.Groups ?? []).map(({ Keys, Metrics }) => [Keys?.[0], Metrics]),
  );
  // One day, and from the last hour of 16 June on: 24 + 1 + 14 × 24 hours.
  const hours = 720 + 24 + 1 + 14 * 24;
  expect(groups).toEqual({
    "EU-AWSSecretsManager-Secrets": {
      UnblendedCost: { Amount: ((hours / 720) * 0.4).toFixed(10), Unit: "USD" },
      UsageQuantity: { Amount: (hours / 720).toFixed(10), Unit: "Secrets" },
    },
    "EU-AWSSecretsManager-APIRequests": {
      UnblendedCost: { Amount: "0.0000200000", Unit: "USD" },
      UsageQuantity: { Amount: "4.0000000000", Unit: "API Requests" },
    },
  });
  expect([june?.Estimated, july?.Estimated]).toEqual([false, true]);
  // Today is not on the bill yet: two days of two secrets.
  const secrets = july?.Groups?.find(({ Keys }) => Keys?.[0]?.endsWith("Secrets"));
  expect(Number(secrets?.Metrics?.UsageQuantity?.Amount)).toBeCloseTo((2 * 48) / 744, 9);
});

test("days add up to their month; filters choose by account, Region and service", async () => {
  const sum = async (more: Partial<GetCostAndUsageCommandInput>) => {
    const { ResultsByTime = [] } = await ask(more);
    const amounts = ResultsByTime.map(({ Total }) => Number(Total?.UnblendedCost?.Amount));
    return { periods: amounts.length, usd: amounts.reduce((a, b) => a + b, 0) };
  };
  const month = { TimePeriod: { Start: "2030-06-01", End: "2030-07-01" } };
  const whole = await sum(month);
  const days = await sum({ ...month, Granularity: "DAILY" });
  expect([whole.periods, days.periods]).toEqual([1, 30]);
  expect(days.usd).toBeCloseTo(whole.usd, 6);
  const only = (Key: "SERVICE" | "REGION" | "LINKED_ACCOUNT", value: string) => ({
    Dimensions: { Key, Values: [value] },
  });
  const ours = only("SERVICE", "AWS Secrets Manager");
  const own = { And: [ours, only("LINKED_ACCOUNT", "111122223333")] };
  expect((await sum({ ...month, Filter: own })).usd).toBeCloseTo(whole.usd, 9);
  for (const Filter of [only("REGION", "us-east-1"), { Not: ours }])
    expect((await sum({ ...month, Filter })).usd).toBe(0);
});

test.each([
  [{ TimePeriod: { Start: "2030-08-01", End: "2030-06-01" } }, "before end date"],
  [{ TimePeriod: { Start: "2030-06-01", End: "2030-09-01" } }, "beginning of next month"],
  [{ TimePeriod: { Start: "2028-06-01", End: "2030-06-01" } }, "14 months"],
  [{ TimePeriod: { Start: "June", End: "2030-06-01" } }, "must be a date"],
  [{ Metrics: [] }, "Metrics"],
])("refuses %j", async (more, says) => {
  await expect(ask(more)).rejects.toMatchObject({
    name: "ValidationException",
    message: expect.stringContaining(says),
  });
});
