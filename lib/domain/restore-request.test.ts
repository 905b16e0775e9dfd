import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type ApprovalStep,
  expiryOf,
  isComplete,
  isLive,
  mayFollow,
  obstacle,
  progressOf,
  restoreStates,
  stepsFor,
  voteRefusal,
} from "./restore-request";

const who = (subject: string, ...groups: string[]) => ({ issuer: "https://id", subject, groups });
const step = (name: string, approvals: number, ...groups: string[]): ApprovalStep => ({
  name,
  approvals,
  groups,
});

describe("which rules apply", () => {
  const secret = {
    accountId: "111122223333",
    region: "eu-west-1",
    tags: [{ key: "class", value: "confidential" }],
  };
  const one = step("platform", 1, "platform");

  test("every rule that fits adds its steps; without one, any other approver is enough", () => {
    const rules = [
      { accounts: ["111122223333"], steps: [one] },
      { tag: { key: "class", value: "confidential" }, steps: [step("data", 2, "data")] },
      { regions: ["us-east-1"], steps: [step("never", 9)] },
      { tag: { key: "class", value: "public" }, steps: [step("never", 9)] },
    ];
    expect(stepsFor(rules, secret)).toEqual([one, step("data", 2, "data")]);
    expect(stepsFor([], secret)).toEqual([step("any approver", 1)]);
  });
});

describe("who counts", () => {
  test("one person fills one place, and the place that needs them most", () => {
    const steps = [step("platform", 1, "platform"), step("data", 1, "data")];
    const both = who("both", "platform", "data");
    expect(isComplete(progressOf(steps, [both]))).toBe(false);
    expect(isComplete(progressOf(steps, [both, who("p", "platform")]))).toBe(true);
    expect(isComplete(progressOf(steps, [who("p", "platform"), both]))).toBe(true);
    expect(isComplete(progressOf(steps, [who("p", "platform"), who("q", "platform")]))).toBe(false);
  });

  // Four eyes are no more than the number of distinct people who were allowed to look.
  test("never complete with fewer people than approvals, never more than asked for", () => {
    const groups = fc.subarray(["a", "b", "c"]);
    const steps = fc.array(
      fc.record({ name: fc.constant("s"), approvals: fc.integer({ min: 1, max: 3 }), groups }),
      { minLength: 1, maxLength: 3 },
    );
    const people = fc
      .array(groups, { maxLength: 9 })
      .map((all) => all.map((held, at) => who(`p${at}`, ...held)));
    fc.assert(
      fc.property(steps, people, (wanted, given) => {
        const progress = progressOf(wanted, given);
        const filled = progress.reduce((sum, { has }) => sum + has, 0);
        expect(filled).toBeLessThanOrEqual(given.length);
        for (const { has, approvals } of progress) expect(has).toBeLessThanOrEqual(approvals);
        const needed = wanted.reduce((sum, { approvals }) => sum + approvals, 0);
        if (isComplete(progress)) expect(given.length).toBeGreaterThanOrEqual(needed);
        const more = progressOf(wanted, [...given, who("late", "a", "b", "c")]);
        expect(more.reduce((sum, { has }) => sum + has, 0)).toBe(Math.min(filled + 1, needed));
      }),
      { numRuns: 1000 },
    );
  });

  test("why somebody may not approve", () => {
    const request = {
      state: "pending" as const,
      steps: [step("platform", 2, "platform")],
      askedBy: [who("asker")],
      votes: [who("voted", "platform")],
    };
    const approver = (subject: string, ...groups: string[]) => ({
      ...who(subject, ...groups),
      role: "approver" as const,
    });
    expect(voteRefusal(request, approver("fresh", "platform"))).toBeUndefined();
    expect(voteRefusal(request, approver("fresh"))).toBe("not-needed");
    expect(voteRefusal(request, approver("voted", "platform"))).toBe("has-voted");
    expect(voteRefusal(request, approver("asker", "platform"))).toBe("asked-for-it");
    expect(voteRefusal(request, { ...approver("fresh"), role: "operator" })).toBe("not-approver");
    expect(voteRefusal({ ...request, state: "denied" }, approver("fresh"))).toBe("is-over");
    // The same subject at another issuer is another person, whatever the e-mail says.
    const twin = { ...approver("asker", "platform"), issuer: "https://other" };
    expect(voteRefusal(request, twin)).toBeUndefined();
  });
});

describe("states", () => {
  test("what is over stays over", () => {
    for (const from of restoreStates) {
      const next = restoreStates.filter((to) => mayFollow(from, to));
      expect(next.length > 0).toBe(isLive(from));
      expect(next).not.toContain(from);
    }
    expect(mayFollow("pending", "executing")).toBe(false);
    expect(mayFollow("pending", "executed")).toBe(false);
  });

  test("a request never outlives the earliest purge", () => {
    const now = new Date("2026-11-21T12:00:00.000Z");
    expect(expiryOf(now, 24, "2026-11-21T14:00:00.000Z").toISOString()).toBe(
      "2026-11-21T14:00:00.000Z",
    );
    expect(expiryOf(now, 24, "2026-12-21T14:00:00.000Z").toISOString()).toBe(
      "2026-11-22T12:00:00.000Z",
    );
  });

  test("what changed since is an obstacle", () => {
    const content = {
      arn: "arn",
      deletedAt: "2026-11-20T00:00:00.000Z",
      reason: "needed after all",
      steps: [step("any approver", 1)],
      expiresAt: "2026-11-22T00:00:00.000Z",
    };
    const { deletedAt, steps } = content;
    expect(obstacle(content, { deletedAt, steps })).toBeUndefined();
    expect(obstacle(content, { steps })?.state).toBe("already-restored");
    expect(obstacle(content, { deletedAt: "2026-11-21T00:00:00.000Z", steps })?.state).toBe(
      "invalidated",
    );
    expect(obstacle(content, { deletedAt, steps: [step("two", 2)] })?.state).toBe("invalidated");
  });
});
