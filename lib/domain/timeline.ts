import {
  after,
  type Badge,
  before,
  type Holder,
  type Knowledge,
  type Known,
  knownOf,
  nothingKnown,
  type VersionFacts,
} from "./label-knowledge";
import type { TrailEvent } from "./trail-event";

/** Labels as somebody saw them, all at once, at one moment. */
export interface LabelObservation {
  at: string;
  /** Version id → labels, labelled versions only. */
  labels: Readonly<Record<string, readonly string[]>>;
  /** AWS's LastChangedDate in the same answer: nothing moved between it and `at`. */
  lastChangedAt?: string;
}

export interface Witnesses {
  /** AWS's CreatedDate of the secret. */
  createdAt?: string;
  /** Every version AWS still lists, deprecated ones too. */
  versions: readonly { versionId: string; createdAt: string }[];
  versionsAreComplete: boolean;
  /** The console's own looks at the secret, the newest being the page's own. */
  observations: readonly LabelObservation[];
  /** CloudTrail events about this secret, in any order. */
  events: readonly TrailEvent[];
  /** Stretches of time for which every event of CloudTrail was read. */
  trailCovers: readonly { from: string; to: string }[];
}

export interface Segment {
  label: string;
  from: string;
  to: string;
  /** Undefined = a gap: nobody knows. Null = no version held the label. */
  holder: Holder | undefined;
  badge: Badge | "gap";
  evidence: string[];
}

export interface Contradiction {
  at: string;
  label: string;
  says: string;
}

export interface Timeline {
  from: string;
  to: string;
  labels: string[];
  /** In order of label, then time; without holes between `from` and `to`. */
  segments: Segment[];
  contradictions: Contradiction[];
}

/** Past this many versions AWS removes unlabelled ones, and the list stops being the history. */
const KEPT_VERSIONS = 100;

interface Moment {
  at: number;
  event?: TrailEvent;
  observation?: LabelObservation;
  /** The secret began to exist: no label was held. */
  isOrigin?: boolean;
  /** AWS says that something changed here, and no event tells what. */
  isUnexplained?: boolean;
}

/**
 * Who held which staging label, from three witnesses: CloudTrail's events, the console's own
 * observations, and the list of versions. Where no witness reaches there is a gap, and witnesses
 * that disagree are reported, not reconciled (product rule 2).
 */
export function buildTimeline(witnesses: Witnesses, now: Date): Timeline {
  const versions = versionFacts(witnesses);
  const moments = momentsOf({ ...witnesses, events: timed(witnesses) }, now);
  const quiet = quietStretches(witnesses);
  const forwards = walkForward(moments, quiet, versions);
  const backwards = walkBackward(moments, quiet, versions);
  const labels = labelsOf(witnesses);
  const contradictions: Contradiction[] = [];
  const segments = labels.flatMap((label) =>
    joined(
      moments.slice(0, -1).map((moment, at) => {
        const known = best(
          knownOf(forwards[at] ?? nothingKnown, label),
          knownOf(backwards[at] ?? nothingKnown, label),
        );
        if (known.conflict && moment.at < (moments[at + 1]?.at ?? moment.at))
          contradictions.push(conflictAt(moment, label, known.conflict));
        const inferred =
          known.known ??
          soleVersion(label, moment.at, moments[at + 1]?.at ?? moment.at, witnesses, versions);
        return segmentOf(label, moment.at, moments[at + 1]?.at ?? moment.at, inferred);
      }),
    ),
  );
  const first = moments[0]?.at ?? now.getTime();
  return { from: iso(first), to: iso(now.getTime()), labels, segments, contradictions };
}

/** Who held the label at that moment; a gap if the timeline does not know or does not reach it. */
export function holderAt(timeline: Timeline, label: string, at: Date): Segment | undefined {
  const moment = at.toISOString();
  return timeline.segments.find(
    (segment) => segment.label === label && segment.from <= moment && moment < segment.to,
  );
}

/**
 * Where the hold of which `segment` is a part began: the first of the adjoining segments in which the
 * same version held the label. They differ in what proves them.
 */
export function heldFrom({ segments }: Timeline, segment: Segment): Segment {
  let first = segment;
  // In order of time, so that one walk from the newest on finds them all.
  for (const before of segments.toReversed())
    if (before.label === first.label && before.to === first.from && before.holder === first.holder)
      first = before;
  return first;
}

function versionFacts({ versions, versionsAreComplete }: Witnesses): VersionFacts {
  return {
    createdAt: new Map(
      versions.map((version) => [version.versionId, Date.parse(version.createdAt)]),
    ),
    isWhole: versionsAreComplete && versions.length <= KEPT_VERSIONS,
  };
}

