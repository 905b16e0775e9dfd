import type { Region } from "../contract";

/** What can be set about one Region's trail. */
export interface TrailSettings {
  /** Events younger than this are not visible yet; AWS takes up to about 15 minutes (facts 4.1). */
  deliveryDelayMs: number;
}

const key: unique symbol = Symbol("cloudtrail");

/** The settings of one Region; a change takes effect at the next look-up. */
export function trailSettings(region: Region): TrailSettings {
  return region.state<TrailSettings>(key, () => ({ deliveryDelayMs: 0 }));
}
