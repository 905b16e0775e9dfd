import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { rotationRuns, stepsOf } from "./rotation-runs";
import type { TrailEvent } from "./trail-event";

const MINUTE_MS = 60_000;
const start = Date.parse("2026-11-13T02:14:00Z");
const at = (minutes: number) => new Date(start + minutes * MINUTE_MS).toISOString();
const now = new Date(start + 24 * 60 * MINUTE_MS);

function event(minutes: number, name: string, more: Partial<TrailEvent> = {}): TrailEvent {
  return {
    eventId: `${name}-${minutes}`,
    at: at(minutes),
    name,
    isServiceEvent: true,
    readOnly: false,
    actor: { kind: "aws", words: "Secrets Manager", source: "service" },
    ...more,
  };
}

const failed = (minutes: number, step: string) =>
  event(minutes, "RotationFailed", {
    errorMessage: `Error when executing lambda arn:aws:lambda:eu-west-1:111122223333:function:f during ${step} step`,
  });

describe("the runs of a secret", () => {
  test("a success has its length and all four steps", () => {
    const [run] = rotationRuns([event(0, "RotationStarted"), event(2, "RotationSucceeded")], now);
    expect(run).toMatchObject({ result: "succeeded", durationSeconds: 120, attempt: 1 });
    expect(run && stepsOf(run).map(({ state }) => state)).toEqual(Array(4).fill("done"));
  });

  // The step decides what may be half done: after setSecret the database may have the new password.
  test("a failure names the step, what was done before it and what was not reached", () => {
    const [run] = rotationRuns([event(0, "RotationStarted"), failed(1, "setSecret")], now);
    expect(run).toMatchObject({ result: "failed", failedStep: "setSecret" });
    expect(run && stepsOf(run).map(({ state }) => state)).toEqual([
      "done",
      "failed",
      "not reached",
      "not reached",
    ]);
  });

  test("a failure without a step claims nothing about steps", () => {
    const [run] = rotationRuns([event(0, "RotationStarted"), event(1, "RotationFailed")], now);
    expect(run?.failedStep).toBeUndefined();
    expect(run && stepsOf(run).map(({ state }) => state)).toEqual(Array(4).fill("not known"));
  });

  test("tries after a failure are counted until it ends", () => {
    const runs = rotationRuns(
      [
        event(0, "RotationStarted"),
        failed(1, "setSecret"),
        event(60, "RotationStarted"),
        failed(61, "setSecret"),
        event(120, "RotationStarted"),
        event(121, "RotationSucceeded"),
        event(180, "RotationStarted"),
        event(181, "RotationSucceeded"),
      ],
      now,
    );
    expect(runs.map(({ attempt, result }) => [attempt, result])).toEqual([
      [1, "succeeded"],
      [3, "succeeded"],
      [2, "failed"],
      [1, "failed"],
    ]);
  });

  test("a rotation whose AWSPENDING was cleared begins anew", () => {
    const runs = rotationRuns(
      [
        event(0, "RotationStarted"),
        failed(1, "testSecret"),
        event(30, "UpdateSecretVersionStage", {
          stagingLabel: "AWSPENDING",
          removeFromVersionId: "v1",
        }),
        event(60, "RotationStarted"),
        event(61, "RotationSucceeded"),
      ],
      now,
    );
    expect(runs[0]).toMatchObject({ attempt: 1, result: "succeeded" });
  });

  test("a value written by hand abandons the run", () => {
    const runs = rotationRuns([event(0, "RotationStarted"), event(9, "RotationAbandoned")], now);
    expect(runs).toMatchObject([{ result: "abandoned", durationSeconds: 540 }]);
  });

  test("tests stand apart and do not count as tries", () => {
    const runs = rotationRuns(
      [
        event(0, "RotationStarted"),
        failed(1, "setSecret"),
        event(5, "TestRotationStarted"),
        event(6, "TestRotationSucceeded"),
        event(9, "RotationStarted"),
      ],
      new Date(start + 10 * MINUTE_MS),
    );
    expect(runs.map(({ kind, attempt, result }) => [kind, attempt, result])).toEqual([
      ["rotation", 2, "running"],
      ["test", 1, "succeeded"],
      ["rotation", 1, "failed"],
    ]);
  });

  test("a run without an end is under way for 75 minutes, and then of unknown end", () => {
    const begun = [event(0, "RotationStarted")];
    const resultAfter = (minutes: number) =>
      rotationRuns(begun, new Date(start + minutes * MINUTE_MS))[0]?.result;
    expect([resultAfter(1), resultAfter(74), resultAfter(76)]).toEqual([
      "running",
      "running",
      "no end known",
    ]);
  });

  test("an end whose beginning was not read is still told, without a length", () => {
    const [run] = rotationRuns([event(0, "RotationSucceeded")], now);
    expect(run?.result).toBe("succeeded");
    expect(run?.startedAt).toBeUndefined();
    expect(run?.durationSeconds).toBeUndefined();
  });

  test("who asked is named if the call came just before, else it is the schedule", () => {
    const asker = { kind: "person", words: "operator-1 as StrongroomOperator", source: "sdk" };
    const asked = event(0, "RotateSecret", { actor: asker as TrailEvent["actor"] });
    const [run] = rotationRuns([asked, event(0.5, "RotationStarted")], now);
    expect(run?.askedBy).toBe("operator-1 as StrongroomOperator");
    const [later] = rotationRuns([asked, event(90, "RotationStarted")], now);
    expect(later?.askedBy).toBeUndefined();
  });

  test("two tries within one second are two runs, each with its start and its end", () => {
    const runs = rotationRuns(
      [
        event(0, "RotationStarted"),
        failed(0, "setSecret"),
        event(0, "RotationStarted", { eventId: "second" }),
        failed(0, "testSecret"),
      ],
      now,
    );
    expect(runs.map(({ attempt, failedStep }) => [attempt, failedStep])).toEqual([
      [2, "testSecret"],
      [1, "setSecret"],
    ]);
    for (const run of runs) expect(run).toMatchObject({ result: "failed", durationSeconds: 0 });
  });

  // CloudTrail keeps whole seconds, and a function may fail within one.
  test("what happened within one second is one run, in whatever order it is told", () => {
    const told = [failed(0, "createSecret"), event(0, "RotationStarted"), event(0, "RotateSecret")];
    expect(rotationRuns(told, now)).toMatchObject([
      { result: "failed", startedAt: at(0), durationSeconds: 0, askedBy: "Secrets Manager" },
    ]);
  });

  // Nothing that CloudTrail reports may get lost on the way to the page.
  test("whatever order events come in, each is in exactly one run", () => {
    const names = fc.constantFrom("Started", "Succeeded", "Failed", "Abandoned");
    const list = fc.array(fc.tuple(names, fc.boolean()), { maxLength: 40 });
    fc.assert(
      fc.property(list, (given) => {
        const events = given.map(([word, isTest], index) =>
          event(index, `${isTest ? "Test" : ""}Rotation${word}`),
        );
        const ids = rotationRuns(events, now).flatMap(({ eventIds }) => eventIds);
        expect(ids.toSorted()).toEqual(events.map(({ eventId }) => eventId).toSorted());
      }),
    );
  });
});