/**
 * CloudTrail cuts times to the second; what a call changed bears the time in full. An event takes
 * the time of the version it made, or of the LastChangedDate that falls into its second.
 */
function timed({ events, versions, observations }: Witnesses): TrailEvent[] {
  const madeAt = new Map(versions.map(({ versionId, createdAt }) => [versionId, createdAt]));
  const changes = observations.flatMap(({ lastChangedAt }) => lastChangedAt ?? []).sort();
  return events.map((event, at) => {
    if (!isWriteAt(event, event.at)) return event;
    const isOfThisSecond = (time: string) => time >= event.at && wholeSecond(time) === event.at;
    const made = madeAt.get(event.madeVersionId ?? event.token ?? "");
    if (made && isOfThisSecond(made)) return { ...event, at: made };
    const isLastOfItsSecond = !events.slice(at + 1).some((later) => isWriteAt(later, event.at));
    const change = isLastOfItsSecond ? changes.findLast(isOfThisSecond) : undefined;
    return change ? { ...event, at: change } : event;
  });
}

function isWriteAt({ at, readOnly, errorCode }: TrailEvent, second: string): boolean {
  return at === second && !readOnly && !errorCode;
}

function wholeSecond(time: string): string {
  return `${time.slice(0, 19)}.000Z`;
}

function momentsOf(witnesses: Witnesses, now: Date): Moment[] {
  const moments: Moment[] = [
    ...witnesses.events.map((event) => ({ at: Date.parse(event.at), event })),
    ...witnesses.observations.map((observation) => ({
      at: Date.parse(observation.at),
      observation,
    })),
    ...witnesses.observations.flatMap(({ lastChangedAt }) =>
      lastChangedAt ? [changeAt(Date.parse(lastChangedAt), witnesses.events)] : [],
    ),
    ...witnesses.trailCovers.flatMap(({ from, to }) => [
      { at: Date.parse(from) },
      { at: Date.parse(to) },
    ]),
    ...witnesses.versions.map(({ createdAt }) => ({ at: Date.parse(createdAt) })),
    { at: now.getTime() },
  ];
  const createdAt = witnesses.createdAt ? Date.parse(witnesses.createdAt) : undefined;
  if (createdAt !== undefined) moments.push({ at: createdAt, isOrigin: true });
  const begin = createdAt ?? Number.NEGATIVE_INFINITY;
  return moments
    .map((moment) => ({ ...moment, at: Math.max(moment.at, begin) }))
    .filter((moment) => moment.at <= now.getTime())
    .sort((a, b) => a.at - b.at || weight(a) - weight(b));
}

/** CloudTrail cuts times to the second, so the event of a change may stand up to one before it. */
function changeAt(at: number, events: readonly TrailEvent[]): Moment {
  const isExplained = events.some((event) => {
    const before = at - Date.parse(event.at);
    return !event.readOnly && !event.errorCode && before >= 0 && before < 1000;
  });
  return { at, isUnexplained: !isExplained };
}

/** At the same instant: the beginning first, then events, then what was seen of their effect. */
function weight(moment: Moment): number {
  if (moment.isOrigin) return 0;
  if (moment.isUnexplained) return 0.5;
  if (moment.event) return 1;
  return moment.observation ? 2 : 3;
}

/** Stretches in which every change of a label would have been seen as an event. */
function quietStretches({ trailCovers, observations }: Witnesses): { from: number; to: number }[] {
  return [
    ...trailCovers.map(({ from, to }) => ({ from: Date.parse(from), to: Date.parse(to) })),
    ...observations.flatMap(({ at, lastChangedAt }) =>
      lastChangedAt ? [{ from: Date.parse(lastChangedAt), to: Date.parse(at) }] : [],
    ),
  ];
}

function isQuiet(
  from: number,
  to: number,
  quiet: readonly { from: number; to: number }[],
): boolean {
  return from === to || quiet.some((stretch) => stretch.from <= from && to <= stretch.to);
}

/** Element i = what is known, from the past, between moment i and moment i + 1. */
function walkForward(
  moments: readonly Moment[],
  quiet: readonly { from: number; to: number }[],
  versions: VersionFacts,
): Knowledge[] {
  let state = nothingKnown;
  return moments.map((moment, at) => {
    if (moment.isOrigin)
      state = {
        labels: new Map(),
        othersAreFree: { badge: "inferred", evidence: "the secret began here" },
      };
    if (moment.isUnexplained) state = nothingKnown;
    if (moment.event) state = after(moment.event, state, versions);
    if (moment.observation) state = seen(moment.observation);
    const next = moments[at + 1]?.at ?? moment.at;
    const holds = state;
    if (!isQuiet(moment.at, next, quiet)) state = nothingKnown;
    return isQuiet(moment.at, next, quiet) ? holds : nothingKnown;
  });
}

