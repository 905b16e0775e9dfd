import type { ControlId, ControlSettings } from "./control-settings";
import type { ControlFacts } from "./controls";
import { type InventoryRow, isReplica } from "./inventory-row";
import type { GoneSecret, TrailPart } from "./trail-facts";

/** The reason is worded only if somebody reads it: most of an estate is only counted. */
export type Judgement = ["pass" | "fail" | "not assessed", reason: () => string];

/** One line of the catalogue. */
export interface ControlRule {
  control: ControlId;
  title: string;
  /** The part of CloudTrail's record that a pass needs whole, in every Region. */
  needsTrail?: TrailPart;
  /** Why a secret is not in the population; absent = it is. */
  leavesOut(row: InventoryRow, settings: ControlSettings, facts: ControlFacts): string | undefined;
  judge(row: InventoryRow, facts: ControlFacts, settings: ControlSettings): Judgement;
  /** The same for a secret that no list has any more; a text leaves it out. Absent = none is judged. */
  judgeGone?(gone: GoneSecret, facts: ControlFacts, settings: ControlSettings): Judgement | string;
}

/** Why a secret is not for whoever looks after it here to change. */
export function notOurs(row: InventoryRow): string | undefined {
  return pendingDeletion(row) ?? managed(row) ?? replica(row);
}

/** Why a secret on its way out is left out. */
export function pendingDeletion({ deletionRequestedMs }: InventoryRow): string | undefined {
  return deletionRequestedMs === undefined ? undefined : "scheduled for deletion";
}

/** Why a secret that another service made is left out. */
export function managed({ owningService }: InventoryRow): string | undefined {
  return owningService ? "managed by another AWS service" : undefined;
}

/** Why a copy is left out. */
export function replica(row: InventoryRow): string | undefined {
  return isReplica(row) ? "replica, follows its primary" : undefined;
}

/** A moment as its UTC day. */
export function day(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 10)} UTC`;
}
