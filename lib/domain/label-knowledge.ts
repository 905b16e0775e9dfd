import type { TrailEvent } from "./trail-event";

/**
 * What is known about which version holds which staging label at one moment, and what one
 * CloudTrail event does to that knowledge, forwards and backwards in time (facts 2.2, 2.4).
 * A label that is unknown stays unknown: nothing here guesses.
 */

/** Version id, or null for "no version holds it". */
export type Holder = string | null;

export type Badge = "observed" | "reported" | "inferred";

export interface Known {
  holder: Holder;
  badge: Badge;
  /** Event ids, `observation`, or the rule: what a reader may check. */
  evidence: string;
}

/** Labels not in `labels` are unattached if `othersAreFree`, else unknown. */
export interface Knowledge {
  labels: ReadonlyMap<string, Known>;
  othersAreFree?: { badge: Badge; evidence: string };
}

export const nothingKnown: Knowledge = { labels: new Map() };

/** What the versions of the secret say beside the events; `isWhole` = none was ever cleaned up. */
export interface VersionFacts {
  createdAt: ReadonlyMap<string, number>;
  isWhole: boolean;
}

export function knownOf(knowledge: Knowledge, label: string): Known | undefined {
  const known = knowledge.labels.get(label);
  if (known || !knowledge.othersAreFree) return known;
  return { holder: null, ...knowledge.othersAreFree };
}

/** A change of knowledge: undefined = now unknown. */
type Change = Known | undefined;
type Changes = Map<string, Change>;

const CURRENT = "AWSCURRENT";
const PREVIOUS = "AWSPREVIOUS";
const PENDING = "AWSPENDING";
const AWS_LABELS = [CURRENT, PREVIOUS, PENDING];

function applied(knowledge: Knowledge, changes: Changes): Knowledge {
  if (changes.size === 0) return knowledge;
  const isForgetful = [...changes.values()].includes(undefined);
  const labels = isForgetful ? spelledOut(knowledge) : new Map(knowledge.labels);
  for (const [label, change] of changes) {
    if (change) labels.set(label, change);
    else labels.delete(label);
  }
  return { labels, othersAreFree: isForgetful ? undefined : knowledge.othersAreFree };
}

/**
 * A state without the word "all others are free": AWS's own labels are spelled out, so that one
 * forgotten label does not blur them; custom ones that nobody named become unknown.
 */
function spelledOut({ labels, othersAreFree }: Knowledge): Map<string, Known> {
  const spelled = new Map(labels);
  if (!othersAreFree) return spelled;
  for (const label of AWS_LABELS) {
    if (!spelled.has(label)) spelled.set(label, { holder: null, ...othersAreFree });
  }
  return spelled;
}

/** What the event did: the state after it, from the state before it. */
export function after(event: TrailEvent, before: Knowledge, versions: VersionFacts): Knowledge {
  if (event.errorCode && !event.isServiceEvent) return before;
  if (event.name === "CreateSecret") return created(event, versions);
  return applied(before, changesForward(event, before, versions));
}

/** What must have been before the event, from the state after it; less is known backwards. */
export function before(
  event: TrailEvent,
  afterwards: Knowledge,
  versions: VersionFacts,
): Knowledge {
  if (event.errorCode && !event.isServiceEvent) return afterwards;
  if (event.name === "CreateSecret") return nothingKnown;
  return applied(afterwards, changesBackward(event, afterwards, versions));
}

function created(event: TrailEvent, versions: VersionFacts): Knowledge {
  const evidence = event.eventId;
  const free = { badge: "reported", evidence } as const;
  const made = madeVersion(event, versions);
  if (made === "unknown") {
    const none: Known = { holder: null, ...free };
    return {
      labels: new Map([
        [PREVIOUS, none],
        [PENDING, none],
      ]),
    };
  }
  if (made === undefined) return { labels: new Map(), othersAreFree: free };
  return { labels: new Map([[CURRENT, { holder: made, ...free }]]), othersAreFree: free };
}

