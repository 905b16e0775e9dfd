import { describe, expect, test } from "vitest";
import { type RotationWitnesses, rotationFindings } from "./rotation-findings";
import { type LastRuns, standingOf } from "./rotation-standing";
import type { RotationFacts } from "./rotation-state";

const nowMs = Date.parse("2026-11-21T12:00:00Z");
const ago = (hours: number) => nowMs - hours * 3_600_000;
const on: RotationFacts = {
  createdMs: ago(5000),
  lastChangedMs: ago(100),
  hasRules: true,
  rotationEnabled: true,
  nextRotationMs: ago(-100),
};
const left = { pendingVersionId: "v2", lastChangedMs: ago(5) };

// product.md 3.6: only a run that is open explains an AWSPENDING away from AWSCURRENT.
test.each<[string, Partial<RotationFacts>, Partial<LastRuns> | undefined, string]>([
  ["nothing is wrong", {}, undefined, "on time"],
  ["label left, CloudTrail unread", left, undefined, "stuck"],
  ["label left, run still open", left, { startedMs: ago(1) }, "rotating"],
  ["label left, run open for too long", left, { startedMs: ago(2) }, "stuck"],
  ["label left, run failed", left, { startedMs: ago(2), failedMs: ago(1), failures: 1 }, "stuck"],
  ["label set ten minutes ago", { ...left, lastChangedMs: ago(1 / 6) }, undefined, "rotating"],
  [
    "tagged just now: the label is as old as its run",
    { ...left, lastChangedMs: ago(0.01) },
    { startedMs: ago(30), failedMs: ago(29), failures: 1 },
    "stuck",
  ],
  ["the label on the current version is success", {}, { succeededMs: ago(1) }, "on time"],
  ["failed, no label left", {}, { startedMs: ago(2), failedMs: ago(1), failures: 2 }, "failed"],
  ["failed and overdue", { nextRotationMs: ago(3) }, { failedMs: ago(4), failures: 1 }, "failed"],
  ["overdue, nothing began", { nextRotationMs: ago(3) }, { succeededMs: ago(900) }, "overdue"],
  ["abandoned, and well since", {}, { startedMs: ago(9), abandonedMs: ago(8) }, "on time"],
  ["turned off after a failure", { rotationEnabled: false }, { failures: 3 }, "off"],
  ["turned off, label left", { ...left, rotationEnabled: false }, undefined, "stuck"],
  ["another service's", { ...left, owningService: "rds" }, { failures: 1 }, "managed"],
  ["a partner's, failing", { externalType: "SnowflakePat" }, { failures: 1 }, "failed"],
  ["to be deleted", { ...left, rotationEnabled: false, deletionRequestedMs: ago(1) }, {}, "off"],
])("%s", (_case, facts, last, word) => {
  const runs = last && { failures: 0, ...last };
  expect(standingOf({ ...on, ...facts }, runs, nowMs).word).toBe(word);
});

test("a failure keeps its step, AWS's sentence and how often it came", () => {
  const last: LastRuns = { failedMs: ago(1), failedStep: "setSecret", awsSays: "x", failures: 7 };
  expect(standingOf(on, last, nowMs)).toEqual({
    word: "failed",
    since: new Date(ago(1)).toISOString(),
    failedStep: "setSecret",
    awsSays: "x",
    failures: 7,
  });
});

describe("witnesses that contradict one another", () => {
  const seen: RotationWitnesses = {
    ...on,
    scheduleExpression: "rate(7 days)",
    lastRotatedMs: ago(50),
    currentVersionMs: ago(50.1),
    succeededMs: ago(50),
    trailFromMs: ago(2000),
  };

  test("agree: no finding", () => {
    expect(rotationFindings(seen, nowMs)).toEqual([]);
  });

  test.each<[string, Partial<RotationWitnesses>, RegExp]>([
    ["off with rules", { rotationEnabled: false }, /old rules remain/],
    ["never succeeded", { lastRotatedMs: undefined, succeededMs: undefined }, /no successful/],
    ["next date in the past", { nextRotationMs: ago(1) }, /has passed \(2026-11-21 11:00 UTC\)/],
    ["written by hand", { currentVersionMs: ago(30) }, /changed outside rotation yesterday/],
    ["moved back", { currentVersionMs: ago(900) }, /AWSCURRENT was moved back/],
    ["CloudTrail alone", { lastRotatedMs: undefined }, /gives no last-rotated date/],
    ["AWS alone", { succeededMs: ago(900) }, /the last that CloudTrail tells of ended/],
    ["CloudTrail silent", { succeededMs: undefined }, /no successful rotation since then/],
    ["unreadable", { scheduleExpression: "cron(0 2 * * * *)" }, /cannot read the schedule/],
  ])("%s", (_case, some, words) => {
    expect(rotationFindings({ ...seen, ...some }, nowMs).join("\n")).toMatch(words);
  });

  // A gap must not read as a contradiction (rule 2).
  test("what lies before the reading of CloudTrail contradicts nothing", () => {
    const before = { succeededMs: undefined, trailFromMs: ago(10) };
    expect(rotationFindings({ ...seen, ...before }, nowMs)).toEqual([]);
    expect(rotationFindings({ ...seen, ...before, trailFromMs: undefined }, nowMs)).toEqual([]);
  });

  test("another service's secret is that service's business", () => {
    expect(
      rotationFindings({ ...seen, owningService: "rds", nextRotationMs: ago(1) }, nowMs),
    ).toEqual([]);
  });
});
