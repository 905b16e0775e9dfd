import { makeRandom, type Random } from "./random";

/** What is being called, as far as faults and latency select by it. */
export interface Target {
  service: string;
  operation: string;
  region: string;
  accountId: string;
}

/** Which calls are meant; a member that is absent matches all. */
export interface Selector {
  service?: string;
  operation?: string;
  region?: string;
  accountId?: string;
}

/**
 * What happens to a call. `after` = the operation has run, and the caller does not learn it. A
 * delay ends early when its fault is removed: a long one holds calls until they are let go.
 */
export type Effect =
  | { kind: "delay"; ms: number }
  | { kind: "hang"; when: "before" | "after" }
  | { kind: "reset"; when: "before" | "after" }
  | {
      kind: "error";
      when: "before" | "after";
      status: number;
      code: string;
      message: string;
    }
  | { kind: "truncate"; bytes: number };

/** A fault as it was ordered. Calls are counted from the moment of the order, from 1. */
export type FaultOrder = Selector & {
  effect: Effect;
  /** Only these of the matching calls, counted from 1. */
  nth?: readonly number[];
  /** Chance that a matching call is hit; the same seed hits the same calls. */
  probability?: number;
  seed?: number;
  /** At most so many hits. */
  count?: number;
};

interface Fault {
  id: number;
  order: FaultOrder;
  random: Random;
  seen: number;
  hits: number;
  removal: AbortController;
}

/** An effect that meets a call; the signal says that its fault is in force no longer. */
export interface Hit {
  effect: Effect;
  removed: AbortSignal;
}

/** The faults that are in force. */
export interface Faults {
  add(order: FaultOrder): number;
  remove(id: number): boolean;
  clear(): void;
  list(): { id: number; order: FaultOrder; seen: number; hits: number }[];
  /** What meets this call, in the order in which the faults were added; it counts the call. */
  for(target: Target): Hit[];
}

/** Starts without a fault. */
export function makeFaults(): Faults {
  let faults: Fault[] = [];
  let nextId = 1;
  return {
    add(order) {
      const id = nextId++;
      const random = makeRandom(order.seed ?? id);
      faults.push({ id, order, random, seen: 0, hits: 0, removal: new AbortController() });
      return id;
    },
    remove(id) {
      const fault = faults.find((each) => each.id === id);
      if (!fault) return false;
      faults = faults.filter((each) => each !== fault);
      fault.removal.abort();
      return true;
    },
    clear() {
      const cleared = faults;
      faults = [];
      for (const { removal } of cleared) removal.abort();
    },
    list: () => faults.map(({ id, order, seen, hits }) => ({ id, order, seen, hits })),
    for(target) {
      if (faults.length === 0) return [];
      return faults
        .filter((fault) => selects(fault.order, target) && hit(fault))
        .map(({ order, removal }) => ({ effect: order.effect, removed: removal.signal }));
    },
  };
}

/** Whether a call is meant. */
export function selects(selector: Selector, target: Target): boolean {
  return (
    (selector.service === undefined || selector.service === target.service) &&
    (selector.operation === undefined || selector.operation === target.operation) &&
    (selector.region === undefined || selector.region === target.region) &&
    (selector.accountId === undefined || selector.accountId === target.accountId)
  );
}

function hit(fault: Fault): boolean {
  const { order } = fault;
  fault.seen += 1;
  // The die is rolled for every matching call, so that one hit does not shift the next.
  const rolled = order.probability === undefined || fault.random.next() < order.probability;
  if (order.nth && !order.nth.includes(fault.seen)) return false;
  if (order.count !== undefined && fault.hits >= order.count) return false;
  if (!rolled) return false;
  fault.hits += 1;
  return true;
}

/** A delay for matching calls; the last matching order counts. */
export type LatencyOrder = Selector & { ms: number; jitterMs?: number };

/** Latency per operation and Region. */
export interface Latency {
  set(orders: readonly LatencyOrder[]): void;
  list(): readonly LatencyOrder[];
  /** Milliseconds to wait before answering. */
  for(target: Target): number;
}

/** Starts without latency. Jitter is seeded, and so the same in each run. */
export function makeLatency(): Latency {
  let orders: readonly LatencyOrder[] = [];
  let random = makeRandom(7);
  return {
    set(next) {
      orders = next;
      random = makeRandom(7);
    },
    list: () => orders,
    for(target) {
      if (orders.length === 0) return 0;
      const order = orders.findLast((each) => selects(each, target));
      return order ? order.ms + (order.jitterMs ?? 0) * random.next() : 0;
    },
  };
}
