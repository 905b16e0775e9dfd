import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  afterMove,
  afterRotationStart,
  afterWrite,
  byVersion,
  type Labels,
} from "../sandbox/secrets-manager/labels";
import {
  buildTimeline,
  heldFrom,
  holderAt,
  type LabelObservation,
  type Witnesses,
} from "./timeline";
import type { TrailEvent } from "./trail-event";

const START_MS = Date.UTC(2026, 7, 1);
const MINUTE_MS = 60_000;

/** Between two calls, in ms: a script's haste, a person's, and days. */
const pauses = [1_300, 3 * MINUTE_MS, 2_700, 26 * 60 * MINUTE_MS];

/** One secret's life as it really was: the labels after each step, and what CloudTrail wrote. */
interface History {
  states: { at: number; labels: Labels }[];
  events: TrailEvent[];
  versions: { versionId: string; createdAt: string }[];
  endsAt: number;
}

type Step =
  | { do: "write"; stages?: string[] }
  | { do: "describe-only-update" }
  | { do: "move"; label: string; to: number }
  | { do: "unlabel"; label: string }
  | { do: "rotate"; ends: "finished" | "failed" }
  | { do: "refused" };

const labelNames = fc.constantFrom("AWSCURRENT", "AWSPENDING", "blue", "green");
const steps: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    do: fc.constant("write" as const),
    stages: fc.option(fc.subarray(["AWSCURRENT", "AWSPENDING", "blue"], { minLength: 1 }), {
      nil: undefined,
    }),
  }),
  fc.record({ do: fc.constant("describe-only-update" as const) }),
  fc.record({ do: fc.constant("move" as const), label: labelNames, to: fc.nat(20) }),
  fc.record({
    do: fc.constant("unlabel" as const),
    label: fc.constantFrom("AWSPENDING", "blue", "green"),
  }),
  fc.record({
    do: fc.constant("rotate" as const),
    ends: fc.constantFrom("finished" as const, "failed" as const),
  }),
  fc.record({ do: fc.constant("refused" as const) }),
);

/** Plays the steps on the stand-in's label machine, a few minutes apart. */
function play(script: readonly Step[], hasFirstValue: boolean): History {
  let labels: Labels = new Map();
  let at = START_MS;
  const history: History = { states: [], events: [], versions: [], endsAt: 0 };
  const happens = (name: string, more: Partial<TrailEvent>, next: Labels) => {
    labels = next;
    history.states.push({ at, labels });
    history.events.push({
      eventId: `e${history.events.length}`,
      at: new Date(Math.floor(at / 1000) * 1000).toISOString(),
      name,
      isServiceEvent: name.startsWith("Rotation"),
      readOnly: false,
      actor: { kind: "role", words: "role app", source: "sdk" },
      ...more,
    });
    at += pauses[history.events.length % pauses.length] ?? MINUTE_MS;
  };
  const newVersion = () => {
    const versionId = `v${history.versions.length}-${"0".repeat(30)}`;
    history.versions.push({ versionId, createdAt: new Date(at).toISOString() });
    return versionId;
  };
  const write = (name: string, stages?: string[]) => {
    const isFirst = history.versions.length === 0;
    const token = newVersion();
    happens(name, { token, stagingLabels: stages }, afterWrite(labels, token, stages, isFirst));
  };
  if (hasFirstValue) write("CreateSecret");
  else happens("CreateSecret", { token: "never-made" }, labels);
  for (const step of script) playStep(step);
  history.endsAt = at + MINUTE_MS;
  return history;

  function playStep(step: Step): void {
    if (step.do === "write") write("PutSecretValue", step.stages);
    else if (step.do === "describe-only-update")
      happens("UpdateSecret", { token: `t${at}` }, labels);
    else if (step.do === "refused")
      happens("PutSecretValue", { token: `t${at}`, errorCode: "AccessDenied" }, labels);
    else if (step.do === "rotate") rotate(step.ends);
    else relabel(step);
  }

  function relabel(step: Extract<Step, { do: "move" | "unlabel" }>): void {
    const from = labels.get(step.label);
    const to =
      step.do === "move"
        ? history.versions[step.to % Math.max(1, history.versions.length)]?.versionId
        : undefined;
    if ((!from && !to) || from === to || (step.do === "unlabel" && !from)) return;
    const next = afterMove(labels, { label: step.label, from, to }, () => true);
    happens(
      "UpdateSecretVersionStage",
      { stagingLabel: step.label, moveToVersionId: to, removeFromVersionId: from },
      next,
    );
  }

  function rotate(ends: "finished" | "failed"): void {
    const current = labels.get("AWSCURRENT");
    const pending = labels.get("AWSPENDING");
    if (!current || (pending && pending !== current)) return;
    const token = newVersion();
    happens("RotateSecret", { token }, afterRotationStart(labels, token));
    happens("RotationStarted", {}, labels);
    happens("PutSecretValue", { token, stagingLabels: ["AWSPENDING"] }, labels);
    if (ends === "failed")
      happens("RotationFailed", { errorMessage: "during setSecret step" }, labels);
    if (ends === "failed") return;
    happens(
      "UpdateSecretVersionStage",
      { stagingLabel: "AWSCURRENT", moveToVersionId: token, removeFromVersionId: current },
      afterMove(labels, { label: "AWSCURRENT", from: current, to: token }, () => true),
    );
    happens("RotationSucceeded", {}, labels);
  }
}

function truthAt(history: History, label: string, at: number): string | null {
  const state = history.states.filter((each) => each.at <= at).at(-1);
  return state?.labels.get(label) ?? null;
}

