import { describe, expect, test } from "vitest";
import { AttachLabelInput } from "./staging-label-inputs";
import { blockingPending, labelMoves, labelsAfterMove, labelsAfterWrite } from "./staging-labels";

const labels = { v1: ["AWSPREVIOUS"], v2: ["AWSCURRENT", "blue"], v3: ["AWSPENDING"] };

describe("where labels will be (facts 2.2)", () => {
  // Roll-back relies on it: the two labels swap, and nothing else moves.
  test("rolling back swaps AWSCURRENT and AWSPREVIOUS", () => {
    expect(labelsAfterMove(labels, "AWSCURRENT", "v1")).toEqual({
      v1: ["AWSCURRENT"],
      v2: ["blue", "AWSPREVIOUS"],
      v3: ["AWSPENDING"],
    });
  });

  test("going forward to the pending version leaves AWSPENDING where it is", () => {
    expect(labelsAfterMove(labels, "AWSCURRENT", "v3")).toEqual({
      v2: ["blue", "AWSPREVIOUS"],
      v3: ["AWSPENDING", "AWSCURRENT"],
    });
  });

  test("a custom label moves alone, and a removed one is nowhere", () => {
    expect(labelsAfterMove(labels, "blue", "v1")).toEqual({
      v1: ["AWSPREVIOUS", "blue"],
      v2: ["AWSCURRENT"],
      v3: ["AWSPENDING"],
    });
    expect(labelsAfterMove(labels, "AWSPENDING", undefined)).toEqual({
      v1: ["AWSPREVIOUS"],
      v2: ["AWSCURRENT", "blue"],
    });
  });

  test("moving a label to where it is changes nothing", () => {
    expect(labelsAfterMove(labels, "AWSCURRENT", "v2")).toBe(labels);
  });

  // Facts 11 rule 5: a plain write takes AWSPENDING off the version that was current until then.
  test("a write steps both labels on and ends a finished AWSPENDING", () => {
    const finished = { v1: ["AWSPREVIOUS"], v2: ["AWSCURRENT", "AWSPENDING"] };
    expect(labelsAfterWrite(finished, "v4")).toEqual({ v2: ["AWSPREVIOUS"], v4: ["AWSCURRENT"] });
    expect(labelsAfterWrite(labels, "v4")).toEqual({
      v2: ["blue", "AWSPREVIOUS"],
      v3: ["AWSPENDING"],
      v4: ["AWSCURRENT"],
    });
    expect(labelsAfterWrite({}, "v1")).toEqual({ v1: ["AWSCURRENT"] });
  });

  test("what moves is told label by label", () => {
    expect(labelMoves(labels, labelsAfterMove(labels, "AWSCURRENT", "v1"))).toEqual([
      { label: "AWSCURRENT", from: "v2", to: "v1" },
      { label: "AWSPREVIOUS", from: "v1", to: "v2" },
    ]);
  });
});

// AWSPENDING on the current version means "finished" and must not alarm anybody (facts 2.2 rule 5).
test("only an AWSPENDING beside AWSCURRENT blocks", () => {
  expect(blockingPending(labels)).toBe("v3");
  expect(blockingPending({ v1: ["AWSCURRENT", "AWSPENDING"] })).toBeUndefined();
  expect(blockingPending({ v1: ["AWSCURRENT"] })).toBeUndefined();
});

test.each(["AWSCURRENT", "AWSPREVIOUS", "AWSPENDING", "", "x".repeat(257)])(
  "people may not attach %s as a custom label",
  (label) => {
    const arn = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:prod/db-XTUSpD";
    const to = "00000000-0000-0000-0000-000000000001";
    expect(AttachLabelInput.safeParse({ arn, label, to }).success).toBe(false);
    expect(AttachLabelInput.safeParse({ arn, label: "AWSOTHER", to }).success).toBe(true);
  },
);
