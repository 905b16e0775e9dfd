import {
  AddPermissionCommand,
  CreateFunctionCommand,
  DeleteFunctionCommand,
  GetPolicyCommand,
  LambdaClient,
  RemovePermissionCommand,
} from "@aws-sdk/client-lambda";
import {
  CreateSecretCommand,
  DescribeSecretCommand,
  RotateSecretCommand,
  SecretsManagerClient,
} from "@aws-sdk/client-secrets-manager";
import { afterAll, beforeAll, expect, test } from "vitest";
import { FIRST_ACCOUNT, type Sandbox, startSandbox } from "../start";

const region = "eu-west-1";

let sandbox: Sandbox;
let client: LambdaClient;
let secrets: SecretsManagerClient;

beforeAll(async () => {
  sandbox = await startSandbox();
  sandbox.world.clock.freeze();
  const options = {
    endpoint: sandbox.url,
    region,
    credentials: { accessKeyId: `AKIA${FIRST_ACCOUNT}`, secretAccessKey: "sandbox" },
    maxAttempts: 1,
  };
  client = new LambdaClient(options);
  secrets = new SecretsManagerClient(options);
});

afterAll(async () => {
  client.destroy();
  secrets.destroy();
  await sandbox.close();
});

const make = (FunctionName: string) =>
  client.send(
    new CreateFunctionCommand({
      FunctionName,
      Role: `arn:aws:iam::${FIRST_ACCOUNT}:role/rotation`,
      Runtime: "python3.13",
      Handler: "lambda_function.lambda_handler",
      Code: { S3Bucket: "code", S3Key: "rotate.zip" },
      Timeout: 30,
      Environment: { Variables: { A: "b" } },
    }),
  );

const letIn = (FunctionName: string, StatementId = "SecretsManagerAccess") =>
  client.send(
    new AddPermissionCommand({
      FunctionName,
      StatementId,
      Action: "lambda:InvokeFunction",
      Principal: "secretsmanager.amazonaws.com",
      SourceAccount: FIRST_ACCOUNT,
    }),
  );

const refusal = (attempt: Promise<unknown>) =>
  attempt.then(
    () => "success",
    (error: Error) => error.name,
  );

const rotate = (SecretId: string, RotationLambdaARN?: string) =>
  secrets.send(
    new RotateSecretCommand({
      SecretId,
      RotationLambdaARN,
      RotationRules: { AutomaticallyAfterDays: 30 },
    }),
  );

// Facts 1.1: a function that does not let Secrets Manager in cannot rotate.
test("a function rotates once it exists and lets Secrets Manager in", async () => {
  await secrets.send(new CreateSecretCommand({ Name: "db", SecretString: "x" }));
  const { FunctionArn, State, Timeout } = await make("rotate-db");
  expect([State, Timeout]).toEqual(["Active", 30]);
  expect(await refusal(rotate("db", FunctionArn))).toBe("AccessDeniedException");
  const { Statement } = await letIn("rotate-db");
  expect(JSON.parse(Statement ?? "")).toMatchObject({
    Sid: "SecretsManagerAccess",
    Principal: { Service: "secretsmanager.amazonaws.com" },
    Condition: { StringEquals: { "AWS:SourceAccount": FIRST_ACCOUNT } },
  });
  await rotate("db", FunctionArn);
  sandbox.world.clock.advance(60_000);
  const { LastRotatedDate } = await secrets.send(new DescribeSecretCommand({ SecretId: "db" }));
  expect(LastRotatedDate).toBeInstanceOf(Date);
});

test("a function's name is its script", async () => {
  await secrets.send(new CreateSecretCommand({ Name: "stuck", SecretString: "x" }));
  const { FunctionArn } = await make("rotate-fail-test");
  await letIn("rotate-fail-test");
  await rotate("stuck", FunctionArn);
  sandbox.world.clock.advance(60_000);
  const secret = await secrets.send(new DescribeSecretCommand({ SecretId: "stuck" }));
  expect(Object.values(secret.VersionIdsToStages ?? {})).toContainEqual(["AWSPENDING"]);
  expect(secret).not.toHaveProperty("LastRotatedDate");
});

test("names and statements are taken only once, and can be given back", async () => {
  await make("once");
  expect(await refusal(make("once"))).toBe("ResourceConflictException");
  await letIn("once", "a");
  expect(await refusal(letIn("once", "a"))).toBe("ResourceConflictException");
  await client.send(new RemovePermissionCommand({ FunctionName: "once", StatementId: "a" }));
  const again = new RemovePermissionCommand({ FunctionName: "once", StatementId: "a" });
  expect(await refusal(client.send(again))).toBe("ResourceNotFoundException");
  const policy = new GetPolicyCommand({ FunctionName: "once" });
  expect(await refusal(client.send(policy))).toBe("ResourceNotFoundException");
  await client.send(new DeleteFunctionCommand({ FunctionName: "once" }));
  const gone = new DeleteFunctionCommand({ FunctionName: "once" });
  expect(await refusal(client.send(gone))).toBe("ResourceNotFoundException");
});
