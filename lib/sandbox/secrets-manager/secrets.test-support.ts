import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import type { TrailRecord } from "../contract";
import { allowSecretsManager, lambdaOf } from "../lambda/state";
import { FIRST_ACCOUNT, type Sandbox, startSandbox } from "../start";

/** The Region most tests work in. */
export const home = "us-east-1";

/** The moment at which every test world stands still. */
export const noon = new Date("2026-03-10T12:00:00.123Z");

/** A stand-in whose clock only moves when told, and that never throttles. */
export async function frozenSandbox(): Promise<Sandbox> {
  const sandbox = await startSandbox();
  sandbox.world.clock.set(noon);
  sandbox.world.clock.freeze();
  sandbox.controls.throttle.scale = null;
  return sandbox;
}

/** The unmodified SDK client of an account's administrator. */
export function clientOf(sandbox: Sandbox, region = home, account = FIRST_ACCOUNT) {
  return new SecretsManagerClient({
    endpoint: sandbox.url,
    region,
    credentials: { accessKeyId: `AKIA${account}`, secretAccessKey: "sandbox" },
    maxAttempts: 1,
  });
}

/** Registers a rotation function that Secrets Manager may invoke, and gives its ARN. */
export function addFunction(sandbox: Sandbox, name: string, region = home): string {
  const arn = `arn:aws:lambda:${region}:${FIRST_ACCOUNT}:function:${name}`;
  lambdaOf(sandbox.world.region(FIRST_ACCOUNT, region)).functions.set(name, {
    name,
    arn,
    description: "",
    runtime: "python3.12",
    handler: "lambda_function.lambda_handler",
    roleArn: `arn:aws:iam::${FIRST_ACCOUNT}:role/rotation`,
    timeoutSeconds: 30,
    memoryMb: 128,
    environment: {},
    policy: allowSecretsManager(arn),
    lastModified: noon,
  });
  return arn;
}

/** What a refused call says: code, text and HTTP status. */
export async function refusal(call: Promise<unknown>) {
  try {
    await call;
  } catch (error) {
    const { name, message, $metadata } = error as Error & {
      $metadata?: { httpStatusCode?: number };
    };
    return { code: name, message, status: $metadata?.httpStatusCode };
  }
  throw new Error("The call was not refused.");
}

/** The refusals of several calls that run side by side. */
export function allRefused(calls: readonly Promise<unknown>[]) {
  return Promise.all(calls.map(refusal));
}

/** Names of the records in a Region's trail, oldest first, from a place on. */
export function recordNames(sandbox: Sandbox, from = 0, region = home): string[] {
  return trail(sandbox, region)
    .slice(from)
    .map((record) => record.eventName);
}

/** The records of a Region's trail, oldest first. */
export function trail(sandbox: Sandbox, region = home): readonly TrailRecord[] {
  return sandbox.world.trailOf(FIRST_ACCOUNT, region);
}

let users = 0;

/** The client of a new user of the first account whose policy has these statements. */
export function userWith(sandbox: Sandbox, ...statements: object[]): SecretsManagerClient {
  const name = `user-${users++}`;
  const accessKeyId = `AKIA${name.toUpperCase().replace("-", "0").padEnd(16, "X")}`;
  sandbox.world.account(FIRST_ACCOUNT).iam.users.set(name, {
    name,
    arn: `arn:aws:iam::${FIRST_ACCOUNT}:user/${name}`,
    userId: `AIDA${name}`,
    accessKeyId,
    secretAccessKey: "secret",
    policies: new Map([["only", JSON.stringify({ Version: "2012-10-17", Statement: statements })]]),
    createdAt: sandbox.world.clock.now(),
  });
  return new SecretsManagerClient({
    endpoint: sandbox.url,
    region: "us-east-1",
    credentials: { accessKeyId, secretAccessKey: "secret" },
    maxAttempts: 1,
  });
}

/** A statement that allows actions; Secrets Manager's go without their prefix. */
export const allow = (
  Action: string | string[],
  Resource: string | string[] = "*",
  Condition?: object,
) => ({
  Effect: "Allow",
  Action: [Action].flat().map((each) => (each.includes(":") ? each : `secretsmanager:${each}`)),
  Resource,
  ...(Condition ? { Condition } : {}),
});
