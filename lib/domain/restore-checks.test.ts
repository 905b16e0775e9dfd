import { describe, expect, test } from "vitest";
import type { DeletionClock } from "./deletion-clock";
import { type CheckLine, restoreChecks } from "./restore-checks";
import type { PolicyLook, Snapshot } from "./restore-evidence";

const at = "2026-11-20T09:00:00.000Z";
const usual: Snapshot = {
  at: "2026-11-21T10:00:00.000Z",
  labels: { v1: ["AWSCURRENT"] },
  versionIds: ["v1"],
  versionsComplete: true,
  rotationEnabled: false,
  hasRotationRules: false,
  replicaRegions: [],
  tags: [],
  policy: { state: "none", at },
  key: { state: "default" },
};
const policy = (more: Partial<Extract<PolicyLook, { state: "present" }>> = {}): PolicyLook => ({
  at,
  state: "present",
  sha256: "a",
  isPublic: false,
  gonePrincipals: [],
  ...more,
});
const denied = {
  code: "denied-by-aws" as const,
  says: "AWS does not allow this.",
  aws: { code: "AccessDeniedException", iamAction: "kms:DescribeKey" },
};

function checks(
  before: Partial<Snapshot>,
  after: Partial<Snapshot>,
  lostReplicas: string[] = [],
): Map<string, CheckLine> {
  const clock = { lostReplicas } as unknown as DeletionClock;
  const lines = restoreChecks(
    { before: { ...usual, ...before }, clock },
    { state: "executed", after: { ...usual, ...after } },
    { deniedReaders: [], versionsCancelled: 0, isTrailRead: false },
  );
  return new Map(lines.map((line) => [line.check, line]));
}

describe("whether a restored secret is as before", () => {
  test.each<[string, Partial<Snapshot>, Partial<Snapshot>, CheckLine["state"], RegExp]>([
    ["Resource policy", {}, {}, "ok", /There is none, as when .* 2026-11-20 09:00 UTC/],
    ["Resource policy", { policy: policy() }, { policy: policy() }, "ok", /It is the same as when/],
    [
      "Resource policy",
      { policy: policy() },
      { policy: policy({ sha256: "b" }) },
      "differs",
      /not the same/,
    ],
    ["Resource policy", { policy: policy() }, {}, "differs", /none now, so/],
    ["Resource policy", {}, { policy: policy() }, "differs", /one now/],
    [
      "Resource policy",
      { policy: undefined },
      { policy: policy() },
      "not-assessed",
      /not read it before/,
    ],
    [
      "Resource policy",
      { policy: { state: "unknown", failure: denied } },
      {},
      "not-assessed",
      /none now; what was before is not known/,
    ],
    [
      "Resource policy",
      {},
      { policy: { state: "unknown", failure: denied } },
      "not-assessed",
      /lacks kms:DescribeKey/,
    ],
    ["Resource policy", {}, { policy: undefined }, "not-assessed", /Nobody looked/],
    ["Public access", {}, { policy: policy({ isPublic: true }) }, "differs", /everyone/],
    ["Public access", {}, { policy: policy() }, "ok", /No statement/],
    [
      "Principals of the policy",
      {},
      { policy: policy({ gonePrincipals: ["AROAEXAMPLE"] }) },
      "differs",
      /AROAEXAMPLE/,
    ],
    ["KMS key", {}, {}, "ok", /aws\/secretsmanager/],
    ["KMS key", {}, { key: { state: "known", keyId: "k", keyState: "Enabled" } }, "ok", /enabled/],
    [
      "KMS key",
      {},
      { key: { state: "known", keyId: "k", keyState: "PendingDeletion" } },
      "differs",
      /PendingDeletion/,
    ],
    [
      "KMS key",
      {},
      { key: { state: "unknown", keyId: "k", failure: denied } },
      "not-assessed",
      /k: this approver's role lacks kms:DescribeKey/,
    ],
    ["AWSCURRENT", {}, {}, "ok", /v1/],
    ["AWSCURRENT", {}, { labels: { v1: ["AWSPREVIOUS"] } }, "differs", /No version has it/],
    ["Rotation", {}, {}, "ok", /no rotation/],
    [
      "Rotation",
      {},
      { rotationEnabled: true, nextRotationBy: "2026-12-01T00:00:00Z" },
      "ok",
      /next by 2026-12-01/,
    ],
    ["Rotation", {}, { hasRotationRules: true }, "differs", /rules are still there/],
    [
      "Rotation",
      { hasRotationRules: undefined },
      { hasRotationRules: undefined },
      "not-assessed",
      /not known/,
    ],
    ["Replicas", { replicaRegions: ["eu-west-2"] }, {}, "differs", /eu-west-2/],
    [
      "Replicas",
      { replicaRegions: ["eu-west-2"] },
      { replicaRegions: ["eu-west-2"] },
      "ok",
      /eu-west-2/,
    ],
  ])("%s: %j, then %j", (check, before, after, state, says) => {
    const line = checks(before, after).get(check);
    expect(line?.state).toBe(state);
    expect(line?.says).toMatch(says);
  });

  test("replicas that CloudTrail tells of are named, all of them", () => {
    expect(checks({}, {}, ["us-east-1", "eu-west-2"]).get("Replicas")).toMatchObject({
      state: "differs",
      says: "Lost and not back: eu-west-2, us-east-1. Replicate again.",
    });
  });

  test("without a policy nothing is said of whom it lets in", () => {
    expect([...checks({}, {}).keys()]).not.toContain("Public access");
  });

  test("nothing is checked that was not restored; a look that failed is told", () => {
    const evidence = { before: usual, clock: { lostReplicas: [] } as unknown as DeletionClock };
    const since = { deniedReaders: [], versionsCancelled: 0, isTrailRead: false };
    expect(restoreChecks(evidence, { state: "denied" }, since)).toEqual([]);
    expect(restoreChecks(evidence, { state: "executed" }, since)).toMatchObject([
      { state: "not-assessed", says: expect.stringContaining("process ended") },
    ]);
    expect(restoreChecks(evidence, { state: "executed", afterFailure: denied }, since)).toEqual([
      {
        check: "What came back",
        state: "not-assessed",
        says: "It was restored, but this approver's role lacks kms:DescribeKey.",
      },
    ]);
  });
});