/** The version a write made: its id, undefined if it made none, `unknown` if nobody can tell. */
function madeVersion(event: TrailEvent, versions: VersionFacts): string | undefined | "unknown" {
  if (event.madeVersionId) return event.madeVersionId;
  if (event.token && versions.createdAt.has(event.token)) return event.token;
  if (event.name === "PutSecretValue") return event.token ?? "unknown";
  return versions.isWhole ? undefined : "unknown";
}

/** A repeated call with the same token and value changes nothing (facts 2.2 rule 10). */
function isRepeat(event: TrailEvent, versionId: string, versions: VersionFacts): boolean {
  const createdAt = versions.createdAt.get(versionId);
  return createdAt !== undefined && Date.parse(event.at) - createdAt > 2_000;
}

function changesForward(event: TrailEvent, state: Knowledge, versions: VersionFacts): Changes {
  switch (event.name) {
    case "PutSecretValue":
    case "UpdateSecret":
      return writeForward(event, state, versions);
    case "UpdateSecretVersionStage":
      return moveForward(event, state);
    case "RotateSecret":
      return rotateForward(event);
    case "RotationStarted":
      return isPendingElsewhere(state) ? new Map() : new Map([[PENDING, undefined]]);
    case "TestRotationStarted":
    case "TestRotationSucceeded":
    case "TestRotationFailed":
      return new Map([[PENDING, undefined]]);
    case "RotationSucceeded":
      return rotatedForward(state);
    case "RotationAbandoned":
      return new Map([[PENDING, reported(null, event)]]);
    default:
      return new Map();
  }
}

function writeForward(event: TrailEvent, state: Knowledge, versions: VersionFacts): Changes {
  const made = madeVersion(event, versions);
  if (made === undefined) return new Map();
  if (made === "unknown") return forget(AWS_LABELS);
  const isPendingFill = knownOf(state, PENDING)?.holder === made;
  if (isRepeat(event, made, versions) && !isPendingFill) return new Map();
  const current = knownOf(state, CURRENT);
  const labels = event.stagingLabels ?? [CURRENT];
  const changes: Changes = new Map(labels.map((label) => [label, reported(made, event)]));
  if (labels.includes(CURRENT) || current?.holder === null) {
    changes.set(CURRENT, reported(made, event));
    changes.set(PREVIOUS, followsCurrent(state, made));
    if (!labels.includes(PENDING)) changes.set(PENDING, pendingAfterWrite(state));
  } else if (!current && !labels.includes(CURRENT)) {
    changes.set(CURRENT, undefined); // the first value takes AWSCURRENT whatever it asked for
  }
  return changes;
}

/** AWSPREVIOUS goes where AWSCURRENT was (rules 3 and 5); a first value leaves it unattached. */
function followsCurrent(state: Knowledge, made: string): Change {
  const current = knownOf(state, CURRENT);
  if (!current) return undefined;
  if (current.holder === made) return knownOf(state, PREVIOUS);
  if (current.holder === null) return knownOf(state, PREVIOUS);
  return { holder: current.holder, badge: "inferred", evidence: "AWSPREVIOUS follows AWSCURRENT" };
}

/** A plain write takes AWSPENDING off the version that was current until then (facts 11.5). */
function pendingAfterWrite(state: Knowledge): Change {
  const pending = knownOf(state, PENDING);
  if (!pending) return undefined;
  if (pending.holder === null) return pending;
  if (pending.holder !== knownOf(state, CURRENT)?.holder) return undefined;
  return {
    holder: null,
    badge: "inferred",
    evidence: "a write ends AWSPENDING on the old current",
  };
}