/** Element i = what is known, from the future, between moment i and moment i + 1. */
function walkBackward(
  moments: readonly Moment[],
  quiet: readonly { from: number; to: number }[],
  versions: VersionFacts,
): Knowledge[] {
  const found: Knowledge[] = moments.map(() => nothingKnown);
  let state = nothingKnown;
  for (let at = moments.length - 1; at > 0; at -= 1) {
    const moment = moments[at];
    if (!moment) continue;
    if (moment.observation) state = seen(moment.observation);
    if (moment.event) state = before(moment.event, state, versions);
    if (moment.isUnexplained) state = nothingKnown;
    const from = moments[at - 1]?.at ?? moment.at;
    if (!isQuiet(from, moment.at, quiet)) state = nothingKnown;
    found[at - 1] = state;
  }
  return found;
}

function seen({ labels, at }: LabelObservation): Knowledge {
  const evidence = `observation ${at}`;
  const known = new Map<string, Known>();
  for (const [versionId, held] of Object.entries(labels)) {
    for (const label of held) known.set(label, { holder: versionId, badge: "observed", evidence });
  }
  return { labels: known, othersAreFree: { badge: "observed", evidence } };
}

/**
 * The past and the future both speak; when they disagree, neither is believed. What was seen later
 * does not make it seen now, but an event that names what it moved reports what was before it.
 */
function best(
  past: Known | undefined,
  future: Known | undefined,
): { known?: Known; conflict?: [Known, Known] } {
  if (!past || !future) return { known: past ?? (future && { ...future, badge: "inferred" }) };
  if (past.holder !== future.holder) return { conflict: [past, future] };
  const isReportedLater = past.badge === "inferred" && future.badge === "reported";
  return { known: isReportedLater ? future : past };
}

/**
 * While a secret had one version only, that version was current: a first value takes AWSCURRENT,
 * and AWS only moves that label, never drops it (facts 2.2 rule 2).
 */
function soleVersion(
  label: string,
  from: number,
  to: number,
  witnesses: Witnesses,
  versions: VersionFacts,
): Known | undefined {
  if (label !== "AWSCURRENT" || !versions.isWhole) return undefined;
  const existing = witnesses.versions.filter(({ createdAt }) => Date.parse(createdAt) < to);
  const [only] = existing;
  if (existing.length !== 1 || !only || Date.parse(only.createdAt) > from) return undefined;
  return { holder: only.versionId, badge: "inferred", evidence: "it was the only version" };
}

function segmentOf(label: string, from: number, to: number, known: Known | undefined): Segment {
  const span = { label, from: iso(from), to: iso(to) };
  if (!known) return { ...span, holder: undefined, badge: "gap", evidence: [] };
  return { ...span, holder: known.holder, badge: known.badge, evidence: [known.evidence] };
}

/** Drops empty stretches and joins neighbours that say the same. */
function joined(segments: readonly Segment[]): Segment[] {
  const result: Segment[] = [];
  for (const segment of segments) {
    const last = result.at(-1);
    if (segment.from === segment.to) continue;
    if (last && last.holder === segment.holder && last.badge === segment.badge) {
      last.to = segment.to;
      last.evidence = [...new Set([...last.evidence, ...segment.evidence])];
    } else {
      result.push({ ...segment });
    }
  }
  return result;
}

function conflictAt(moment: Moment, label: string, [past, future]: [Known, Known]): Contradiction {
  const word = ({ holder }: Known) => (holder === null ? "no version" : holder);
  return {
    at: iso(moment.at),
    label,
    says: `${past.evidence} leaves ${label} on ${word(past)}, but ${future.evidence} needs it on ${word(future)}`,
  };
}

const AWS_ORDER = ["AWSCURRENT", "AWSPREVIOUS", "AWSPENDING"];

function labelsOf({ observations, events }: Witnesses): string[] {
  const custom = new Set<string>();
  for (const { labels } of observations)
    for (const held of Object.values(labels)) for (const label of held) custom.add(label);
  for (const event of events) {
    if (event.stagingLabel) custom.add(event.stagingLabel);
    for (const label of event.stagingLabels ?? []) custom.add(label);
  }
  return [...AWS_ORDER, ...[...custom].filter((label) => !AWS_ORDER.includes(label)).sort()];
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
