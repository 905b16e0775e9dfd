import type { ServerResponse } from "node:http";
import { log } from "./call-log";
import { AwsError, type World } from "./contract";
import type { Controls } from "./control";
import type { Effect } from "./faults";
import type { Incoming, Outcome } from "./incoming";
import { type Answer, answerOf, refusalOf } from "./protocol/answer";
import type { Destination } from "./protocol/route";

/** One call, as far as it came. */
export interface Struck {
  incoming: Incoming;
  destination: Destination;
  outcome: Outcome;
}

/** Lets a fault happen to a call's answer, and logs it. */
export function strike(
  world: World,
  controls: Controls,
  { incoming, destination, outcome }: Struck,
  effect: Effect,
  response: ServerResponse,
): void {
  const { requestId } = incoming;
  if (effect.kind === "error") {
    const error = new AwsError(effect.code, effect.message, effect.status);
    const answer = { ...refusalOf(destination, error, requestId, false), status: effect.status };
    log(world, incoming, { ...outcome, faultCode: effect.code }, answer.status, true);
    send(response, answer);
    return;
  }
  const complete = outcome.error
    ? refusalOf(destination, outcome.error, requestId, false)
    : answerOf(destination, outcome.output, requestId);
  log(world, incoming, outcome, effect.kind === "truncate" ? complete.status : 0, true);
  if (effect.kind === "truncate") cut(response, complete, effect.bytes);
  else if (effect.kind === "hang") controls.hold(response);
  else response.socket?.resetAndDestroy();
}

/** Promises the whole body, sends some of it and hangs up. */
function cut(response: ServerResponse, complete: Answer, bytes: number): void {
  const body = Buffer.from(complete.body);
  const part = body.subarray(0, Math.max(0, Math.min(bytes, body.length - 1)));
  // One byte more than there is, so that even an empty body comes up short.
  const promised = Math.max(body.length, 1);
  response.writeHead(complete.status, { ...complete.headers, "content-length": promised });
  response.write(part, () => response.socket?.destroy());
  if (part.length === 0) {
    response.flushHeaders();
    setImmediate(() => response.socket?.destroy());
  }
}

/** Sends a complete answer. */
export function send(response: ServerResponse, answer: Answer): void {
  const body = typeof answer.body === "string" ? Buffer.from(answer.body) : answer.body;
  response.writeHead(answer.status, { ...answer.headers, "content-length": body.length });
  response.end(body);
}
