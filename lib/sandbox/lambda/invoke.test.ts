import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import {
  CreateSecretCommand,
  DescribeSecretCommand,
  RotateSecretCommand,
  SecretsManagerClient,
} from "@aws-sdk/client-secrets-manager";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Sandbox, startSandbox } from "../start";
import { allowSecretsManager, lambdaOf, type RotationScript } from "./state";

const account = "111122223333";
const region = "eu-west-1";
const token = "11111111-2222-4333-8444-555555555555";
const arnOf = (name: string) => `arn:aws:lambda:${region}:${account}:function:${name}`;

let sandbox: Sandbox;
let client: LambdaClient;
let secrets: SecretsManagerClient;

beforeAll(async () => {
  sandbox = await startSandbox();
  const options = {
    endpoint: sandbox.url,
    region,
    credentials: { accessKeyId: `AKIA${account}`, secretAccessKey: "sandbox" },
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

function addFunction(name: string, script: RotationScript): void {
  lambdaOf(sandbox.world.region(account, region)).functions.set(name, {
    name,
    arn: arnOf(name),
    description: "",
    runtime: "python3.13",
    handler: "h",
    roleArn: `arn:aws:iam::${account}:role/nobody`,
    timeoutSeconds: 30,
    memoryMb: 128,
    environment: {},
    policy: allowSecretsManager(arnOf(name)),
    lastModified: new Date(),
    script,
  });
}

async function invoked(FunctionName: string, event: unknown, InvocationType?: "Event" | "DryRun") {
  const answer = await client.send(
    new InvokeCommand({ FunctionName, InvocationType, Payload: JSON.stringify(event) }),
  );
  const text = Buffer.from(answer.Payload ?? []).toString("utf8");
  return { status: answer.StatusCode, error: answer.FunctionError, payload: text };
}

// What a person does to try a function by hand: step by step, with a version that is pending.
test("the four steps run one by one and move the labels", async () => {
  sandbox.world.clock.freeze();
  addFunction("rotate", { kind: "succeed" });
  await secrets.send(new CreateSecretCommand({ Name: "db", SecretString: "old" }));
  await secrets.send(
    new RotateSecretCommand({
      SecretId: "db",
      ClientRequestToken: token,
      RotationLambdaARN: arnOf("rotate"),
      RotationRules: { AutomaticallyAfterDays: 30 },
    }),
  );
  for (const Step of ["createSecret", "setSecret", "testSecret", "finishSecret"]) {
    const answer = await invoked("rotate", { Step, SecretId: "db", ClientRequestToken: token });
    expect(answer).toEqual({ status: 200, error: undefined, payload: "null" });
  }
  const { VersionIdsToStages } = await secrets.send(new DescribeSecretCommand({ SecretId: "db" }));
  expect(VersionIdsToStages?.[token]).toContain("AWSCURRENT");
});

test("a scripted failure and a hanging step are errors of the function, not of the call", async () => {
  addFunction("broken", { kind: "fail", step: "setSecret" });
  addFunction("stuck", { kind: "hang", step: "testSecret" });
  const event = { SecretId: "db", ClientRequestToken: token };
  const failed = await invoked("broken", { ...event, Step: "setSecret" });
  expect(failed).toMatchObject({ status: 200, error: "Unhandled" });
  expect(JSON.parse(failed.payload)).toMatchObject({ errorType: "ValueError" });
  const hung = await invoked("stuck", { ...event, Step: "testSecret" });
  expect(JSON.parse(hung.payload).errorMessage).toContain("Task timed out after 30.00 seconds");
});

test("an event without its members raises what the template raises", async () => {
  const answer = await invoked("rotate", { Step: "createSecret" });
  expect(answer.error).toBe("Unhandled");
  expect(JSON.parse(answer.payload)).toMatchObject({ errorType: "KeyError" });
});

test("a dry run and an asynchronous call answer nothing", async () => {
  expect((await invoked("rotate", {}, "DryRun")).status).toBe(204);
  expect((await invoked("rotate", {}, "Event")).status).toBe(202);
});