function seenAt(history: History, at: number, tellsLastChange: boolean): LabelObservation {
  const last = history.states.filter((each) => each.at <= at).at(-1);
  return {
    at: new Date(at).toISOString(),
    labels: byVersion(last?.labels ?? new Map()),
    lastChangedAt: tellsLastChange && last ? new Date(last.at).toISOString() : undefined,
  };
}

const histories = fc
  .tuple(fc.array(steps, { maxLength: 25 }), fc.boolean())
  .map(([script, hasFirstValue]) => play(script, hasFirstValue));

const fraction = fc.double({ min: 0, max: 1, noNaN: true });

describe("the timeline never claims what was not so", () => {
  // The promise of the whole page: whatever the witnesses, a claim is true or there is a gap.
  test("with any part of CloudTrail and any observations", () => {
    fc.assert(
      fc.property(
        histories,
        fc.array(fraction, { maxLength: 4 }),
        fraction,
        fraction,
        fc.boolean(),
        fc.array(fraction, { minLength: 20, maxLength: 20 }),
        (history, looks, coverA, coverB, tellsLastChange, probes) => {
          const moment = (part: number) =>
            Math.round(START_MS + part * (history.endsAt - START_MS));
          const [from, to] = [moment(Math.min(coverA, coverB)), moment(Math.max(coverA, coverB))];
          const witnesses: Witnesses = {
            createdAt: new Date(START_MS).toISOString(),
            versions: history.versions,
            versionsAreComplete: true,
            observations: [...looks.map(moment), history.endsAt].map((at) =>
              seenAt(history, at, tellsLastChange),
            ),
            events: history.events.filter(
              (event) => Date.parse(event.at) >= from && Date.parse(event.at) <= to,
            ),
            trailCovers: [{ from: new Date(from).toISOString(), to: new Date(to).toISOString() }],
          };
          const timeline = buildTimeline(witnesses, new Date(history.endsAt));
          expect(timeline.contradictions).toEqual([]);
          for (const at of probes.map(moment)) {
            // CloudTrail keeps whole seconds, so a moment within one of an event is nobody's claim.
            if (history.states.some((state) => Math.abs(state.at - at) < 1000)) continue;
            for (const label of timeline.labels) {
              const claim = holderAt(timeline, label, new Date(at));
              if (claim?.holder === undefined) continue;
              expect([label, new Date(at).toISOString(), claim.holder]).toEqual([
                label,
                new Date(at).toISOString(),
                truthAt(history, label, at),
              ]);
            }
          }
        },
      ),
      { numRuns: 2000 },
    );
  });

  // With everything CloudTrail has, since the beginning, AWSCURRENT is known at every moment, and so
  // is since when, however many looks lie in between.
  test("with all of CloudTrail, AWSCURRENT has no gap and a beginning", () => {
    fc.assert(
      fc.property(histories, fc.array(fraction, { maxLength: 4 }), (history, looks) => {
        const lookedAt = looks.map((part) => START_MS + part * (history.endsAt - START_MS));
        const end = new Date(history.endsAt).toISOString();
        const timeline = buildTimeline(
          {
            createdAt: new Date(START_MS).toISOString(),
            versions: history.versions,
            versionsAreComplete: true,
            observations: [...lookedAt, history.endsAt].map((at) =>
              seenAt(history, Math.round(at), true),
            ),
            events: history.events,
            trailCovers: [{ from: new Date(START_MS).toISOString(), to: end }],
          },
          new Date(history.endsAt),
        );
        expect(
          timeline.segments.filter(({ label, badge }) => label === "AWSCURRENT" && badge === "gap"),
        ).toEqual([]);
        const now = holderAt(timeline, "AWSCURRENT", new Date(history.endsAt - 1));
        if (!now?.holder) return;
        const came = history.states.findLast(
          ({ at }) => truthAt(history, "AWSCURRENT", at - 1) !== now.holder,
        );
        const since = Date.parse(heldFrom(timeline, now).from);
        expect(Math.abs(since - (came?.at ?? START_MS))).toBeLessThan(1000);
      }),
      { numRuns: 300 },
    );
  });

  // A write is followed by a look at its effect, and the look is an event of the same second.
  test("a move keeps its own time though a read follows within its second", () => {
    const [first, second] = ["1", "2"].map(
      (digit) => `0000000${digit}-0000-4000-8000-000000000000`,
    );
    const movedAt = "2026-08-01T10:00:00.412Z";
    const event = (more: Partial<TrailEvent>): TrailEvent => ({
      eventId: more.name ?? "",
      at: "2026-08-01T10:00:00.000Z",
      name: "",
      isServiceEvent: false,
      readOnly: false,
      actor: { kind: "person", words: "operator-1", source: "strongroom" },
      ...more,
    });
    const timeline = buildTimeline(
      {
        createdAt: "2026-07-01T00:00:00.000Z",
        versions: [],
        versionsAreComplete: false,
        observations: [
          {
            at: "2026-08-01T10:00:01.000Z",
            labels: { [first ?? ""]: ["AWSCURRENT"], [second ?? ""]: ["AWSPREVIOUS"] },
            lastChangedAt: movedAt,
          },
        ],
        events: [
          event({
            name: "UpdateSecretVersionStage",
            stagingLabel: "AWSCURRENT",
            removeFromVersionId: second,
            moveToVersionId: first,
          }),
          event({ name: "DescribeSecret", readOnly: true }),
        ],
        trailCovers: [],
      },
      new Date("2026-08-01T10:00:01.000Z"),
    );
    expect(holderAt(timeline, "AWSCURRENT", new Date(movedAt))).toMatchObject({
      holder: first,
      badge: "reported",
      from: movedAt,
    });
  });
});
