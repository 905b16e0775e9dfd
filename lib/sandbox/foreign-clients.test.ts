import { spawn } from "node:child_process";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  type ForeignCall,
  hasModule,
  iamCalls,
  throughBoto3,
  throughCommandLine,
} from "./foreign-clients.test-support";
import { addFunction, home } from "./secrets-manager/secrets.test-support";
import { services } from "./services";
import { FIRST_ACCOUNT, type Sandbox, startSandbox } from "./start";

let sandbox: Sandbox;
let functionArn: string;

beforeAll(async () => {
  sandbox = await startSandbox();
  sandbox.controls.throttle.scale = null;
  functionArn = addFunction(sandbox, "rotate");
});

afterAll(() => sandbox.close());

const policy = JSON.stringify({
  Version: "2012-10-17",
  Statement: [
    {
      Effect: "Allow",
      Principal: { AWS: `arn:aws:iam::${FIRST_ACCOUNT}:root` },
      Action: "secretsmanager:GetSecretValue",
      Resource: "*",
    },
  ],
});

/** Every operation of Secrets Manager on one secret, in an order in which each can succeed. */
function secretCalls(name: string): ForeignCall[] {
  const token = `${name}-11111111-2222-4333-8444-555555555555`;
  const of = (operation: string, input: Record<string, unknown> = {}, region?: string) => ({
    service: "secretsmanager",
    operation,
    input: { SecretId: name, ...input },
    region,
  });
  const free = (operation: string, input: Record<string, unknown>) => ({
    service: "secretsmanager",
    operation,
    input,
  });
  return [
    free("CreateSecret", { Name: name, SecretString: "first", ClientRequestToken: token }),
    of("DescribeSecret"),
    of("GetSecretValue"),
    of("PutSecretValue", { SecretString: "second" }),
    of("UpdateSecret", { Description: "described" }),
    of("ListSecretVersionIds", { IncludeDeprecated: true }),
    of("UpdateSecretVersionStage", { VersionStage: "blue", MoveToVersionId: token }),
    free("BatchGetSecretValue", { SecretIdList: [name] }),
    free("ListSecrets", { Filters: [{ Key: "name", Values: [name] }], MaxResults: 1 }),
    free("GetRandomPassword", { PasswordLength: 20 }),
    of("TagResource", { Tags: [{ Key: "team", Value: "web" }] }),
    of("UntagResource", { TagKeys: ["team"] }),
    of("ValidateResourcePolicy", { ResourcePolicy: policy }),
    of("PutResourcePolicy", { ResourcePolicy: policy }),
    of("GetResourcePolicy"),
    of("DeleteResourcePolicy"),
    of("ReplicateSecretToRegions", {
      AddReplicaRegions: [{ Region: "eu-west-1" }, { Region: "eu-central-1" }],
    }),
    of("StopReplicationToReplica", {}, "eu-west-1"),
    of("RemoveRegionsFromReplication", { RemoveReplicaRegions: ["eu-west-1", "eu-central-1"] }),
    of("RotateSecret", {
      RotationLambdaARN: functionArn,
      RotationRules: { AutomaticallyAfterDays: 30 },
    }),
    of("CancelRotateSecret"),
    of("DeleteSecret", { RecoveryWindowInDays: 7 }),
    of("RestoreSecret"),
  ];
}

const role = `arn:aws:iam::${FIRST_ACCOUNT}:role/nobody`;

const call = (
  service: string,
  operation: string,
  input: Record<string, unknown> = {},
  refused?: string,
): ForeignCall => ({ service, operation, input, refused });

/** Every operation of the other services. */
function otherCalls(name: string): ForeignCall[] {
  const session = { RoleArn: role, RoleSessionName: "tester" };
  const token = { ...session, WebIdentityToken: "not.a.token" };
  const month = new Date().toISOString().slice(0, 7);
  const question = { PolicySourceArn: role, ActionNames: ["secretsmanager:DeleteSecret"] };
  return [
    call("sts", "GetCallerIdentity"),
    call("sts", "AssumeRole", session, "AccessDenied"),
    call("sts", "AssumeRoleWithWebIdentity", token, "InvalidIdentityToken"),
    call("cloudtrail", "LookupEvents", {
      LookupAttributes: [{ AttributeKey: "EventName", AttributeValue: "CreateSecret" }],
      MaxResults: 5,
    }),
    ...keyCalls(),
    ...functionCalls(),
    ...metricCalls(),
    call("iam", "GetRole", { RoleName: "nobody" }, "NoSuchEntity"),
    call("iam", "SimulatePrincipalPolicy", question, "NoSuchEntity"),
    ...iamCalls(name, policy),
    call("ce", "GetCostAndUsage", {
      TimePeriod: { Start: `${month}-01`, End: `${month}-02` },
      Granularity: "DAILY",
      Metrics: ["UnblendedCost"],
    }),
    call("pricing", "DescribeServices"),
    call("pricing", "GetProducts", { ServiceCode: "awskms", MaxResults: 3 }),
  ];
}

