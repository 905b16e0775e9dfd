import type { TrailEvent } from "./trail-event";

/** The four steps that AWS asks a rotation function to take, in order (facts 2.4). */
export const rotationSteps = ["createSecret", "setSecret", "testSecret", "finishSecret"] as const;
export type RotationStep = (typeof rotationSteps)[number];

/** What Secrets Manager itself writes into CloudTrail about rotations (facts 4.3). */
export const rotationEventNames = [
  "RotationStarted",
  "RotationSucceeded",
  "RotationFailed",
  "RotationAbandoned",
  "TestRotationStarted",
  "TestRotationSucceeded",
  "TestRotationFailed",
] as const;

/**
 * A function may run for 15 minutes a step, and CloudTrail may be 15 minutes late: a run without
 * an end is believed to be under way for this long, and afterwards its end is not known.
 */
export const RUN_OPEN_MS = 75 * 60_000;

export type RunResult = "succeeded" | "failed" | "abandoned" | "running" | "no end known";

/** One try at a rotation, or one test of it, as CloudTrail tells it. */
export interface RotationRun {
  kind: "rotation" | "test";
  /** ISO; absent = its beginning lies before what was read. */
  startedAt?: string;
  endedAt?: string;
  /** Seconds, since CloudTrail keeps no less; absent if either end is not known. */
  durationSeconds?: number;
  result: RunResult;
  /** Where it stopped, if AWS named the step. */
  failedStep?: RotationStep;
  /** AWS's own sentence about the failure. */
  awsSays?: string;
  /** 1 = first try; AWS repeats a failed rotation with the same version (facts 2.4). */
  attempt: number;
  /** Who asked for it, if a RotateSecret call came just before; absent = the schedule. */
  askedBy?: string;
  /** CloudTrail's ids of the events behind it. */
  eventIds: string[];
}

const runEvent = /^(Test)?Rotation(Started|Succeeded|Failed|Abandoned)$/;

/** A RotateSecret call this long before a start is taken for its cause. */
const ASKED_BEFORE_MS = 60_000;

/**
 * Reads the runs of one secret out of its events, which come oldest first. Events of other kinds
 * may be among them. Runs come newest first, tests apart from rotations by `kind`.
 */
export function rotationRuns(events: readonly TrailEvent[], now: Date): RotationRun[] {
  const runs: RotationRun[] = [];
  const open: { rotation?: RotationRun; test?: RotationRun } = {};
  let tries = 0;
  let asked: TrailEvent | undefined;
  for (const event of inOrder(events)) {
    if (event.name === "RotateSecret" && !event.errorCode) asked = event;
    const parsed = runEvent.exec(event.name);
    if (!parsed) {
      if (endsRotation(event)) tries = 0;
      continue;
    }
    const kind = parsed[1] ? "test" : "rotation";
    if (parsed[2] === "Started") {
      if (kind === "rotation") tries += 1;
      const run = begun(event, kind, kind === "rotation" ? tries : 1, asked);
      runs.push(run);
      open[kind] = run;
      continue;
    }
    const run = open[kind] ?? untold(kind, Math.max(1, tries));
    if (!open[kind]) runs.push(run);
    end(run, event, parsed[2] ?? "");
    open[kind] = undefined;
    if (kind === "rotation" && parsed[2] !== "Failed") tries = 0;
  }
  for (const run of runs) if (run.result === "running") run.result = stillOpen(run, runs, now);
  return runs.reverse();
}

/**
 * CloudTrail keeps whole seconds, and of one second it tells in no sure order: a call comes before
 * what it began, and an end with nothing to end after the next start of its kind. All else keeps
 * its place, for one second may hold a run, its failure and the next try.
 */
