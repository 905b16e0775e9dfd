import { createHash } from "node:crypto";
import { appendEvents, type LogEvent } from "../cloudwatch-logs/state";
import { AwsError, type World } from "../contract";
import type { LambdaFunction, RotationStep } from "./state";

/** One invocation of a rotation function, for its log. */
interface Invocation {
  step: RotationStep;
  secretArn: string;
  token: string;
  /** What the function raised; absent = it went well. `timed out` = Lambda stopped it. */
  failure?: Error | "timed out";
  /** Absent = one is made up. */
  requestId?: string;
}

/**
 * Writes what one invocation leaves in the function's log: START, END and REPORT as Lambda does, and
 * the line of a failure as the Python runtime does, which says step and exception. Never a value.
 */
export function logInvocation(world: World, fn: LambdaFunction, invocation: Invocation): void {
  const [, , , regionName = "", accountId = ""] = fn.arn.split(":");
  const { step, token, failure } = invocation;
  const now = world.clock.now();
  const at = now.getTime();
  // Ids of their own: the world's random numbers would make every later id another one.
  const seed = createHash("sha256").update(`${fn.arn} ${token} ${step} ${at}`).digest("hex");
  const requestId = invocation.requestId ?? uuidOf(seed);
  const logStreamName = `${now.toISOString().slice(0, 10).replaceAll("-", "/")}/[$LATEST]${createHash("md5").update(fn.arn).digest("hex")}`;
  const tookMs = failure === "timed out" ? fn.timeoutSeconds * 1000 : 200;
  const lines = [
    `START RequestId: ${requestId} Version: $LATEST`,
    ...(failure === undefined || failure === "timed out" ? [] : [errorLine(invocation, failure)]),
    `END RequestId: ${requestId}`,
    `REPORT RequestId: ${requestId}\tDuration: ${tookMs}.00 ms\tBilled Duration: ${tookMs} ms\tMemory Size: ${fn.memoryMb} MB\tMax Memory Used: 71 MB`,
    ...(failure === "timed out"
      ? [`${now.toISOString()} ${requestId} Task timed out after ${fn.timeoutSeconds}.00 seconds`]
      : []),
  ];
  const events: LogEvent[] = lines.map((message, line) => ({
    logStreamName,
    timestamp: at,
    message: `${message}\n`,
    eventId: eventIdOf(`${seed} ${line}`),
  }));
  appendEvents(world.region(accountId, regionName), `/aws/lambda/${fn.name}`, events);
}

/** The Python runtime's line for an exception that nobody caught; it names no request id. */
function errorLine({ step, secretArn }: Invocation, failure: Error): string {
  // AWS's texts about wrong input repeat it, and a pending password may be in it.
  const says =
    failure instanceof AwsError
      ? `ClientError: An error occurred (${failure.code}) during ${step} for secret arn ${secretArn}`
      : `ValueError: ${failure.message}`;
  return `[ERROR] ${says}\nTraceback (most recent call last):\n  File "/var/task/lambda_function.py", line 60, in lambda_handler\n    ${snake(step)}(service_client, arn, token)`;
}

/** What the published templates raise at a step that does not work out. */
export function scriptedFailure(step: RotationStep, secretArn: string): Error {
  const says: Record<RotationStep, string> = {
    createSecret: "Unable to make a new secret version",
    setSecret: "Unable to log into database with previous, current, or pending secret",
    testSecret: "Unable to log into database with pending secret",
    finishSecret: "Unable to move AWSCURRENT to the new version",
  };
  return new Error(`${step}: ${says[step]} of secret arn ${secretArn}`);
}

const snake = (step: string) => step.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

function uuidOf(hex: string): string {
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** 56 digits, as CloudWatch Logs counts its events. */
function eventIdOf(text: string): string {
  const digest = createHash("sha256").update(text).digest("hex");
  return BigInt(`0x${digest}`).toString().padStart(56, "0").slice(0, 56);
}