function keyCalls(): ForeignCall[] {
  const key = { KeyId: "alias/aws/secretsmanager" };
  const nothing = (operation: string, more: Record<string, unknown> = { KeyId: "nothing" }) =>
    call("kms", operation, more, "NotFoundException");
  return [
    call("kms", "CreateKey", { Description: "made from outside" }),
    nothing("CreateAlias", { AliasName: "alias/none", TargetKeyId: "nothing" }),
    nothing("PutKeyPolicy", { KeyId: "nothing", Policy: policy }),
    nothing("DisableKey"),
    nothing("EnableKey"),
    nothing("EnableKeyRotation"),
    nothing("DisableKeyRotation"),
    nothing("ScheduleKeyDeletion"),
    call("kms", "ListAliases"),
    call("kms", "ListKeys"),
    call("kms", "DescribeKey", key),
    call("kms", "GetKeyPolicy", { ...key, PolicyName: "default" }),
    // The one question about a key that takes no alias.
    call("kms", "GetKeyRotationStatus", key, "InvalidArnException"),
  ];
}

function functionCalls(): ForeignCall[] {
  const fn = { FunctionName: "rotate" };
  return [
    call("lambda", "CreateFunction", {
      FunctionName: "short-lived",
      Role: role,
      Runtime: "python3.13",
      Handler: "index.handler",
      Code: { S3Bucket: "code", S3Key: "rotate.zip" },
    }),
    call("lambda", "AddPermission", {
      FunctionName: "short-lived",
      StatementId: "rotation",
      Action: "lambda:InvokeFunction",
      Principal: "secretsmanager.amazonaws.com",
    }),
    call("lambda", "RemovePermission", { FunctionName: "short-lived", StatementId: "rotation" }),
    call("lambda", "DeleteFunction", { FunctionName: "short-lived" }),
    call("lambda", "ListFunctions"),
    call("lambda", "GetFunction", fn),
    call("lambda", "GetFunctionConfiguration", fn),
    call("lambda", "GetPolicy", fn),
    call("lambda", "Invoke", { ...fn, InvocationType: "DryRun" }),
  ];
}

function metricCalls(): ForeignCall[] {
  return [
    call("logs", "FilterLogEvents", { logGroupName: "none" }, "ResourceNotFoundException"),
    call("cloudwatch", "ListMetrics"),
    call("cloudwatch", "GetMetricData", {
      StartTime: "2026-01-01T00:00:00Z",
      EndTime: "2026-01-02T00:00:00Z",
      MetricDataQueries: [
        {
          Id: "m1",
          MetricStat: {
            Metric: { Namespace: "AWS/SecretsManager", MetricName: "ResourceCount" },
            Period: 3600,
            Stat: "Average",
          },
        },
      ],
    }),
  ];
}

function run(program: string, calls: readonly ForeignCall[]): Promise<string[]> {
  return new Promise((resolve, reject) => {
    const child = spawn("python3", ["-c", program, sandbox.url, FIRST_ACCOUNT], {
      stdio: ["pipe", "pipe", "inherit"],
    });
    let text = "";
    child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
      text += chunk;
    });
    child.once("error", reject);
    child.once("close", () => resolve(text.trim().split("\n")));
    child.stdin.end(JSON.stringify(calls.map((call) => ({ region: home, ...call }))));
  });
}

/** What each call came to, by service and operation, beside what it was meant to come to. */
async function compared(program: string, name: string) {
  const calls = [...secretCalls(name), ...otherCalls(name)].map(({ region, ...call }) => ({
    ...call,
    region: region ?? home,
  }));
  const outcomes = await run(program, calls);
  const label = ({ service, operation }: ForeignCall) => `${service} ${operation}`;
  return {
    came: calls.map((call, index) => `${label(call)}: ${outcomes[index]}`),
    meant: calls.map((call) => `${label(call)}: ${call.refused ?? "ok"}`),
  };
}

test("the calls here are all operations there are", () => {
  const named = { monitoring: "cloudwatch" } as Record<string, string>;
  const offered = services.flatMap(({ signingName, operations }) =>
    [...operations.keys()].map((operation) => `${named[signingName] ?? signingName} ${operation}`),
  );
  const called = [...secretCalls("x"), ...otherCalls("x")].map(
    ({ service, operation }) => `${service} ${operation}`,
  );
  expect([...called].sort()).toEqual([...offered].sort());
});

test.skipIf(!hasModule("boto3"))("boto3 runs every operation", async () => {
  const { came, meant } = await compared(throughBoto3, "boto");
  expect(came).toEqual(meant);
});

test.skipIf(!hasModule("awscli"))(
  "the AWS command line runs every operation",
  async () => {
    const { came, meant } = await compared(throughCommandLine, "cli");
    expect(came).toEqual(meant);
  },
  180_000,
);
