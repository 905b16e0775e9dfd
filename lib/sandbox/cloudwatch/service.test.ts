import {
  CloudWatchClient,
  GetMetricDataCommand,
  ListMetricsCommand,
  type ListMetricsCommandInput,
  type MetricDataQuery,
} from "@aws-sdk/client-cloudwatch";
import {
  CreateSecretCommand,
  DeleteSecretCommand,
  GetSecretValueCommand,
  SecretsManagerClient,
} from "@aws-sdk/client-secrets-manager";
import { afterAll, beforeAll, expect, test } from "vitest";
import { secretsManagerService as secretsManager } from "../secrets-manager/service";
import { type Sandbox, startSandbox } from "../start";
import { cloudWatch } from "./service";

const account = "111122223333";
const HOUR = 3_600_000;

let sandbox: Sandbox;
let client: CloudWatchClient;
let secrets: SecretsManagerClient;

beforeAll(async () => {
  sandbox = await startSandbox({ services: [cloudWatch, secretsManager] });
  const options = {
    endpoint: sandbox.url,
    region: "eu-west-1",
    credentials: { accessKeyId: `AKIA${account}`, secretAccessKey: "sandbox" },
    maxAttempts: 1,
  };
  client = new CloudWatchClient(options);
  secrets = new SecretsManagerClient(options);
});

afterAll(async () => {
  client.destroy();
  secrets.destroy();
  await sandbox.close();
});

function query(
  Namespace: string,
  MetricName: string,
  dimensions: Record<string, string>,
  Stat: string,
  Period: number,
): MetricDataQuery {
  return {
    Id: "m1",
    MetricStat: {
      Metric: {
        Namespace,
        MetricName,
        Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
      },
      Period,
      Stat,
    },
  };
}

// Facts 5: ResourceCount is hourly and includes secrets marked for deletion.
test("secrets are counted hour by hour, and calls minute by minute", async () => {
  const { clock } = sandbox.world;
  clock.freeze();
  clock.set(new Date(Math.ceil(clock.now().getTime() / HOUR) * HOUR + 60_000));
  const start = new Date(clock.now().getTime() - 60_000);
  await secrets.send(new CreateSecretCommand({ Name: "one", SecretString: "x" }));
  clock.advance(HOUR);
  await secrets.send(new CreateSecretCommand({ Name: "two", SecretString: "x" }));
  await secrets.send(new DeleteSecretCommand({ SecretId: "one" }));
  clock.advance(HOUR);
  await secrets.send(new GetSecretValueCommand({ SecretId: "two" }));
  await secrets.send(new GetSecretValueCommand({ SecretId: "one" })).catch(() => undefined);

  const dimensions = {
    Service: "Secrets Manager",
    Type: "Resource",
    Resource: "SecretCount",
    Class: "None",
  };
  const counted = await client.send(
    new GetMetricDataCommand({
      StartTime: start,
      EndTime: new Date(start.getTime() + 3 * HOUR),
      MetricDataQueries: [
        query("AWS/SecretsManager", "ResourceCount", dimensions, "Average", 3600),
      ],
      ScanBy: "TimestampAscending",
    }),
  );
  expect(counted.MetricDataResults?.[0]).toMatchObject({
    Id: "m1",
    Label: "ResourceCount",
    StatusCode: "Complete",
    Values: [0, 1, 2],
    Timestamps: [0, 1, 2].map((hours) => new Date(start.getTime() + hours * HOUR)),
  });

  const usage = {
    Service: "Secrets Manager",
    Type: "API",
    Resource: "GetSecretValue",
    Class: "None",
  };
  const called = await client.send(
    new GetMetricDataCommand({
      StartTime: start,
      EndTime: new Date(start.getTime() + 3 * HOUR),
      MetricDataQueries: [query("AWS/Usage", "CallCount", usage, "Sum", 60)],
    }),
  );
  expect(called.MetricDataResults?.[0]).toMatchObject({
    Values: [2],
    Timestamps: [new Date(start.getTime() + 2 * HOUR + 60_000)],
  });
});

// Facts 5: there is no metric per secret.
test("metrics that do not exist have no values", async () => {
  const answer = await client.send(
    new GetMetricDataCommand({
      StartTime: new Date(Date.now() - HOUR),
      EndTime: new Date(),
      MetricDataQueries: [query("AWS/SecretsManager", "RotationSucceeded", {}, "Sum", 60)],
    }),
  );
  expect(answer.MetricDataResults?.[0]).toMatchObject({ Values: [], Timestamps: [] });
});

test("metrics are listed by namespace, name and dimension", async () => {
  const list = async (input: ListMetricsCommandInput) =>
    (await client.send(new ListMetricsCommand(input))).Metrics ?? [];
  expect(await list({ Namespace: "AWS/SecretsManager" })).toHaveLength(1);
  const calls = await list({ Namespace: "AWS/Usage", MetricName: "CallCount" });
  expect(calls.length).toBeGreaterThan(2);
  const gets = await list({ Dimensions: [{ Name: "Resource", Value: "GetSecretValue" }] });
  expect(gets).toHaveLength(1);
  expect(await list({ Namespace: "AWS/Nothing" })).toEqual([]);
});

test("a range that ends before it starts is refused", async () => {
  const attempt = client.send(
    new GetMetricDataCommand({
      StartTime: new Date(2),
      EndTime: new Date(1),
      MetricDataQueries: [query("AWS/Usage", "CallCount", {}, "Sum", 60)],
    }),
  );
  await expect(attempt).rejects.toThrow("StartTime must be less");
});
