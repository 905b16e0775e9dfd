import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { REPLICAS_MAX } from "../domain/new-secret";
import type { Caller } from "../sandbox/contract";
import { decide } from "../sandbox/iam/decide";
import { type Purpose, SESSION_POLICY_CHARS_MAX, sessionPolicy } from "./session-policy";

const account = "111122223333";
const arnOf = (name: string) => `arn:aws:secretsmanager:eu-west-1:${account}:secret:${name}-a1b2c3`;
const mine = arnOf("app/mine");
const other = arnOf("app/other");

type Role = "operator" | "approver" | "auditor";

function identityPolicy(role: Role): string {
  const text = readFileSync(`lib/aws/policies/${role}.identity.json`, "utf8");
  const filled: Record<string, string> = { partition: "aws", accountId: account };
  return text.replace(/\$\{(\w+)\}/g, (whole, name) => filled[name] ?? whole);
}

/** What AWS would answer under the shipped files: the role's policy and the purpose's, together. */
function may(
  role: Role,
  purpose: Purpose,
  action: string,
  resourceArn: string,
  identityPolicies = [identityPolicy(role)],
  context: Record<string, string> = {},
): boolean {
  const caller: Caller = {
    kind: "session",
    accountId: account,
    arn: `arn:aws:sts::${account}:assumed-role/Strongroom/x`,
    userId: "AROA:x",
    accessKeyId: "ASIA",
    sessionTags: {},
  };
  const viaService = { "kms:ViaService": "secretsmanager.eu-west-1.amazonaws.com" };
  const request = {
    principalArn: caller.arn,
    principalAccountId: account,
    action: `secretsmanager:${action}`,
    resourceArn,
    context: { ...viaService, ...context },
  };
  const sessionPolicies = [sessionPolicy(role, purpose)];
  const resourceAccountId = account;
  const question = { request, identityPolicies, sessionPolicies, caller, resourceAccountId };
  return decide({ ...question, resourcePolicyRules: false }).allowed;
}

const sessions: [string, Role, Purpose][] = [
  ["operator browsing", "operator", "browse"],
  ["operator revealing", "operator", { reveal: mine }],
  ["operator generating", "operator", "generate"],
  ["operator writing", "operator", { write: mine, actions: ["secretsmanager:PutSecretValue"] }],
  ["approver browsing", "approver", "browse"],
  ["approver restoring", "approver", { write: mine, actions: ["secretsmanager:RestoreSecret"] }],
  ["auditor browsing", "auditor", "browse"],
];

/** One column per session above: 1 = allowed on its own secret. All 23 operations. */
const matrix: Record<string, string> = {
  BatchGetSecretValue: "0 0 0 0 0 0 0",
  CancelRotateSecret: "0 0 0 0 0 0 0",
  CreateSecret: "0 0 0 0 0 0 0",
  DeleteResourcePolicy: "0 0 0 0 0 0 0",
  DeleteSecret: "0 0 0 0 0 0 0",
  DescribeSecret: "1 1 0 1 1 1 1",
  GetRandomPassword: "0 0 1 0 0 0 0",
  GetResourcePolicy: "1 0 0 0 1 0 1",
  GetSecretValue: "0 1 0 0 0 0 0",
  ListSecretVersionIds: "1 0 0 0 1 0 1",
  ListSecrets: "1 0 0 0 1 0 1",
  PutResourcePolicy: "0 0 0 0 0 0 0",
  PutSecretValue: "0 0 0 1 0 0 0",
  RemoveRegionsFromReplication: "0 0 0 0 0 0 0",
  ReplicateSecretToRegions: "0 0 0 0 0 0 0",
  RestoreSecret: "0 0 0 0 0 1 0",
  RotateSecret: "0 0 0 0 0 0 0",
  StopReplicationToReplica: "0 0 0 0 0 0 0",
  TagResource: "0 0 0 0 0 0 0",
  UntagResource: "0 0 0 0 0 0 0",
  UpdateSecret: "0 0 0 0 0 0 0",
  UpdateSecretVersionStage: "0 0 0 0 0 0 0",
  ValidateResourcePolicy: "0 0 0 0 0 0 0",
};

