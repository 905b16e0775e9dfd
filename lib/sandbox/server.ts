import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { AwsError, type Caller, type World } from "./contract";
import { type Controls, handleControl } from "./control";
import { callerOf } from "./credentials";
import { type Incoming, log, newRequestId, type Outcome, perform } from "./dispatch";
import type { Effect, Target } from "./faults";
import { type Answer, answerOf, refusalOf } from "./protocol/answer";
import { type Destination, routeOf } from "./protocol/route";
import { type Claim, readClaim, type SignedRequest } from "./signature";

/** AWS's largest request here is a Lambda payload of 6 MB. */
const MAX_BODY_BYTES = 7 * 1024 * 1024;

/** An HTTP server that answers AWS calls for a world, and `/_sandbox/` for its controls. */
export function makeServer(world: World, controls: Controls): Server {
  const server = createServer((request, response) => {
    serve(world, controls, request, response).catch((error: unknown) => {
      // The connection broke while the answer was on its way, or the stand-in has a bug.
      if (response.headersSent || response.destroyed) return response.destroy();
      console.error("sandbox: a request failed inside the stand-in:", error);
      send(response, { status: 500, headers: {}, body: "" });
    });
  });
  server.keepAliveTimeout = 65_000;
  server.on("clientError", (_error, socket) => {
    if (socket.writable) socket.end("HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n");
  });
  return server;
}

async function serve(
  world: World,
  controls: Controls,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const body = await readBody(request);
  if (request.url?.startsWith("/_sandbox/")) {
    return send(response, await handleControl(controls, request, body));
  }
  if (body === null) return send(response, tooLarge());
  const signed: SignedRequest = {
    method: request.method ?? "GET",
    url: request.url ?? "/",
    headers: request.headers,
    body,
  };
  await answerCall(world, controls, signed, response, request.socket.remoteAddress ?? "");
}

/** The whole body, or null if it is larger than any AWS request. */
async function readBody(request: IncomingMessage): Promise<Buffer | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size <= MAX_BODY_BYTES) chunks.push(chunk);
  }
  return size > MAX_BODY_BYTES ? null : Buffer.concat(chunks);
}

interface Recognised {
  destination: Destination;
  claim: Claim | null;
  caller: Caller;
}

async function answerCall(
  world: World,
  controls: Controls,
  signed: SignedRequest,
  response: ServerResponse,
  remoteAddress: string,
): Promise<void> {
  const requestId = newRequestId();
  const recognised = recognise(world, signed);
  if ("error" in recognised) {
    const { destination, error, claim } = recognised;
    logStranger(world, signed, destination, claim, error, requestId);
    return send(response, refusalOf(destination, error, requestId, true));
  }
  const { destination, claim, caller } = recognised;
  const { service, operation } = destination;
  if (!service || !operation) throw new Error("A recognised call has a service and an operation.");
  const region = claim?.region ?? "us-east-1";
  const target: Target = {
    service: service.signingName,
    operation: operation.name,
    region,
    accountId: caller.accountId,
  };
  const incoming: Incoming = {
    service,
    operation,
    caller,
    region,
    requestId,
    userAgent: String(signed.headers["user-agent"] ?? ""),
    sourceIpAddress: remoteAddress.replace(/^::ffff:/, ""),
    raw: destination.raw,
    before: () => {
      if (operation.quota) controls.throttle.take(caller.accountId, region, operation.quota);
    },
  };
  const effects = controls.faults.for(target);
  await wait(controls.latency.for(target) + delayOf(effects));
  const early = effects.find((effect) => "when" in effect && effect.when === "before");
  if (early) {
    const outcome: Outcome = { output: null, input: null, done: false };
    return strike(world, controls, incoming, destination, outcome, early, response);
  }
  const outcome = await perform(world, incoming);
  const late = effects.find((effect) => effect.kind !== "delay");
  if (late) return strike(world, controls, incoming, destination, outcome, late, response);
  const answer = outcome.error
    ? refusalOf(destination, outcome.error, requestId, false)
    : answerOf(destination, outcome.output, requestId);
  log(world, incoming, outcome, answer.status, false);
  send(response, answer);
}

