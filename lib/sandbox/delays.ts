import { z } from "zod";
import { trailSettings } from "./cloudtrail/settings";
import type { World } from "./contract";
import { timingOf } from "./secrets-manager/timing";

const ms = z
  .number()
  .min(0)
  .max(400 * 86_400_000);

/** What `POST /_sandbox/delays` takes: the delays to change, in milliseconds. */
export const delaysOrder = z
  .strictObject({
    forceDeleteMs: ms,
    purgeDelayMs: ms,
    replicationMs: ms,
    rotationStepMs: ms,
    rotationRetriesMs: z.array(ms).max(10),
    listLagMs: ms,
    /** How long an event takes to show in CloudTrail. */
    trailMs: ms,
  })
  .partial();

/** How long things take that AWS does behind the caller's back; a reset brings the usual ones. */
export function delaysOf(world: World) {
  return { ...timingOf(world), trailMs: trailSettings(world).deliveryDelayMs };
}

/** Changes some delays, for what begins from now on; CloudTrail's counts for every look-up. */
export function setDelays(world: World, order: z.infer<typeof delaysOrder>) {
  const { trailMs, ...timing } = order;
  Object.assign(timingOf(world), timing);
  if (trailMs !== undefined) trailSettings(world).deliveryDelayMs = trailMs;
  return delaysOf(world);
}
