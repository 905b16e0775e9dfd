import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { AwsError } from "../contract";
import {
  afterMove,
  afterRotationStart,
  afterWrite,
  attachedBy,
  byVersion,
  type Labels,
  labelsOf,
  mostLabels,
} from "./labels";

const known = () => true;
const start: Labels = new Map([["AWSCURRENT", "v1"]]);

describe("writing", () => {
  it("facts 2.2 rule 2: the first value is current even if another label was asked for", () => {
    expect(attachedBy(["AWSPENDING"], true)).toEqual(["AWSPENDING", "AWSCURRENT"]);
    expect(byVersion(afterWrite(new Map(), "v1", ["MINE"], true))).toEqual({
      v1: ["MINE", "AWSCURRENT"],
    });
  });

  it("facts 2.2 rule 3: AWSPREVIOUS follows AWSCURRENT, and leaves whoever had it", () => {
    const second = afterWrite(start, "v2", undefined, false);
    const third = afterWrite(second, "v3", undefined, false);
    expect(byVersion(third)).toEqual({ v3: ["AWSCURRENT"], v2: ["AWSPREVIOUS"] });
  });

  it("facts 2.2 rule 4: labels that were asked for are exactly the labels", () => {
    const custom = afterWrite(start, "v2", ["ONE", "TWO"], false);
    expect(byVersion(custom)).toEqual({ v1: ["AWSCURRENT"], v2: ["ONE", "TWO"] });
    const both = afterWrite(start, "v2", ["AWSCURRENT", "PUT0"], false);
    expect(byVersion(both)).toEqual({ v2: ["AWSCURRENT", "PUT0"], v1: ["AWSPREVIOUS"] });
  });

  it("facts 2.2 rule 1: a label sits on one version and moves to the next that asks", () => {
    const taken = afterWrite(afterWrite(start, "v2", ["one", "two"], false), "v3", ["one"], false);
    expect(byVersion(taken)).toEqual({ v1: ["AWSCURRENT"], v3: ["one"], v2: ["two"] });
  });

  it("facts 11 rule 5: a plain write takes AWSPENDING off the version that was current", () => {
    const promoted = new Map([...start, ["AWSPENDING", "v1"]]);
    expect(byVersion(afterWrite(promoted, "v2", undefined, false))).toEqual({
      v2: ["AWSCURRENT"],
      v1: ["AWSPREVIOUS"],
    });
  });

  it("facts 2.2 rule 8: the AWS prefix is free, and the 21st label is one too many", () => {
    const many = Array.from({ length: mostLabels - 1 }, (_, i) => `AWSSOMETHING${i}`);
    const full = afterWrite(start, "v2", many, false);
    expect(full.size).toBe(mostLabels);
    expect(() => afterWrite(full, "v3", ["ONEMORE"], false)).toThrow(/limit of 20/);
  });
});

