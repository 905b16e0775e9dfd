import type { Holder } from "./label-knowledge";
import type { Segment, Timeline } from "./timeline";
import { isLookInVain, type TrailEvent } from "./trail-event";

/** What kind of thing a row or a marker is: decides its icon and its word. */
export type RowKind =
  | "value written"
  | "rolled back"
  | "made current"
  | "label moved"
  | "label removed"
  | "implicit move"
  | "first seen"
  | "rotation started"
  | "rotation succeeded"
  | "rotation failed"
  | "rotation abandoned"
  | "rotation test"
  | "rotation changed"
  | "created"
  | "value read"
  | "policy changed"
  | "tags changed"
  | "key or description changed"
  | "deletion scheduled"
  | "restored"
  | "replication changed"
  | "nothing to read"
  | "refused";

/** One line of the table below the drawing; the same facts, in words. */
export interface TimelineRow {
  at: string;
  kind: RowKind;
  label?: string;
  from?: Holder;
  to?: Holder;
  /** Absent = nobody knows. */
  actor?: string;
  badge: "observed" | "reported" | "inferred" | "gap";
  /** An event id, or the rule or observation that the row rests on. */
  evidence: string;
  /** AWS's own words, if it refused or failed. */
  aws?: string;
}

const markKinds: Readonly<Record<string, RowKind>> = {
  CreateSecret: "created",
  GetSecretValue: "value read",
  PutSecretValue: "value written",
  UpdateSecretVersionStage: "label moved",
  PutResourcePolicy: "policy changed",
  DeleteResourcePolicy: "policy changed",
  TagResource: "tags changed",
  UntagResource: "tags changed",
  UpdateSecret: "key or description changed",
  DeleteSecret: "deletion scheduled",
  RestoreSecret: "restored",
  RotateSecret: "rotation changed",
  CancelRotateSecret: "rotation changed",
  ReplicateSecretToRegions: "replication changed",
  RemoveRegionsFromReplication: "replication changed",
  StopReplicationToReplica: "replication changed",
  RotationStarted: "rotation started",
  RotationSucceeded: "rotation succeeded",
  RotationFailed: "rotation failed",
  RotationAbandoned: "rotation abandoned",
  TestRotationStarted: "rotation test",
  TestRotationSucceeded: "rotation test",
  TestRotationFailed: "rotation test",
};

/**
 * The timeline as a table, newest first: each change of a label, and each event that changed none.
 * `versionOrder` is oldest first and tells a roll-back from a step forward.
 */
export function timelineRows(
  timeline: Timeline,
  events: readonly TrailEvent[],
  versionOrder: readonly string[],
): TimelineRow[] {
  const byId = new Map(events.map((event) => [event.eventId, event]));
  const moves = timeline.labels.flatMap((label) => movesOf(label, timeline, byId, versionOrder));
  const told = new Set(moves.map((row) => row.evidence));
  const marks = events.flatMap((event) => (told.has(event.eventId) ? [] : markOf(event)));
  return [...moves, ...marks].sort((a, b) => (a.at < b.at ? 1 : a.at > b.at ? -1 : 0));
}

function movesOf(
  label: string,
  timeline: Timeline,
  byId: ReadonlyMap<string, TrailEvent>,
  versionOrder: readonly string[],
): TimelineRow[] {
  const lane = timeline.segments.filter((segment) => segment.label === label);
  return lane.flatMap((segment, at) => {
    const previous = lane[at - 1];
    if (segment.holder === undefined || (!previous && segment.holder === null)) return [];
    if (previous && previous.holder === segment.holder) return [];
    // That nobody holds a label is worth a line only where somebody is known to have held it.
    if (previous?.holder === undefined && segment.holder === null) return [];
    return [moveRow(segment, previous, byId, versionOrder)];
  });
}

function moveRow(
  segment: Segment,
  previous: Segment | undefined,
  byId: ReadonlyMap<string, TrailEvent>,
  versionOrder: readonly string[],
): TimelineRow {
  const event = segment.evidence.map((id) => byId.get(id)).find((found) => found !== undefined);
  // CloudTrail cuts times to the second; the segment may know the rest of it.
  const isItsStart = event && Date.parse(segment.from) - Date.parse(event.at) < 1000;
  const startedIt = isItsStart ? event : undefined;
  const from = previous?.holder;
  const base = { at: segment.from, label: segment.label, from, to: segment.holder };
  if (startedIt) {
    // Before it may lie a gap; the event itself names the version that it took the label from.
    const left = from ?? startedIt.removeFromVersionId;
    return {
      ...base,
      from: left,
      kind: moveKind(startedIt, segment, left, versionOrder),
      actor: startedIt.actor.words,
      badge: "reported",
      evidence: startedIt.eventId,
    };
  }
  const evidence = segment.evidence[0] ?? "";
  if (from === undefined) return { ...base, kind: "first seen", badge: "gap", evidence };
  return {
    ...base,
    kind: "implicit move",
    badge: segment.badge === "gap" ? "inferred" : segment.badge,
    evidence,
  };
}

function moveKind(
  event: TrailEvent,
  { label, holder }: Segment,
  from: Holder | undefined,
  versionOrder: readonly string[],
): RowKind {
  if (event.name === "CreateSecret") return "created";
  if (event.name === "PutSecretValue" || event.name === "UpdateSecret") return "value written";
  if (event.name !== "UpdateSecretVersionStage") return markKinds[event.name] ?? "implicit move";
  if (holder === null) return "label removed";
  if (label !== "AWSCURRENT") return "label moved";
  const isBack =
    typeof from === "string" &&
    typeof holder === "string" &&
    versionOrder.indexOf(holder) < versionOrder.indexOf(from);
  return isBack ? "rolled back" : "made current";
}

function markOf(event: TrailEvent): TimelineRow[] {
  const kind = markKinds[event.name];
  const aws = event.errorMessage ?? event.errorCode;
  const base = {
    at: event.at,
    actor: event.actor.words,
    badge: "reported" as const,
    evidence: event.eventId,
    aws,
  };
  if (event.errorCode && !event.isServiceEvent) {
    return [{ ...base, kind: isLookInVain(event) ? "nothing to read" : "refused" }];
  }
  if (event.name !== "UpdateSecretVersionStage") return kind ? [{ ...base, kind }] : [];
  // No lane could take it up, for lack of what was before; the event itself says this much.
  const { stagingLabel: label, removeFromVersionId: from, moveToVersionId: to = null } = event;
  return [{ ...base, kind: to ? "label moved" : "label removed", label, from, to }];
}