describe("under the shipped policies", () => {
  // One fault of the console reaches one secret and one purpose, whatever the role could do.
  test.each(Object.entries(matrix))("%s", (action, expected) => {
    const row = sessions.map(([, role, purpose]) => (may(role, purpose, action, mine) ? 1 : 0));
    expect(row.join(" ")).toBe(expected);
  });

  test("credentials for one secret do nothing to another", () => {
    for (const action of Object.keys(matrix)) {
      for (const [, role, purpose] of sessions.filter(([, , given]) => typeof given === "object")) {
        expect([action, may(role, purpose, action, other)]).toEqual([action, false]);
      }
    }
  });

  const writes = [
    "CreateSecret",
    "PutSecretValue",
    "UpdateSecret",
    "UpdateSecretVersionStage",
    "DeleteSecret",
    "RotateSecret",
    "CancelRotateSecret",
    "TagResource",
    "UntagResource",
    "PutResourcePolicy",
    "DeleteResourcePolicy",
    "ReplicateSecretToRegions",
    "RemoveRegionsFromReplication",
    "StopReplicationToReplica",
    "RestoreSecret",
  ];

  // product.md 1.3, the second time: whatever the console asked for, the role's own file decides.
  test.each(writes)(
    "%s is for operators, RestoreSecret for approvers, nothing for auditors",
    (action) => {
      const purpose: Purpose = { write: mine, actions: [`secretsmanager:${action}`] };
      expect(may("operator", purpose, action, mine)).toBe(action !== "RestoreSecret");
      expect(may("approver", purpose, action, mine)).toBe(action === "RestoreSecret");
      expect(may("auditor", purpose, action, mine)).toBe(false);
    },
  );

  test("no role skips the recovery window", () => {
    const purpose: Purpose = { write: mine, actions: ["secretsmanager:DeleteSecret"] };
    const force = { "secretsmanager:ForceDeleteWithoutRecovery": "true" };
    const policies = [identityPolicy("operator")];
    expect(may("operator", purpose, "DeleteSecret", mine, policies, force)).toBe(false);
  });

  // Somebody will widen a role in a hurry one day: the session's own denies must hold then.
  test("adding any allow to the identity policy never gives an auditor or approver a value", () => {
    const names = ["GetSecretValue", "BatchGetSecretValue", "Get*", "*"];
    const action = fc.constantFrom(...names.map((name) => `secretsmanager:${name}`), "*");
    const statement = fc.record({
      Effect: fc.constant("Allow"),
      Action: fc.array(action, { minLength: 1, maxLength: 4 }),
      Resource: fc.constantFrom("*", mine, `arn:aws:secretsmanager:*:${account}:secret:*`),
    });
    const purposes = fc.constantFrom<Purpose>(
      "browse",
      "generate",
      { reveal: mine },
      { write: mine, actions: ["secretsmanager:GetSecretValue"] },
    );
    fc.assert(
      fc.property(
        fc.array(statement, { minLength: 1, maxLength: 3 }),
        purposes,
        (Statement, purpose) => {
          const wide = [JSON.stringify({ Version: "2012-10-17", Statement })];
          for (const role of ["auditor", "approver"] as const)
            for (const value of ["GetSecretValue", "BatchGetSecretValue"])
              expect(may(role, purpose, value, mine, wide)).toBe(false);
        },
      ),
      { numRuns: 300 },
    );
  });
});

// AWS refuses a longer one outright (facts 3); the longest name leaves the least room.
test("every session policy fits, also for a name of 512 characters", () => {
  const arn = arnOf("n".repeat(512));
  const purposes: Purpose[] = [
    "browse",
    "generate",
    { reveal: arn },
    {
      write: arn,
      actions: ["secretsmanager:RemoveRegionsFromReplication", "secretsmanager:TagResource"],
    },
    {
      write: arn,
      actions: [
        "secretsmanager:CreateSecret",
        "secretsmanager:TagResource",
        "secretsmanager:ReplicateSecretToRegions",
        "secretsmanager:PutResourcePolicy",
      ],
      replicaRegions: Array.from({ length: REPLICAS_MAX }, (_, at) => `ap-northeast-${at}`),
    },
  ];
  for (const role of ["operator", "approver", "auditor"] as const)
    for (const purpose of purposes)
      expect(sessionPolicy(role, purpose).length).toBeLessThanOrEqual(SESSION_POLICY_CHARS_MAX);
});
