import {
  GetFunctionCommand,
  GetFunctionConfigurationCommand,
  GetPolicyCommand,
  LambdaClient,
  ListFunctionsCommand,
} from "@aws-sdk/client-lambda";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Sandbox, startSandbox } from "../start";
import { lambda } from "./service";
import { allowSecretsManager, lambdaOf } from "./state";

const account = "111122223333";
const region = "eu-west-1";
const arnOf = (name: string) => `arn:aws:lambda:${region}:${account}:function:${name}`;

let sandbox: Sandbox;
let client: LambdaClient;

beforeAll(async () => {
  sandbox = await startSandbox({ services: [lambda] });
  client = new LambdaClient({
    endpoint: sandbox.url,
    region,
    credentials: { accessKeyId: `AKIA${account}`, secretAccessKey: "sandbox" },
    maxAttempts: 1,
  });
  const { functions } = lambdaOf(sandbox.world.region(account, region));
  for (let index = 0; index < 60; index += 1) {
    const name = `rotate-${String(index).padStart(2, "0")}`;
    functions.set(name, {
      name,
      arn: arnOf(name),
      description: "Rotates",
      runtime: "python3.13",
      handler: "lambda_function.lambda_handler",
      roleArn: `arn:aws:iam::${account}:role/${name}-role`,
      timeoutSeconds: 30,
      memoryMb: 128,
      environment: index === 0 ? { A: "b" } : {},
      ...(index === 0 ? { policy: allowSecretsManager(arnOf(name)) } : {}),
      lastModified: new Date("2026-05-06T07:08:09.123Z"),
    });
  }
});

afterAll(async () => {
  client.destroy();
  await sandbox.close();
});

const refusal = async (attempt: Promise<unknown>) =>
  attempt.then(
    () => "success",
    (error: Error & { $metadata?: { httpStatusCode?: number } }) =>
      `${error.$metadata?.httpStatusCode} ${error.name}: ${error.message}`,
  );

test("functions come 50 a page", async () => {
  const first = await client.send(new ListFunctionsCommand({}));
  const second = await client.send(new ListFunctionsCommand({ Marker: first.NextMarker }));
  expect(first.Functions).toHaveLength(50);
  expect(second.Functions).toHaveLength(10);
  expect(second.NextMarker).toBeUndefined();
  const few = await client.send(new ListFunctionsCommand({ MaxItems: 3 }));
  expect(few.Functions).toHaveLength(3);
});

test.each(["rotate-00", arnOf("rotate-00"), `${account}:function:rotate-00`, "rotate-00:$LATEST"])(
  "%s names the function",
  async (FunctionName) => {
    const configuration = await client.send(new GetFunctionConfigurationCommand({ FunctionName }));
    expect(configuration).toMatchObject({
      FunctionName: "rotate-00",
      FunctionArn: arnOf("rotate-00"),
      Role: `arn:aws:iam::${account}:role/rotate-00-role`,
      Runtime: "python3.13",
      Timeout: 30,
      MemorySize: 128,
      State: "Active",
      LastModified: "2026-05-06T07:08:09.123+0000",
      Environment: { Variables: { A: "b" } },
    });
  },
);

test("GetFunction wraps the same configuration", async () => {
  const { Configuration, Code } = await client.send(
    new GetFunctionCommand({ FunctionName: "rotate-01" }),
  );
  expect(Configuration?.FunctionName).toBe("rotate-01");
  expect(Configuration).not.toHaveProperty("Environment");
  expect(Code?.RepositoryType).toBe("S3");
});

test("a resource policy is shown, its absence is a 404", async () => {
  const { Policy } = await client.send(new GetPolicyCommand({ FunctionName: "rotate-00" }));
  expect(JSON.parse(Policy ?? "").Statement[0].Principal.Service).toBe(
    "secretsmanager.amazonaws.com",
  );
  expect(await refusal(client.send(new GetPolicyCommand({ FunctionName: "rotate-01" })))).toBe(
    "404 ResourceNotFoundException: The resource you requested does not exist.",
  );
});

test("an unknown function is a 404 that names its ARN", async () => {
  expect(await refusal(client.send(new GetFunctionCommand({ FunctionName: "nobody" })))).toBe(
    `404 ResourceNotFoundException: Function not found: ${arnOf("nobody")}`,
  );
});
