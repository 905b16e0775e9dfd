import {
  AwsError,
  type Call,
  type Caller,
  type Dispatch,
  type ExtraRecord,
  type LoggedCall,
  type Operation,
  type Service,
  type TrailFields,
  type World,
} from "./contract";
import { authorize } from "./iam/authorize";
import type { RequestFacts } from "./iam/condition-keys";
import { makeRandom } from "./random";

/** One call whose caller is known, whichever way it came in. */
export interface Incoming {
  service: Service;
  operation: Operation;
  caller: Caller;
  region: string;
  requestId: string;
  userAgent: string;
  sourceIpAddress: string;
  /** Decodes the members; throws SerializationException. */
  raw(): unknown;
  /** Runs between the caller's recognition and the operation: quota, planned refusals. */
  before?(): void;
  unauthorized?: boolean;
  unrecorded?: boolean;
}

/** What the log needs to know of a call; of a stranger's not more is known. */
export type Loggable = Pick<Incoming, "caller" | "region" | "requestId" | "userAgent"> & {
  service: Pick<Service, "signingName">;
  operation: Pick<Operation, "name">;
};

/** What became of a call; `error` is set if it was refused. */
export interface Outcome {
  output: unknown;
  error?: AwsError;
  input: unknown;
  /** The operation ran to its end. */
  done: boolean;
  resource?: string;
  /** The code that a fault put in place of the real answer. */
  faultCode?: string;
}

/**
 * Parses, authorizes, runs and records one call. Never rejects: an exception that is not AWS's
 * becomes its internal error, and is printed for the developer of the stand-in.
 */
export async function perform(world: World, incoming: Incoming): Promise<Outcome> {
  const { operation } = incoming;
  const outcome: Outcome = { output: null, input: null, done: false };
  const facts = settle(world, incoming);
  const call = callOf(world, incoming, facts);
  let parsed = false;
  try {
    incoming.before?.();
    const raw = incoming.raw();
    outcome.resource = resourceOf(raw);
    const input = operation.parse(raw, call);
    outcome.input = input;
    parsed = true;
    if (!incoming.unauthorized) {
      authorize(world, incoming.caller, operation.needs(input, call), facts);
    }
    outcome.output = await operation.run(input, call);
    outcome.done = true;
  } catch (error) {
    outcome.error = error instanceof AwsError ? error : internal(incoming, error);
  }
  if (!incoming.unrecorded && operation.trail) {
    const fields = trailFields(operation, outcome, parsed);
    record(world, incoming, facts.now, {
      ...fields,
      eventName: operation.eventName ?? operation.name,
      readOnly: operation.readOnly,
      errorCode: outcome.error?.code,
      errorMessage: outcome.error?.message,
    });
  }
  return outcome;
}

/** Makes a call in process, without the wire: see `DirectRequest`. */
export const dispatch: Dispatch = async (world, request) => {
  const service = world.services.get(request.service);
  const operation = service?.operations.get(request.operation);
  if (!service || !operation) {
    throw new AwsError("UnknownOperationException", `No operation ${request.operation}.`);
  }
  const incoming: Incoming = {
    ...request,
    service,
    operation,
    requestId: newRequestId(),
    raw: () => request.input,
  };
  const outcome = await perform(world, incoming);
  log(world, incoming, outcome, outcome.error?.status ?? 200, false);
  if (outcome.error) throw outcome.error;
  return outcome.output;
};

/** Adds the call to the log that `/_sandbox/calls` shows; the witness in tests. */
export function log(
  world: World,
  incoming: Loggable,
  outcome: Outcome,
  status: number,
  faulted: boolean,
): void {
  const { caller } = incoming;
  append(world.calls, {
    at: world.clock.now().toISOString(),
    service: incoming.service.signingName,
    operation: incoming.operation.name,
    region: incoming.region,
    accountId: caller.accountId,
    principalArn: caller.arn,
    accessKeyId: caller.accessKeyId,
    sourceIdentity: caller.sourceIdentity,
    sessionTags: caller.sessionTags,
    sessionPolicy: caller.sessionPolicy,
    resource: outcome.resource,
    requestId: incoming.requestId,
    userAgent: incoming.userAgent,
    outcome: faulted ? "fault" : outcome.error ? "refused" : "ok",
    tookEffect: outcome.done,
    status,
    errorCode: outcome.faultCode ?? outcome.error?.code,
  });
}