describe("moving", () => {
  const two = afterRotationStart(start, "v2");

  it("facts 2.2 rule 5: AWSPENDING stays on the version that becomes current", () => {
    const moved = afterMove(two, { label: "AWSCURRENT", from: "v1", to: "v2" }, known);
    expect(labelsOf(moved, "v2").sort()).toEqual(["AWSCURRENT", "AWSPENDING"]);
    expect(labelsOf(moved, "v1")).toEqual(["AWSPREVIOUS"]);
  });

  it("facts 2.2 rule 6: rolling back swaps the two labels", () => {
    const written = afterWrite(start, "v2", undefined, false);
    const back = afterMove(written, { label: "AWSCURRENT", from: "v2", to: "v1" }, known);
    expect(byVersion(back)).toEqual({ v1: ["AWSCURRENT"], v2: ["AWSPREVIOUS"] });
  });

  it("facts 2.2 rule 7: a version that loses its last label has none", () => {
    const gone = afterMove(two, { label: "AWSPENDING", from: "v2" }, known);
    expect(byVersion(gone)).toEqual({ v1: ["AWSCURRENT"] });
  });

  it.each([
    [
      "label held elsewhere and not named",
      { label: "AWSCURRENT", to: "v2" },
      "InvalidParameterException",
      /^The parameter RemoveFromVersionId can't be empty\. Staging label AWSCURRENT is currently attached to version v1, so you must explicitly reference that version in RemoveFromVersionId\.$/,
    ],
    [
      "a version that does not hold the label",
      { label: "AWSCURRENT", from: "v2", to: "v2" },
      "InvalidParameterException",
      /not found in version v2/,
    ],
    ["an unknown version", { label: "X", to: "v9" }, "ResourceNotFoundException", /VersionId: v9$/],
    [
      "AWSCURRENT taken away",
      { label: "AWSCURRENT", from: "v1" },
      "InvalidParameterException",
      /can only move staging label AWSCURRENT/,
    ],
    ["neither version", { label: "X" }, "InvalidParameterException", /RemoveFromVersionId/],
  ])("facts 2.2 errors: %s", (_what, move, code, words) => {
    const attempt = () => afterMove(two, move, (id) => id !== "v9");
    expect(attempt).toThrow(words);
    expect(attempt).toThrow(expect.objectContaining({ code }));
  });

  it("facts 2.2: an unused label is added with MoveToVersionId alone", () => {
    expect(labelsOf(afterMove(start, { label: "NEW", to: "v1" }, known), "v1")).toContain("NEW");
  });
});

/** One step of a random life: a write, a move or a rotation's start. */
const version = fc.integer({ min: 1, max: 6 }).map((n) => `v${n}`);
const label = fc.constantFrom("AWSCURRENT", "AWSPREVIOUS", "AWSPENDING", "A", "B", "AWSX");
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });
const step = fc.oneof(
  fc.record({
    kind: fc.constant("write" as const),
    stages: maybe(fc.array(label, { minLength: 1, maxLength: 4 })),
  }),
  fc.record({
    kind: fc.constant("move" as const),
    label,
    from: maybe(version),
    to: maybe(version),
  }),
  fc.record({ kind: fc.constant("start" as const) }),
);

function brokenRules(
  before: Labels,
  labels: Labels,
  written: ReadonlySet<string>,
  each: { kind: string; stages?: readonly string[] | undefined },
): string[] {
  const held = Object.values(byVersion(labels)).flat();
  const left = before.get("AWSCURRENT");
  const asked = each.kind === "write" && each.stages?.includes("AWSPREVIOUS");
  const moved = left !== undefined && left !== labels.get("AWSCURRENT") && !asked;
  const rules = {
    "one holder per label": new Set(held).size === held.length,
    "at most 20 labels": labels.size <= mostLabels,
    "AWSCURRENT once there is a value":
      written.size === 0 || written.has(labels.get("AWSCURRENT") ?? ""),
    "AWSPREVIOUS follows": !moved || labels.get("AWSPREVIOUS") === left,
  };
  return Object.entries(rules).flatMap(([rule, holds]) => (holds ? [] : [rule]));
}

describe("10,000 random lives of a secret", () => {
  // Whatever people do, in whatever order: these hold after each step.
  it("facts 2.2: one holder per label, AWSCURRENT once there is a value, AWSPREVIOUS follows, 20 labels", () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 25 }), (steps) => {
        let labels: Labels = new Map();
        const written = new Set<string>();
        for (const [i, each] of steps.entries()) {
          const before = labels;
          try {
            if (each.kind === "move") labels = afterMove(labels, each, (id) => written.has(id));
            else if (each.kind === "start") labels = afterRotationStart(labels, `r${i}`);
            else {
              const id = `v${written.size + 1}`;
              labels = afterWrite(labels, id, each.stages, written.size === 0);
              written.add(id);
            }
          } catch (error) {
            if (!(error instanceof AwsError)) throw error;
          }
          const broken = brokenRules(before, labels, written, each);
          if (broken.length > 0) throw new Error(`${broken.join(", ")} after step ${i}`);
        }
      }),
      { numRuns: 10_000 },
    );
  });
});
