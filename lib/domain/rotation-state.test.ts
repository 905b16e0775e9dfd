import { expect, test } from "vitest";
import { type RotationFacts, rotationState } from "./rotation-state";

const nowMs = Date.parse("2026-11-21T12:00:00Z");
const hours = (count: number) => nowMs + count * 3_600_000;
const on: RotationFacts = {
  createdMs: hours(-5000),
  hasRules: true,
  rotationEnabled: true,
  nextRotationMs: hours(100),
};

// One row per rule of facts 2.4 and 2.10, in the product's words.
test.each<[string, Partial<RotationFacts>, string]>([
  ["never configured", { rotationEnabled: undefined, hasRules: false }, "no rotation"],
  ["cancelled, rules left behind", { rotationEnabled: false }, "off"],
  ["rules alone do not rotate", { rotationEnabled: undefined }, "off"],
  ["on, no next date yet", { nextRotationMs: undefined }, "on time"],
  ["on, in four days", {}, "on time"],
  ["on, tonight", { nextRotationMs: hours(9) }, "due"],
  ["next date has passed", { nextRotationMs: hours(-1) }, "overdue"],
  ["AWSPENDING left for an hour", { pendingVersionId: "v2", lastChangedMs: hours(-1) }, "stuck"],
  [
    "AWSPENDING set 15 minutes ago",
    { pendingVersionId: "v2", lastChangedMs: hours(-0.25) },
    "stuck",
  ],
  ["AWSPENDING set just now", { pendingVersionId: "v2", lastChangedMs: hours(-0.2) }, "pending"],
  ["AWSPENDING left after cancelling", { pendingVersionId: "v2", rotationEnabled: false }, "stuck"],
  ["stuck is why it is overdue", { pendingVersionId: "v2", nextRotationMs: hours(-9) }, "stuck"],
  ["another service's", { owningService: "rds", nextRotationMs: hours(-9) }, "managed"],
  ["a partner's, on time", { externalType: "GitLabAccessToken" }, "external"],
  [
    "a partner's, late",
    { externalType: "GitLabAccessToken", nextRotationMs: hours(-9) },
    "overdue",
  ],
  [
    "pending deletion does not rotate",
    { deletionRequestedMs: hours(-1), rotationEnabled: false, pendingVersionId: "v2" },
    "off",
  ],
])("%s", (_case, facts, word) => {
  expect(rotationState({ ...on, ...facts }, nowMs).word).toBe(word);
});
