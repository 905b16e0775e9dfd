import { log } from "./call-log";
import {
  AwsError,
  type Call,
  type Dispatch,
  type ExtraRecord,
  type Operation,
  type TrailFields,
  type World,
} from "./contract";
import { authorize } from "./iam/authorize";
import type { RequestFacts } from "./iam/condition-keys";
import { type Incoming, makeOutcome, type Outcome } from "./incoming";
import { makeRandom } from "./random";

/**
 * Parses, authorizes, runs and records one call. Never rejects: an exception that is not AWS's
 * becomes its internal error, and is printed for the developer of the stand-in.
 */
export async function perform(world: World, incoming: Incoming): Promise<Outcome> {
  const { operation } = incoming;
  const outcome = makeOutcome();
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
    const needs = operation.needs(input, call);
    for (const need of needs) outcome.owners.add(need.resourceAccountId);
    for (const accountId of operation.owners?.(input) ?? []) outcome.owners.add(accountId);
    if (!incoming.unauthorized) authorize(world, incoming.caller, needs, facts);
    outcome.output = await operation.run(input, call);
    outcome.done = true;
  } catch (error) {
    outcome.error = error instanceof AwsError ? error : internal(incoming, error);
  }
  if (!incoming.unrecorded && operation.trail) {
    const fields = trailFields(operation, outcome, parsed);
    const entry = {
      ...fields,
      eventName: operation.eventName ?? operation.name,
      readOnly: operation.readOnly,
      errorCode: outcome.error?.code,
      errorMessage: outcome.error?.message,
    };
    for (const accountId of recipients(incoming, outcome)) {
      record(world, incoming, facts.now, entry, accountId);
    }
  }
  return outcome;
}

/**
 * The caller's account, and that of another account's resource once the call was let in: its
 * owner is told who was there, not who was turned away.
 */
function recipients(incoming: Incoming, outcome: Outcome): ReadonlySet<string> {
  const own = incoming.caller.accountId;
  return outcome.error ? new Set([own]) : new Set([own, ...outcome.owners]);
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

function record(
  world: World,
  incoming: Incoming,
  at: Date,
  entry: ExtraRecord,
  accountId = incoming.caller.accountId,
): void {
  if (!world.accounts.has(accountId)) return;
  world.record({
    ...entry,
    eventId: newRequestId(),
    eventTime: at,
    eventSource: incoming.service.eventSource,
    accountId,
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