/** How many calls were ever logged; keyed by the log itself, which a world keeps for life. */
const counts = new WeakMap<LoggedCall[], number>();
/** The log is complete up to here; beyond it the oldest tenth goes. */
const MAX_CALLS = 1_000_000;

function append(calls: LoggedCall[], entry: Omit<LoggedCall, "index">): void {
  const index = counts.get(calls) ?? 0;
  counts.set(calls, index + 1);
  calls.push({ index, ...entry });
  if (calls.length > MAX_CALLS) calls.splice(0, MAX_CALLS / 10);
}

const requestIds = makeRandom(0x5eed);

/** Request and event ids have a stream of their own: reads must not change what writes make. */
export const newRequestId = () => requestIds.uuid();

function settle(world: World, incoming: Incoming): RequestFacts {
  world.clock.settle();
  return {
    now: world.clock.now(),
    region: incoming.region,
    userAgent: incoming.userAgent,
    sourceIpAddress: incoming.sourceIpAddress,
  };
}

function callOf(world: World, incoming: Incoming, facts: RequestFacts): Call {
  const { caller, region } = incoming;
  return {
    world,
    // Looked up on demand: the unsigned caller of STS has no account of its own.
    get account() {
      return world.account(caller.accountId);
    },
    get region() {
      return world.region(caller.accountId, region);
    },
    caller,
    now: facts.now,
    requestId: incoming.requestId,
    async authorize(needs) {
      if (!incoming.unauthorized) authorize(world, caller, needs, facts);
    },
    addRecord(entry) {
      if (!incoming.unrecorded) record(world, incoming, facts.now, entry);
    },
  };
}

function trailFields(operation: Operation, outcome: Outcome, parsed: boolean): TrailFields {
  const nothing = { requestParameters: null, responseElements: null };
  if (!parsed || !operation.trail) return nothing;
  return operation.trail(outcome.input, outcome.error ? null : outcome.output);
}

function record(world: World, incoming: Incoming, at: Date, entry: ExtraRecord): void {
  if (!world.accounts.has(incoming.caller.accountId)) return;
  world.record({
    ...entry,
    eventId: newRequestId(),
    eventTime: at,
    eventSource: incoming.service.eventSource,
    accountId: incoming.caller.accountId,
    region: incoming.region,
    caller: incoming.caller,
    sourceIpAddress: incoming.sourceIpAddress,
    userAgent: incoming.userAgent,
    requestId: incoming.requestId,
    eventType: "AwsApiCall",
  });
}

/** What the call is about, as typed: the member that names it differs by service. */
const NAMING = ["SecretId", "RoleArn", "Name", "KeyId", "FunctionName", "RoleName", "UserName"];

function resourceOf(raw: unknown): string | undefined {
  if (typeof raw !== "object" || raw === null) return undefined;
  for (const member of NAMING) {
    const value: unknown = Reflect.get(raw, member);
    if (typeof value === "string") return value;
  }
  return undefined;
}

function internal(incoming: Incoming, error: unknown): AwsError {
  const where = `${incoming.service.signingName}:${incoming.operation.name}`;
  const stack = error instanceof Error ? error.stack : String(error);
  console.error(`sandbox: ${where} failed inside the stand-in: ${stack}`);
  const code =
    incoming.service.signingName === "secretsmanager" ? "InternalServiceError" : "InternalFailure";
  return new AwsError(code, "An error occurred on the server side.", 500);
}