function inOrder(events: readonly TrailEvent[]): TrailEvent[] {
  const ordered: TrailEvent[] = [];
  const open = new Set<string>();
  for (let from = 0; from < events.length; ) {
    const second = events.slice(from).findIndex(({ at }) => at !== events[from]?.at);
    const to = second < 0 ? events.length : from + second;
    const rest = events.slice(from, to).sort((a, b) => callFirst(a) - callFirst(b));
    while (rest.length > 0) {
      const [kind, isStart] = startOrEnd(rest[0]);
      const isEarly = kind !== undefined && !isStart && !open.has(kind);
      const start = isEarly ? rest.findIndex((one) => isStartOf(one, kind)) : 0;
      const [next] = rest.splice(Math.max(start, 0), 1);
      const [of, begins] = startOrEnd(next);
      if (of !== undefined) begins ? open.add(of) : open.delete(of);
      if (next) ordered.push(next);
    }
    from = to;
  }
  return ordered;
}

function callFirst({ name }: TrailEvent): number {
  return name === "RotateSecret" ? 0 : 1;
}

/** The kind of run that an event starts or ends, and whether it starts it. */
function startOrEnd(event: TrailEvent | undefined): [kind: string | undefined, isStart: boolean] {
  const [, kind, word] = runEvent.exec(event?.name ?? "") ?? [];
  return word === undefined ? [undefined, false] : [kind ?? "", word === "Started"];
}

function isStartOf(event: TrailEvent, kind: string): boolean {
  const [of, isStart] = startOrEnd(event);
  return isStart && of === kind;
}

/** How far each step of a run got, as the events prove it. */
export function stepsOf(
  run: RotationRun,
): { step: RotationStep; state: "done" | "failed" | "not reached" | "not known" }[] {
  const failedAt = run.failedStep ? rotationSteps.indexOf(run.failedStep) : undefined;
  return rotationSteps.map((step, at) => {
    if (run.result === "succeeded") return { step, state: "done" };
    if (failedAt === undefined) return { step, state: "not known" };
    if (at === failedAt) return { step, state: "failed" };
    return { step, state: at < failedAt ? "done" : "not reached" };
  });
}

/** The step that AWS's sentence names: "Error when executing lambda … during setSecret step". */
export function stepIn(awsSays: string | undefined): RotationStep | undefined {
  const named = /during (\w+) step/.exec(awsSays ?? "")?.[1];
  return rotationSteps.find((step) => step === named);
}

function begun(
  event: TrailEvent,
  kind: RotationRun["kind"],
  attempt: number,
  asked: TrailEvent | undefined,
): RotationRun {
  const before = asked && Date.parse(event.at) - Date.parse(asked.at);
  const isAsked = before !== undefined && before >= 0 && before <= ASKED_BEFORE_MS;
  return {
    kind,
    startedAt: event.at,
    result: "running",
    attempt,
    askedBy: isAsked ? asked?.actor.words : undefined,
    eventIds: [event.eventId],
  };
}

function untold(kind: RotationRun["kind"], attempt: number): RotationRun {
  return { kind, result: "running", attempt, eventIds: [] };
}

function end(run: RotationRun, event: TrailEvent, word: string): void {
  run.endedAt = event.at;
  run.eventIds.push(event.eventId);
  run.result = word === "Succeeded" ? "succeeded" : word === "Failed" ? "failed" : "abandoned";
  if (run.startedAt) {
    run.durationSeconds = (Date.parse(event.at) - Date.parse(run.startedAt)) / 1000;
  }
  if (word === "Failed") {
    run.awsSays = event.errorMessage;
    run.failedStep = stepIn(event.errorMessage);
  }
}

/** Taking AWSPENDING away ends a rotation for good: what starts after it is a first try again. */
function endsRotation({ name, stagingLabel, removeFromVersionId, errorCode }: TrailEvent): boolean {
  return (
    name === "UpdateSecretVersionStage" &&
    !errorCode &&
    stagingLabel === "AWSPENDING" &&
    removeFromVersionId !== undefined
  );
}

function stillOpen(run: RotationRun, runs: readonly RotationRun[], now: Date): RunResult {
  const isLast = runs.findLast(({ kind }) => kind === run.kind) === run;
  const sinceMs = now.getTime() - Date.parse(run.startedAt ?? "");
  return isLast && sinceMs < RUN_OPEN_MS ? "running" : "no end known";
}
