import "server-only";
import {
  SecretsManagerClient,
  type SecretsManagerClientConfig,
} from "@aws-sdk/client-secrets-manager";
import { Failure } from "@/lib/domain/failure";
import { type CallPurpose, countCall } from "./meter";
import { pace, slowDown } from "./pace";

type Handler = SecretsManagerClient["config"]["requestHandler"];

/**
 * Without these the SDK waits for ever, and `requestTimeout` alone only logs a warning: it is
 * `throwOnRequestTimeout` that ends the call. Milliseconds.
 */
const TIMEOUTS = {
  connectionTimeout: 1_500,
  requestTimeout: 5_000,
  throwOnRequestTimeout: true,
} as const;

const LIST_TIMEOUT_MS = 10_000;

/** What was sent to AWS through one access: for the ledger's outcome and for the meter. */
export interface Traffic {
  /** Requests on the wire, repeats included. */
  calls: number;
  requestIds: string[];
  /** True once a request left under credentials that may change something. */
  mayHaveWritten: boolean;
}

const REQUEST_IDS_MAX = 20;

interface Route {
  placeKey: string;
  /** On whose behalf, for the console's own meter. */
  purpose: CallPurpose;
  isWrite: boolean;
  traffic: Traffic;
  /** Asked before each request: the SDK keeps credentials in a client longer than a session may live. */
  isEnded(): boolean;
  /** Ends everything; absent for work that may outlive the click which started it. */
  deadline?: AbortSignal;
}

// One set of sockets for all people: a connection carries no identity, each request is signed.
const store = globalThis as { [key: symbol]: Handler | undefined };
const storeKey = Symbol.for("strongroom.sockets");
function sockets(): Handler {
  store[storeKey] ??= new SecretsManagerClient({ requestHandler: TIMEOUTS }).config.requestHandler;
  return store[storeKey];
}

/** Wraps the shared sockets so that each request on the wire is paced, counted and bounded. */
export function transport(route: Route): NonNullable<SecretsManagerClientConfig["requestHandler"]> {
  const { traffic, deadline } = route;
  const base = sockets();
  const handle: Handler["handle"] = async (request, options) => {
    const operation: string = request.headers["x-amz-target"]?.split(".").at(-1) ?? "";
    if (route.purpose.isBackground) await slowDown(route.placeKey);
    await pace(route.placeKey, operation, deadline);
    deadline?.throwIfAborted();
    if (route.isEnded()) throw new Failure("aws-session-ended");
    traffic.calls += 1;
    countCall(request, route.purpose, new Date());
    traffic.mayHaveWritten ||= route.isWrite;
    const answer = await base.handle(request, {
      ...options,
      ...(deadline && { abortSignal: deadline }),
      ...(operation.startsWith("List") && { requestTimeout: LIST_TIMEOUT_MS }),
    });
    const requestId: string | undefined = answer.response.headers["x-amzn-requestid"];
    if (requestId && traffic.requestIds.length < REQUEST_IDS_MAX)
      traffic.requestIds.push(requestId);
    return answer;
  };
  // The sockets are shared: closing one client must not close them, so there is no `destroy`.
  return { metadata: base.metadata, handle };
}

/** For what the console asks under its own identity, such as STS: counted and paced as all else. */
export function ownTransport(
  purpose: CallPurpose,
): NonNullable<SecretsManagerClientConfig["requestHandler"]> {
  return transport({
    placeKey: `own/${purpose.accountId}`,
    purpose,
    isWrite: false,
    traffic: { calls: 0, requestIds: [], mayHaveWritten: false },
    isEnded: () => false,
  });
}
