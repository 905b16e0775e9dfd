import type { LoggedCall, World } from "./contract";
import type { Loggable, Outcome } from "./incoming";

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

/** Empties the log and counts from 0 again: a world begins anew. */
export function beginLog(world: World): void {
  world.calls.length = 0;
  counts.delete(world.calls);
}

function append(calls: LoggedCall[], entry: Omit<LoggedCall, "index">): void {
  const index = counts.get(calls) ?? 0;
  counts.set(calls, index + 1);
  calls.push({ index, ...entry });
  if (calls.length > MAX_CALLS) calls.splice(0, MAX_CALLS / 10);
}
