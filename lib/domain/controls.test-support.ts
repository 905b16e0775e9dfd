import { noLooks } from "./control-looks";
import type { ControlFacts } from "./controls";
import { noTrail } from "./trail-facts";

/** What a console holds that has seen nothing but its lists. */
export function noFacts(nowMs: number): ControlFacts {
  return {
    lastRuns: () => undefined,
    looks: noLooks,
    trail: noTrail,
    deletionsSeen: new Map(),
    guarantees: undefined,
    restores: [],
    ledgerBeganMs: undefined,
    consoleRoleArns: () => [],
    nowMs,
  };
}