/** Finds out what is called and by whom, or how AWS's front door refuses it. */
function recognise(
  world: World,
  signed: SignedRequest,
): Recognised | { destination: Destination; error: AwsError; claim: Claim | null } {
  let claim: Claim | null = null;
  let destination: Destination = { protocol: "json-1.1", operationName: "", raw: () => ({}) };
  try {
    destination = routeOf(world, signed, null);
    claim = readClaim(signed);
    if (claim) destination = routeOf(world, signed, claim);
    const { operation, service } = destination;
    if (!claim && !operation?.unsigned) throw missingToken(destination);
    if (claim && !/^[a-z]{2}(-[a-z]+)+-\d$/.test(claim.region)) {
      throw new AwsError(
        "InvalidSignatureException",
        "Credential should be scoped to a valid region.",
      );
    }
    const caller = claim ? callerOf(world, signed, claim) : anonymous(destination);
    if (!service || !operation) throw unknownOperation(destination, claim);
    return { destination, claim, caller };
  } catch (error) {
    if (error instanceof AwsError) return { destination, error, claim };
    throw error;
  }
}

/** The unsigned caller of STS; CloudTrail files the call with the role's account. */
function anonymous(destination?: Destination): Caller {
  const roleArn = destination?.operation ? destination.raw().RoleArn : undefined;
  return {
    kind: "web-identity",
    accountId: typeof roleArn === "string" ? (roleArn.split(":")[4] ?? "") : "",
    arn: "",
    userId: "",
    accessKeyId: "",
    sessionTags: {},
  };
}

function missingToken(destination: Destination): AwsError {
  const text =
    destination.protocol === "rest-json"
      ? "Missing Authentication Token"
      : "Request is missing Authentication Token";
  return new AwsError("MissingAuthenticationTokenException", text);
}

function unknownOperation(destination: Destination, claim: Claim | null): AwsError {
  const { protocol, operationName, service } = destination;
  if (protocol === "query") {
    const version = service?.apiVersion ? ` for version ${service.apiVersion}` : "";
    return new AwsError(
      "UnknownOperationException",
      `Could not find operation ${operationName.slice(0, 128) || "(none)"}${version}`,
    );
  }
  const message = service ? "" : `This stand-in has no service ${claim?.service.slice(0, 64)}.`;
  return new AwsError("UnknownOperationException", message, protocol === "rest-json" ? 404 : 400);
}

/** A refused stranger is logged too: "every AWS call received". CloudTrail does not know it. */
function logStranger(
  world: World,
  signed: SignedRequest,
  destination: Destination,
  claim: Claim | null,
  error: AwsError,
  requestId: string,
): void {
  const service = destination.service ?? { signingName: claim?.service ?? "" };
  log(
    world,
    {
      service,
      operation: { name: destination.operation?.name ?? destination.operationName.slice(0, 128) },
      caller: { ...anonymous(), accessKeyId: claim?.accessKeyId ?? "" },
      region: claim?.region ?? "",
      requestId,
      userAgent: String(signed.headers["user-agent"] ?? ""),
    },
    { output: null, input: null, done: false, error },
    refusalOf(destination, error, requestId, true).status,
    false,
  );
}

/** Lets a fault happen to an answer. */
async function strike(
  world: World,
  controls: Controls,
  incoming: Incoming,
  destination: Destination,
  outcome: Outcome,
  effect: Effect,
  response: ServerResponse,
): Promise<void> {
  const { requestId } = incoming;
  if (effect.kind === "error") {
    const error = new AwsError(effect.code, effect.message, effect.status);
    const answer = { ...refusalOf(destination, error, requestId, false), status: effect.status };
    log(world, incoming, { ...outcome, faultCode: effect.code }, answer.status, true);
    return send(response, answer);
  }
  const complete = outcome.error
    ? refusalOf(destination, outcome.error, requestId, false)
    : answerOf(destination, outcome.output, requestId);
  const cut = effect.kind === "truncate";
  log(world, incoming, outcome, cut ? complete.status : 0, true);
  if (effect.kind === "hang") return controls.hold(response);
  if (!cut) return void response.socket?.resetAndDestroy();
  const bytes = Buffer.from(complete.body);
  response.writeHead(complete.status, { ...complete.headers, "content-length": bytes.length });
  response.write(
    bytes.subarray(0, Math.min(effect.kind === "truncate" ? effect.bytes : 0, bytes.length - 1)),
    () => response.socket?.destroy(),
  );
}

const delayOf = (effects: readonly Effect[]) =>
  effects.reduce((sum, effect) => sum + (effect.kind === "delay" ? effect.ms : 0), 0);

const wait = (ms: number) =>
  ms > 0 ? new Promise<void>((done) => setTimeout(done, ms)) : undefined;

function tooLarge(): Answer {
  return {
    status: 413,
    headers: { "content-type": "application/x-amz-json-1.1" },
    body: JSON.stringify({ __type: "RequestEntityTooLargeException" }),
  };
}

function send(response: ServerResponse, answer: Answer): void {
  const body = typeof answer.body === "string" ? Buffer.from(answer.body) : answer.body;
  response.writeHead(answer.status, { ...answer.headers, "content-length": body.length });
  response.end(body);
}
