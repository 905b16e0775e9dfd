import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { setTimeout } from "node:timers/promises";
import { log } from "./call-log";
import type { World } from "./contract";
import { type Controls, handleControl } from "./control";
import { newRequestId, perform } from "./dispatch";
import type { Target } from "./faults";
import { type Incoming, makeOutcome } from "./incoming";
import { type Answer, answerOf, refusalOf } from "./protocol/answer";
import { logStranger, recognise } from "./recognise";
import type { SignedRequest } from "./signature";
import { send, strike } from "./strike";

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
  if (body === "cut") return void response.destroy();
  await controls.whole;
  if (request.url?.startsWith("/_sandbox/")) {
    return send(response, await handleControl(controls, request, body));
  }
  if (body === "too large") return send(response, tooLarge());
  const signed: SignedRequest = {
    method: request.method ?? "GET",
    url: request.url ?? "/",
    headers: request.headers,
    body,
  };
  await answerCall(world, controls, signed, response, request.socket.remoteAddress ?? "");
}

/** The whole body, or why there is none: larger than any AWS request, or the caller hung up. */
async function readBody(request: IncomingMessage): Promise<Buffer | "too large" | "cut"> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of request) {
      size += chunk.length;
      if (size <= MAX_BODY_BYTES) chunks.push(chunk);
    }
  } catch {
    return "cut";
  }
  return size > MAX_BODY_BYTES ? "too large" : Buffer.concat(chunks);
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
  const hits = controls.faults.for(target);
  await wait(controls.latency.for(target));
  for (const { effect, removed } of hits) {
    if (effect.kind === "delay") await wait(effect.ms, removed);
  }
  const effects = hits.map(({ effect }) => effect);
  const early = effects.find((effect) => "when" in effect && effect.when === "before");
  if (early) {
    return strike(
      world,
      controls,
      { incoming, destination, outcome: makeOutcome() },
      early,
      response,
    );
  }
  const outcome = await perform(world, incoming);
  const late = effects.find((effect) => effect.kind !== "delay");
  if (late) return strike(world, controls, { incoming, destination, outcome }, late, response);
  const answer = outcome.error
    ? refusalOf(destination, outcome.error, requestId, false)
    : answerOf(destination, outcome.output, requestId);
  log(world, incoming, outcome, answer.status, false);
  send(response, answer);
}

/** Ends with the time or, if that comes first, with the signal. */
async function wait(ms: number, signal?: AbortSignal): Promise<void> {
  if (ms <= 0) return;
  await setTimeout(ms, undefined, { signal }).catch((error: unknown) => {
    if (!signal?.aborted) throw error;
  });
}

function tooLarge(): Answer {
  return {
    status: 413,
    headers: { "content-type": "application/x-amz-json-1.1" },
    body: JSON.stringify({ __type: "RequestEntityTooLargeException" }),
  };
}
