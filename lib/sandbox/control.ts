import type { IncomingMessage, ServerResponse } from "node:http";
import { z } from "zod";
import type { World } from "./contract";
import { delaysOf, delaysOrder, setDelays } from "./delays";
import type { Faults, Latency } from "./faults";
import { iamOrder, putIam } from "./iam/put";
import type { Answer } from "./protocol/answer";
import type { Throttle } from "./throttle";

/** What `/_sandbox/` steers. */
export interface Controls {
  world: World;
  faults: Faults;
  latency: Latency;
  throttle: Throttle;
  /** Empties an empty estate, restores any other. */
  reset(): Promise<void>;
  /** Settled while the world is whole; calls wait for it while an estate is being built. */
  whole: Promise<void>;
  /** Keeps a connection open without an answer until the server closes. */
  hold(response: ServerResponse): void;
}

const selector = {
  service: z.string().min(1).optional(),
  operation: z.string().min(1).optional(),
  region: z.string().min(1).optional(),
  accountId: z
    .string()
    .regex(/^\d{12}$/)
    .optional(),
};

const when = z.enum(["before", "after"]).default("before");
const effect = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("delay"), ms: z.number().min(0).max(600_000) }),
  z.strictObject({ kind: z.literal("hang"), when }),
  z.strictObject({ kind: z.literal("reset"), when }),
  z.strictObject({
    kind: z.literal("error"),
    when,
    status: z.literal([400, 403, 404, 409, 429, 500, 503]),
    code: z.string().min(1).default("InternalServiceError"),
    message: z.string().default("Injected by the stand-in."),
  }),
  z.strictObject({ kind: z.literal("truncate"), bytes: z.int().min(0).default(10) }),
]);

const faultOrder = z.strictObject({
  ...selector,
  effect,
  nth: z
    .union([z.int().min(1), z.array(z.int().min(1)).min(1)])
    .transform((value) => [value].flat())
    .optional(),
  probability: z.number().min(0).max(1).optional(),
  seed: z.int().min(0).optional(),
  count: z.int().min(1).optional(),
});
const faultOrders = z.union([faultOrder.transform((order) => [order]), z.array(faultOrder)]);

const latencyOrder = z.strictObject({
  ...selector,
  ms: z.number().min(0).max(600_000),
  jitterMs: z.number().min(0).max(600_000).optional(),
});
const latencyOrders = z.union([latencyOrder.transform((order) => [order]), z.array(latencyOrder)]);

const clockOrder = z.union([
  z.strictObject({ set: z.iso.datetime({ offset: true }) }),
  z.strictObject({ advance: z.number().min(0) }),
  z.strictObject({ freeze: z.literal(true) }),
  z.strictObject({ run: z.literal(true) }),
]);

const throttleOrder = z.strictObject({ scale: z.number().positive().nullable() });

type Handler = (controls: Controls, body: unknown, url: URL) => unknown;

/** A parsed body reaches its handler, or the caller gets every problem in one answer. */
const taking =
  <Order>(schema: z.ZodType<Order>, run: (controls: Controls, order: Order) => unknown): Handler =>
  (controls, body) =>
    run(controls, schema.parse(body));

const HANDLERS: Readonly<Record<string, Handler>> = {
  "POST reset": async (controls) => {
    await controls.reset();
    return {};
  },
  "GET calls": ({ world }, _body, url) => {
    const since = Number(url.searchParams.get("since") ?? -1);
    if (!Number.isInteger(since)) throw new RangeError("since takes the index of a call.");
    return since < 0 ? world.calls : world.calls.filter((call) => call.index > since);
  },
  "DELETE calls": ({ world }) => {
    world.calls.length = 0;
    return {};
  },
  "GET faults": ({ faults }) => faults.list(),
  "POST faults": taking(faultOrders, ({ faults }, orders) => ({
    ids: orders.map((order) => faults.add(order)),
  })),
  "DELETE faults": ({ faults }) => {
    faults.clear();
    return {};
  },
  "GET latency": ({ latency }) => latency.list(),
  "POST latency": taking(latencyOrders, ({ latency }, orders) => {
    latency.set(orders);
    return {};
  }),
  "DELETE latency": ({ latency }) => {
    latency.set([]);
    return {};
  },
  "GET throttle": ({ throttle }) => ({ scale: throttle.scale }),
  "POST throttle": taking(throttleOrder, ({ throttle }, { scale }) => {
    throttle.scale = scale;
    return { scale };
  }),
  "GET clock": ({ world }) => clockState(world),
  "POST clock": taking(clockOrder, ({ world }, order) => {
    if ("set" in order) world.clock.set(new Date(order.set));
    else if ("advance" in order) world.clock.advance(order.advance);
    else if ("freeze" in order) world.clock.freeze();
    else world.clock.run();
    return clockState(world);
  }),
  "GET delays": ({ world }) => delaysOf(world),
  "POST delays": taking(delaysOrder, ({ world }, order) => setDelays(world, order)),
  "POST iam": taking(iamOrder, ({ world }, order) => putIam(world, order)),
};

function clockState(world: World) {
  world.clock.settle();
  return { now: world.clock.now().toISOString() };
}

/**
 * Answers a request under `/_sandbox/`. Only for a Host that is this machine: a web page that
 * makes its own name point here must not steer the stand-in (DNS rebinding).
 */
export async function handleControl(
  controls: Controls,
  request: IncomingMessage,
  body: Buffer | string,
): Promise<Answer> {
  if (!isLoopback(request.headers.host)) {
    return json(403, { error: "The stand-in is steered from this machine only." });
  }
  const url = new URL(request.url ?? "/", "http://sandbox");
  const handler = HANDLERS[`${request.method} ${url.pathname.slice("/_sandbox/".length)}`];
  if (!handler) return json(404, { error: "No such control.", controls: Object.keys(HANDLERS) });
  try {
    const given: unknown = body.length > 0 ? JSON.parse(body.toString("utf8")) : {};
    return json(200, await handler(controls, given, url));
  } catch (error) {
    if (error instanceof z.ZodError) return json(400, { error: z.prettifyError(error) });
    if (error instanceof SyntaxError) return json(400, { error: "The body is not JSON." });
    if (error instanceof RangeError) return json(400, { error: error.message });
    throw error;
  }
}

function isLoopback(host: string | undefined): boolean {
  return host !== undefined && /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d+)?$/i.test(host);
}

function json(status: number, value: unknown): Answer {
  return {
    status,
    headers: { "content-type": "application/json", "cache-control": "no-store" },
    body: JSON.stringify(value),
  };
}
