import type { Clock, World } from "../contract";

/** How long things take that AWS does behind the caller's back; all in milliseconds. */
export interface Timing {
  /** From the request of a forced deletion until the name is free. */
  forceDeleteMs: number;
  /** At most so long after the end of its recovery window a secret is really gone. */
  purgeDelayMs: number;
  /** From a replication request until InSync or Failed; the copy itself is there at once. */
  replicationMs: number;
  /** Between the steps of a rotation. */
  rotationStepMs: number;
  /** Waits before each further try of a failed rotation; then it waits for its next window. */
  rotationRetriesMs: readonly number[];
  /** How long ListSecrets knows nothing of a new secret (facts 2.11). */
  listLagMs: number;
}

/** Short, so that nobody waits for a demonstration; the estates and tests set their own. */
export const usualTiming: Timing = {
  forceDeleteMs: 0,
  purgeDelayMs: 60_000,
  replicationMs: 1_000,
  rotationStepMs: 250,
  rotationRetriesMs: [5 * 60_000, 15 * 60_000, 60 * 60_000],
  listLagMs: 0,
};

/** By clock, because a world that is emptied gets a new one, and the usual delays with it. */
const timings = new WeakMap<Clock, Timing>();

/** The delays of one world until it is emptied; change its members to change them. */
export function timingOf(world: World): Timing {
  let timing = timings.get(world.clock);
  if (!timing) {
    timing = { ...usualTiming };
    timings.set(world.clock, timing);
  }
  return timing;
}
