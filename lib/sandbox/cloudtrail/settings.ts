import type { Clock, World } from "../contract";

/** What can be set about the event history of a world. */
export interface TrailSettings {
  /** Events younger than this are not visible yet; AWS takes up to about 15 minutes (facts 4.1). */
  deliveryDelayMs: number;
}

/** By clock, because a world that is emptied gets a new one, and no delay with it. */
const settings = new WeakMap<Clock, TrailSettings>();

/** The settings of one world until it is emptied; a change takes effect at the next look-up. */
export function trailSettings(world: World): TrailSettings {
  const known = settings.get(world.clock) ?? { deliveryDelayMs: 0 };
  settings.set(world.clock, known);
  return known;
}
