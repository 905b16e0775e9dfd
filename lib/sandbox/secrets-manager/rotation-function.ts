import { AwsError, type Call, type Caller, type World } from "../contract";
import { authorize } from "../iam/authorize";
import type { LambdaFunction, RotationStep } from "../lambda/state";
import { current, pending } from "./labels";
import type { Secret } from "./secret";

const userAgent =
  "Boto3/1.34.145 md/Botocore#1.34.145 lang/python#3.12.4 exec-env/AWS_Lambda_python3.12";

/** Makes one call to Secrets Manager; refuses with AWS's error. */
type Ask = (operation: string, input: Record<string, unknown>) => Record<string, unknown>;

/**
 * Runs one step of a rotation function as AWS's published templates do (facts 2.4), under the
 * function's execution role: its calls are authorized and recorded like anyone's. Steps repeat
 * safely. A secret that holds database JSON (facts 2.9) gets the database template, which reads
 * the pending value; any other gets the generic one.
 *
 * @throws AwsError or Error if the step fails.
 */
export function runStep(
  world: World,
  secret: Secret,
  fn: LambdaFunction,
  step: RotationStep,
  token: string,
): void {
  const ask = askAs(world, secret.region, executionRole(world, fn));
  const SecretId = secret.arn;
  const stages = checkedStages(ask("DescribeSecret", { SecretId }), token);
  if (stages.includes(current)) return;
  if (!stages.includes(pending)) throw new Error("The version is not AWSPENDING.");
  if (step === "createSecret") createValue(ask, SecretId, token);
  else if (step === "finishSecret") finish(ask, SecretId, token, fn.name.includes("keep-pending"));
  else if (isDatabase(secret)) {
    ask("GetSecretValue", { SecretId, VersionId: token, VersionStage: pending });
    if (step === "setSecret") ask("GetSecretValue", { SecretId, VersionStage: current });
  }
}

function checkedStages(metadata: Record<string, unknown>, token: string): string[] {
  if (!metadata.RotationEnabled) throw new Error("The secret is not enabled for rotation.");
  const versions = (metadata.VersionIdsToStages ?? {}) as Record<string, string[]>;
  const stages = versions[token];
  if (!stages) throw new Error("The version has no stage for rotation.");
  return stages;
}

function createValue(ask: Ask, SecretId: string, token: string): void {
  const now = ask("GetSecretValue", { SecretId, VersionStage: current });
  try {
    ask("GetSecretValue", { SecretId, VersionId: token, VersionStage: pending });
  } catch (error) {
    if (!(error instanceof AwsError) || error.code !== "ResourceNotFoundException") throw error;
    const answer = ask("GetRandomPassword", { ExcludeCharacters: "/@\"'\\" });
    ask("PutSecretValue", {
      SecretId,
      ClientRequestToken: token,
      SecretString: withPassword(now.SecretString, String(answer.RandomPassword)),
      VersionStages: [pending],
    });
  }
}

function finish(ask: Ask, SecretId: string, token: string, keepPending: boolean): void {
  const metadata = ask("DescribeSecret", { SecretId });
  const versions = Object.entries(metadata.VersionIdsToStages as Record<string, string[]>);
  const holder = versions.find(([, stages]) => stages.includes(current))?.[0];
  ask("UpdateSecretVersionStage", {
    SecretId,
    VersionStage: current,
    MoveToVersionId: token,
    ...(holder ? { RemoveFromVersionId: holder } : {}),
  });
  if (keepPending) return;
  ask("UpdateSecretVersionStage", {
    SecretId,
    VersionStage: pending,
    RemoveFromVersionId: token,
  });
}

/** The new value: the old JSON with another password, or the password alone. */
function withPassword(old: unknown, password: string): string {
  const document = parsed(old);
  return document && "password" in document ? JSON.stringify({ ...document, password }) : password;
}

function isDatabase(secret: Secret): boolean {
  const value = secret.versions.get(secret.labels.get(current) ?? "")?.value;
  const document = parsed(value && "string" in value ? value.string : undefined);
  return document !== null && "engine" in document;
}

function parsed(text: unknown): Record<string, unknown> | null {
  if (typeof text !== "string" || !text.startsWith("{")) return null;
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function askAs(world: World, region: string, caller: Caller): Ask {
  const service = world.services.get("secretsmanager");
  const known = world.accounts.get(caller.accountId)?.iam.roles.has(caller.roleName ?? "");
  return (name, raw) => {
    const operation = service?.operations.get(name);
    if (!service || !operation) throw new Error(`No operation ${name}.`);
    const facts = { now: world.clock.now(), region, userAgent, sourceIpAddress: "10.0.42.7" };
    const requestId = world.random.uuid();
    const call = callOf(world, caller, region, requestId, facts.now);
    const noted = { input: null as unknown, output: null as unknown };
    let refusal: AwsError | undefined;
    try {
      noted.input = operation.parse(raw, call);
      // A role that IAM does not know is a made-up one: it may do what the template does.
      if (known) authorize(world, caller, operation.needs(noted.input, call), facts);
      noted.output = operation.run(noted.input, call);
    } catch (error) {
      if (error instanceof AwsError) refusal = error;
      throw error;
    } finally {
      const fields = operation.trail?.(noted.input, refusal ? null : noted.output);
      world.record({
        eventId: world.random.uuid(),
        eventTime: facts.now,
        eventSource: service.eventSource,
        eventName: name,
        readOnly: operation.readOnly,
        accountId: caller.accountId,
        region,
        caller,
        sourceIpAddress: facts.sourceIpAddress,
        userAgent,
        requestId,
        requestParameters: fields?.requestParameters ?? null,
        responseElements: fields?.responseElements ?? null,
        eventType: "AwsApiCall",
        ...(refusal ? { errorCode: refusal.code, errorMessage: refusal.message } : {}),
      });
    }
    return noted.output as Record<string, unknown>;
  };
}

function callOf(world: World, caller: Caller, region: string, requestId: string, now: Date): Call {
  return {
    world,
    account: world.account(caller.accountId),
    region: world.region(caller.accountId, region),
    caller,
    now,
    requestId,
    authorize: async () => undefined,
    addRecord: () => undefined,
  };
}

/** The session in which a function runs: role, and the function's name as session name. */
function executionRole(world: World, fn: LambdaFunction): Caller {
  const accountId = fn.roleArn.split(":")[4] ?? "";
  const roleName = fn.roleArn.split("/").at(-1) ?? "";
  const roleId = world.accounts.get(accountId)?.iam.roles.get(roleName)?.roleId;
  return {
    kind: "session",
    accountId,
    arn: `arn:aws:sts::${accountId}:assumed-role/${roleName}/${fn.name}`,
    userId: `${roleId ?? "AROA0000000000LAMBDA"}:${fn.name}`,
    accessKeyId: `ASIA${world.random.hex(16).toUpperCase()}`,
    roleArn: fn.roleArn,
    roleName,
    sessionName: fn.name,
    sessionTags: {},
    issuedAt: world.clock.now(),
  };
}
