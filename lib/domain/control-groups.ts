import type { ControlId } from "./control-settings";

/** The catalogue's headings, in their order. */
export const controlGroups = [
  "Rotation and age",
  "Access",
  "Deletion and restore",
  "Keys",
  "Replication",
  "Hygiene",
] as const;
export type ControlGroup = (typeof controlGroups)[number];

/** Under which heading a control stands. */
export const groupOf: Readonly<Record<ControlId, ControlGroup>> = {
  "rotation-enabled": "Rotation and age",
  "rotates-on-schedule": "Rotation and age",
  "not-stuck": "Rotation and age",
  "changed-in-time": "Rotation and age",
  "previous-unread": "Rotation and age",
  "policy-not-public": "Access",
  "policy-own-account": "Access",
  "policy-sound": "Access",
  "policy-as-demanded": "Access",
  "changes-attributable": "Access",
  "changes-here": "Access",
  "no-forced-deletion": "Deletion and restore",
  "deletion-window": "Deletion and restore",
  "recovery-guaranteed": "Deletion and restore",
  "restores-approved": "Deletion and restore",
  "customer-managed-key": "Keys",
  "key-as-demanded": "Keys",
  "key-usable": "Keys",
  "key-rotation": "Keys",
  "replicas-as-demanded": "Replication",
  "replicas-in-sync": "Replication",
  "in-use": "Hygiene",
  "read-by-others": "Hygiene",
  "has-owner": "Hygiene",
  described: "Hygiene",
  "tags-as-demanded": "Hygiene",
  "no-label-left": "Hygiene",
};
