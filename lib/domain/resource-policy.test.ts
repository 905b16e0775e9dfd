import { expect, test } from "vitest";
import { lintPolicy, type PolicySubject } from "./policy-lints";
import { isSamePolicy } from "./resource-policy";

const ARN = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:prod/db-XTUSpD";
const customerKey: PolicySubject = { secretArn: ARN, usesDefaultKey: false };
const defaultKey: PolicySubject = { secretArn: ARN, usesDefaultKey: true };

const read = "secretsmanager:GetSecretValue";
const tls = {
  Effect: "Deny",
  Principal: "*",
  Action: read,
  Resource: "*",
  Condition: { Bool: { "aws:SecureTransport": "false" } },
};
const policy = (...statements: object[]) =>
  JSON.stringify({ Version: "2012-10-17", Statement: [...statements, tls] });
const allow = (more: object) => ({
  Effect: "Allow",
  Principal: { AWS: "arn:aws:iam::111122223333:role/app" },
  Action: read,
  Resource: "*",
  ...more,
});
const other = { Principal: { AWS: "arn:aws:iam::444455556666:role/app" } };

// Each row is a mistake that AWS accepts or words badly (facts 2.6, 8.1, 8.2), and what we call it.
test.each([
  ["nothing wrong", policy(allow({})), customerKey, []],
  ["full ARN", policy(allow({ Resource: ARN })), customerKey, []],
  [
    "ARN ending in -??????",
    policy(allow({ Resource: `${ARN.slice(0, -7)}-??????` })),
    customerKey,
    [],
  ],
  [
    "ARN without its suffix",
    policy(allow({ Resource: ARN.slice(0, -7) })),
    customerKey,
    ["suffix error"],
  ],
  [
    "-* at the end",
    policy(allow({ Resource: `${ARN.slice(0, -7)}-*` })),
    customerKey,
    ["suffix warning"],
  ],
  [
    "another secret",
    policy(allow({ Resource: ARN.replace("db", "other") })),
    customerKey,
    ["suffix warning"],
  ],
  [
    "kms:Decrypt on a secret",
    policy(allow({ Action: [read, "kms:Decrypt"] })),
    customerKey,
    ["kms-on-secret error"],
  ],
  ["everyone", policy(allow({ Principal: "*" })), customerKey, ["public error"]],
  [
    "everyone, spelled out",
    policy(allow({ Principal: { AWS: "*" } })),
    customerKey,
    ["public error"],
  ],
  [
    "everyone, under a condition",
    policy(allow({ Principal: "*", Condition: { StringEquals: { "aws:PrincipalOrgID": "o-1" } } })),
    customerKey,
    [],
  ],
  [
    "NotPrincipal with Allow",
    policy({ ...allow({}), Principal: undefined, NotPrincipal: { AWS: "444455556666" } }),
    customerKey,
    ["public error"],
  ],
  [
    "another account, default key",
    policy(allow(other)),
    defaultKey,
    ["cross-account warning", "cross-account-default-key error"],
  ],
  [
    "another account by its number, default key",
    policy(allow({ Principal: { AWS: "444455556666" } })),
    defaultKey,
    ["cross-account warning", "cross-account-default-key error"],
  ],
  ["another account, customer key", policy(allow(other)), customerKey, ["cross-account warning"]],
  [
    "another account, where its organization is asked for",
    policy(allow({ ...other, Condition: { StringEquals: { "aws:PrincipalOrgID": "o-1" } } })),
    customerKey,
    [],
  ],
  [
    "everyone with TLS",
    policy(allow({ Principal: "*", Condition: { Bool: { "aws:SecureTransport": "true" } } })),
    customerKey,
    ["public warning"],
  ],
  [
    "everyone but one account",
    policy(
      allow({ Principal: "*", Condition: { StringNotEquals: { "aws:PrincipalAccount": "1" } } }),
    ),
    customerKey,
    ["public warning"],
  ],
  [
    "everyone whose organization is any, or none",
    policy(allow({ Principal: "*", Condition: { StringLike: { "aws:PrincipalOrgID": "*" } } })),
    customerKey,
    ["public warning"],
  ],
  [
    "another account, default key, but only to describe",
    policy(allow({ ...other, Action: "secretsmanager:DescribeSecret" })),
    defaultKey,
    ["cross-account warning"],
  ],
  ["the own account, default key", policy(allow({})), defaultKey, []],
  [
    "lock-out",
    policy({ Effect: "Deny", Principal: "*", Action: "secretsmanager:*", Resource: "*" }),
    customerKey,
    ["lock-out error"],
  ],
  [
    "deny of reads only",
    policy({ Effect: "Deny", Principal: "*", Action: read, Resource: "*" }),
    customerKey,
    [],
  ],
  ["no principal", policy({ ...allow({}), Principal: undefined }), customerKey, ["syntax error"]],
  [
    "another service's action",
    policy(allow({ Action: "s3:GetObject" })),
    customerKey,
    ["unknown-action error"],
  ],
  [
    "no TLS statement",
    JSON.stringify({ Statement: allow({}) }),
    customerKey,
    ["not-tls-only warning"],
  ],
  ["not JSON", "{", customerKey, ["syntax error"]],
  ["no policy", "[]", customerKey, ["syntax error"]],
  ["no effect", JSON.stringify({ Statement: [{ Action: "*" }] }), customerKey, ["syntax error"]],
  ["too long", " ".repeat(20_481), customerKey, ["length error"]],
])("%s", (_case, text, subject, expected) => {
  expect(lintPolicy(text, subject).map(({ lint, severity }) => `${lint} ${severity}`)).toEqual(
    expected,
  );
});

// AWS prints a policy anew, so comparing texts would call every policy changed (facts 1.2).
test("policies are compared as JSON", () => {
  expect(isSamePolicy('{"a":[1,{"b":2,"c":3}]}', '{\n "a" : [ 1, { "c":3, "b":2 } ]\n}')).toBe(
    true,
  );
  expect(isSamePolicy('{"a":1}', '{"a":2}')).toBe(false);
});
