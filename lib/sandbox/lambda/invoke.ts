import { type Call, type Operation, RawAnswer } from "../contract";
import { membersOf, optionalText, requiredText } from "../members";
import { runStep } from "../secrets-manager/rotation-function";
import { lookUp } from "../secrets-manager/store";
import { functionOf, needOn } from "./find-function";
import { logInvocation } from "./log";
import { type LambdaFunction, type RotationStep, rotationSteps, scriptOf } from "./state";

interface InvokeInput {
  functionName: string;
  type: "RequestResponse" | "Event" | "DryRun";
  payload: string;
}

/** What the function raised: the JSON that Lambda hands back beside a status of 200. */
class FunctionError extends Error {
  constructor(
    readonly type: string,
    message: string,
  ) {
    super(message);
  }
}

/**
 * Invoke of a scripted rotation function: runs the step that the event names, as Secrets Manager
 * would have it run. An error of the function is no error of the call: status 200, the header
 * X-Amz-Function-Error and the error as payload. Data plane: CloudTrail does not log it.
 */
export const invoke: Operation<InvokeInput> = {
  name: "Invoke",
  readOnly: false,
  http: {
    method: "POST",
    path: "/2015-03-31/functions/{FunctionName}/invocations",
    headers: { InvocationType: "x-amz-invocation-type" },
    payload: "Payload",
  },
  parse: (raw) => {
    const members = membersOf(raw);
    const type = optionalText(members, "InvocationType", {
      oneOf: ["RequestResponse", "Event", "DryRun"],
    });
    return {
      functionName: requiredText(members, "FunctionName", { min: 1, max: 170 }),
      type: (type as InvokeInput["type"] | undefined) ?? "RequestResponse",
      payload: Buffer.isBuffer(members.Payload) ? members.Payload.toString("utf8") : "",
    };
  },
  needs: ({ functionName }, call) => [needOn("lambda:InvokeFunction", functionName, call)],
  run: ({ functionName, type, payload }, call) => {
    const fn = functionOf(functionName, call);
    if (type === "DryRun") return new RawAnswer(204, {}, "");
    const { body, failed } = outcomeOf(fn, payload, call);
    if (type === "Event") return new RawAnswer(202, {}, "");
    return new RawAnswer(
      200,
      {
        "content-type": "application/json",
        "x-amz-executed-version": "$LATEST",
        ...(failed ? { "x-amz-function-error": "Unhandled" } : {}),
      },
      body,
    );
  },
};

function outcomeOf(fn: LambdaFunction, payload: string, call: Call) {
  try {
    perform(fn, payload, call);
    return { body: "null", failed: false };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const errorType = error instanceof FunctionError ? error.type : error.name;
    const body = { errorType, errorMessage: error.message, requestId: call.requestId };
    return { body: JSON.stringify({ ...body, stackTrace: [] }), failed: true };
  }
}

function perform(fn: LambdaFunction, payload: string, call: Call): void {
  const { Step, SecretId, ClientRequestToken } = eventIn(payload);
  const step = rotationSteps.find((known) => known === Step);
  if (!step) throw new FunctionError("ValueError", "Invalid step parameter");
  const { requestId, world } = call;
  const invocation = { step, secretArn: SecretId, token: ClientRequestToken, requestId };
  try {
    obey(fn, step, call);
    const secret = lookUp(call, SecretId);
    if (!secret) throw new FunctionError("ResourceNotFoundException", "There is no such secret.");
    runStep(world, secret, fn, step, ClientRequestToken);
    logInvocation(world, fn, invocation);
  } catch (error) {
    logInvocation(world, fn, { ...invocation, failure: loggedAs(error) });
    throw error;
  }
}

function loggedAs(error: unknown): Error | "timed out" {
  if (error instanceof FunctionError && error.type === "Sandbox.Timedout") return "timed out";
  return error instanceof Error ? error : new Error("unknown");
}

/** The script's own failures; `late` only delays, which nobody who invokes by hand waits for. */
function obey(fn: LambdaFunction, step: RotationStep, { requestId }: Call): void {
  const script = scriptOf(fn);
  if (script.kind === "hang" && script.step === step) {
    const after = `${fn.timeoutSeconds}.00 seconds`;
    throw new FunctionError(
      "Sandbox.Timedout",
      `RequestId: ${requestId} Error: Task timed out after ${after}`,
    );
  }
  if (script.kind === "fail" && script.step === step) {
    throw new FunctionError("ValueError", `${step}: the scripted failure of ${fn.name}`);
  }
}

/** The event of a rotation (facts 2.4); a template that misses a member raises a KeyError. */
function eventIn(payload: string): Record<"Step" | "SecretId" | "ClientRequestToken", string> {
  let event: unknown;
  try {
    event = JSON.parse(payload || "{}");
  } catch {
    throw new FunctionError("Runtime.UnmarshalError", "Unable to unmarshal input");
  }
  const members = membersOf(event);
  const text = (name: string) => {
    const value = members[name];
    if (typeof value !== "string") throw new FunctionError("KeyError", `'${name}'`);
    return value;
  };
  return {
    SecretId: text("SecretId"),
    ClientRequestToken: text("ClientRequestToken"),
    Step: text("Step"),
  };
}
