import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type GateAnswer, judgeAccess, judgePolicy, roleArnOf } from "./principal-access";

const role = "arn:aws:iam::111122223333:role/app";
const policyOf = (...Statement: object[]) => JSON.stringify({ Statement });
const statement = (more: object) => ({
  Effect: "Allow",
  Principal: { AWS: role },
  Action: "secretsmanager:GetSecretValue",
  Resource: "*",
  ...more,
});
const conditional = { Condition: { Bool: { "aws:SecureTransport": "false" } } };

describe("what a resource policy says to one principal (facts 2.6)", () => {
  test.each<[string, string | undefined, GateAnswer]>([
    ["no policy", undefined, "silent"],
    ["named", policyOf(statement({})), "allows"],
    ["everyone", policyOf(statement({ Principal: "*" })), "allows"],
    ["another is named", policyOf(statement({ Principal: { AWS: `${role}2` } })), "silent"],
    ["another action", policyOf(statement({ Action: "secretsmanager:TagResource" })), "silent"],
    ["all actions of the service", policyOf(statement({ Action: "secretsmanager:*" })), "allows"],
    ["its account is let in: its own policies decide", policyOf(account("Allow")), "silent"],
    ["its account is denied", policyOf(account("Deny")), "denies"],
    ["denied beats allowed", policyOf(statement({}), statement({ Effect: "Deny" })), "denies"],
    ["everybody else is denied", policyOf(notPrincipal(role)), "silent"],
    ["everybody but another is denied", policyOf(notPrincipal(`${role}2`)), "denies"],
    ["allowed under a condition", policyOf(statement(conditional)), "depends"],
    [
      "allowed, and denied under a condition",
      policyOf(statement({}), statement({ Effect: "Deny", ...conditional })),
      "depends",
    ],
    ["no policy at all but text", "{", "unknown"],
  ])("%s", (_case, policy, answer) => {
    expect(judgePolicy(policy, role)).toBe(answer);
  });
});

function account(Effect: string) {
  return statement({ Effect, Principal: { AWS: "arn:aws:iam::111122223333:root" } });
}

function notPrincipal(AWS: string) {
  return { ...statement({ Effect: "Deny", NotPrincipal: { AWS } }), Principal: undefined };
}

// Facts 2.6, 2.8: one gate is enough at home, two are needed from abroad, and the key always counts.
test.each<[string, [GateAnswer, GateAnswer, GateAnswer], boolean, string]>([
  ["own policies allow", ["allows", "silent", "allows"], false, "can read"],
  ["the secret's policy alone allows", ["silent", "allows", "allows"], false, "can read"],
  ["nobody allows", ["silent", "silent", "allows"], false, "blocked by identity"],
  ["own policies deny", ["denies", "allows", "allows"], false, "blocked by identity"],
  [
    "the secret's policy denies",
    ["allows", "denies", "allows"],
    false,
    "blocked by resource policy",
  ],
  ["the key keeps out", ["allows", "allows", "denies"], false, "blocked by key"],
  ["abroad with both", ["allows", "allows", "allows"], true, "can read"],
  ["abroad without the policy", ["allows", "silent", "allows"], true, "blocked by resource policy"],
  ["abroad without own policies", ["silent", "allows", "allows"], true, "blocked by identity"],
  ["abroad, own policies not asked", ["unknown", "allows", "allows"], true, "not known"],
  ["depends on the call", ["allows", "depends", "allows"], false, "not known"],
])("%s", (_case, [identity, policy, key], isOtherAccount, expected) => {
  const { verdict, blockedBy } = judgeAccess({ identity, policy, key }, isOtherAccount);
  expect([verdict, ...(blockedBy.length ? ["by", ...blockedBy] : [])].join(" ")).toBe(expected);
});

// "Can read" must never rest on something that nobody asked.
test("no gate that is unknown or depends ends in a promise", () => {
  const answer = fc.constantFrom<GateAnswer>("allows", "denies", "silent", "depends", "unknown");
  fc.assert(
    fc.property(answer, answer, answer, fc.boolean(), (identity, policy, key, abroad) => {
      const { verdict } = judgeAccess({ identity, policy, key }, abroad);
      const isOpen = (each: GateAnswer) => each === "unknown" || each === "depends";
      if ([identity, policy, key].some(isOpen)) expect(verdict).not.toBe("can read");
      if (key === "denies") expect(verdict).toBe("blocked");
    }),
    { numRuns: 2_000 },
  );
});

test("a reader of CloudTrail's is the role that IAM knows", () => {
  expect(roleArnOf("arn:aws:sts::111122223333:assumed-role/app")).toBe(role);
  expect(roleArnOf(role)).toBe(role);
});