function moveForward(event: TrailEvent, state: Knowledge): Changes {
  const { stagingLabel: label, moveToVersionId: to, removeFromVersionId: from } = event;
  if (!label) return forget(AWS_LABELS);
  const changes: Changes = new Map([[label, reported(to ?? null, event)]]);
  if (label !== CURRENT || !to) return changes;
  if (from && from !== to) {
    changes.set(PREVIOUS, {
      holder: from,
      badge: "inferred",
      evidence: "AWSPREVIOUS follows AWSCURRENT",
    });
  } else {
    changes.set(PREVIOUS, followsCurrent(state, to));
  }
  return changes;
}

function rotateForward(event: TrailEvent): Changes {
  if (event.rotateImmediately === false) return forget([PENDING]);
  const pending = event.madeVersionId ?? event.token;
  return new Map([[PENDING, pending ? reported(pending, event) : undefined]]);
}

function isPendingElsewhere(state: Knowledge): boolean {
  const pending = knownOf(state, PENDING)?.holder;
  return Boolean(pending) && pending !== knownOf(state, CURRENT)?.holder;
}

/**
 * A function moved AWSCURRENT by a call of its own, which was an event. If none was seen, AWS
 * rotated by itself and nobody reported to which version. AWSPENDING may stay or go (facts 2.4).
 */
function rotatedForward(state: Knowledge): Changes {
  const pending = knownOf(state, PENDING);
  if (pending && pending.holder !== null && pending.holder === knownOf(state, CURRENT)?.holder) {
    return forget([PENDING]);
  }
  return forget(AWS_LABELS);
}

function changesBackward(event: TrailEvent, state: Knowledge, versions: VersionFacts): Changes {
  switch (event.name) {
    case "PutSecretValue":
    case "UpdateSecret":
      return writeBackward(event, state, versions);
    case "UpdateSecretVersionStage":
      return moveBackward(event);
    case "RotateSecret":
    case "RotationStarted":
    case "TestRotationStarted":
    case "TestRotationSucceeded":
    case "TestRotationFailed":
    case "RotationAbandoned":
      return forget([PENDING]);
    case "RotationSucceeded":
      return forget(AWS_LABELS);
    default:
      return new Map();
  }
}

function writeBackward(event: TrailEvent, state: Knowledge, versions: VersionFacts): Changes {
  const made = madeVersion(event, versions);
  if (made === undefined) return new Map();
  if (made === "unknown") return forget(AWS_LABELS);
  if (isRepeat(event, made, versions)) return forget([PENDING]);
  const labels = event.stagingLabels ?? [CURRENT];
  const changes = forget([...labels, ...(event.stagingLabels ? [] : [PENDING])]);
  if (!labels.includes(CURRENT)) return changes.set(CURRENT, stillCurrent(state, made));
  const previous = knownOf(state, PREVIOUS);
  if (previous?.holder) {
    changes.set(CURRENT, {
      ...previous,
      badge: "inferred",
      evidence: "AWSPREVIOUS follows AWSCURRENT",
    });
  }
  changes.set(PREVIOUS, undefined);
  changes.set(PENDING, undefined);
  return changes;
}

function stillCurrent(state: Knowledge, made: string): Change {
  const current = knownOf(state, CURRENT);
  return current && current.holder !== made ? current : undefined;
}

function moveBackward(event: TrailEvent): Changes {
  const { stagingLabel: label, moveToVersionId: to, removeFromVersionId: from } = event;
  if (!label) return forget(AWS_LABELS);
  const changes: Changes = new Map([[label, from ? reported(from, event) : undefined]]);
  // Without RemoveFromVersionId AWS only attaches a label that nobody holds (facts 1.2).
  if (!from && to) changes.set(label, label === CURRENT ? undefined : reported(null, event));
  if (label === CURRENT) changes.set(PREVIOUS, undefined);
  return changes;
}

function reported(holder: Holder, event: TrailEvent): Known {
  return { holder, badge: "reported", evidence: event.eventId };
}

function forget(labels: readonly string[]): Changes {
  return new Map(labels.map((label) => [label, undefined]));
}
