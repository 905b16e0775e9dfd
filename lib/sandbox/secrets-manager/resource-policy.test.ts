import {
  CreateSecretCommand,
  DeleteResourcePolicyCommand,
  GetResourcePolicyCommand,
  PutResourcePolicyCommand,
  ValidateResourcePolicyCommand,
} from "@aws-sdk/client-secrets-manager";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Sandbox } from "../start";
import { checkPolicy, isPublic, prettyPolicy } from "./policy-document";
import { clientOf, frozenSandbox, refusal } from "./secrets.test-support";

let sandbox: Sandbox;
let client: ReturnType<typeof clientOf>;
let SecretId = "";
let serial = 0;
beforeAll(async () => {
  sandbox = await frozenSandbox();
  client = clientOf(sandbox);
});
afterAll(() => sandbox.close());
beforeEach(async () => {
  SecretId = `policy/${serial++}`;
  await client.send(new CreateSecretCommand({ Name: SecretId }));
});

const statement = {
  Effect: "Allow",
  Principal: { AWS: "arn:aws:iam::123456789012:root" },
  Action: "secretsmanager:*",
  Resource: "*",
};
const policyOf = (...Statement: object[]) => JSON.stringify({ Version: "2012-10-17", Statement });
const put = (ResourcePolicy: string, BlockPublicPolicy?: boolean) =>
  client.send(new PutResourcePolicyCommand({ SecretId, ResourcePolicy, BlockPublicPolicy }));
const read = () => client.send(new GetResourcePolicyCommand({ SecretId }));

describe("facts 1.2: a resource policy", () => {
  it("is absent at first, replaced by each put, absent again after its deletion", async () => {
    expect(await read()).not.toHaveProperty("ResourcePolicy");
    await put(policyOf(statement));
    await put(policyOf({ ...statement, Sid: "Second" }));
    expect(JSON.parse((await read()).ResourcePolicy ?? "").Statement[0].Sid).toBe("Second");
    const gone = await client.send(new DeleteResourcePolicyCommand({ SecretId }));
    expect(gone).toMatchObject({ Name: SecretId, ARN: expect.any(String) });
    expect(await read()).not.toHaveProperty("ResourcePolicy");
    await client.send(new DeleteResourcePolicyCommand({ SecretId }));
  });

  // Recorded: AWS writes the document anew.
  it("comes back the way AWS's printer writes it", async () => {
    await put(policyOf(statement));
    expect((await read()).ResourcePolicy).toBe(
      [
        "{",
        '  "Version" : "2012-10-17",',
        '  "Statement" : [ {',
        '    "Effect" : "Allow",',
        '    "Principal" : {',
        '      "AWS" : "arn:aws:iam::123456789012:root"',
        "    },",
        '    "Action" : "secretsmanager:*",',
        '    "Resource" : "*"',
        "  } ]",
        "}",
      ].join("\n"),
    );
    expect(prettyPolicy('{"a":[],"b":{},"c":["x","y"]}')).toBe(
      '{\n  "a" : [ ],\n  "b" : { },\n  "c" : [ "x", "y" ]\n}',
    );
  });

  it("facts 2.6: may be for everyone, unless BlockPublicPolicy", async () => {
    const open = policyOf({ ...statement, Principal: "*" });
    await put(open);
    expect((await refusal(put(open, true))).code).toBe("PublicPolicyException");
    await put(policyOf(statement), true);
  });

  it.each([
    "not json",
    "[]",
    "{}",
    '{"Version":"2019-10-19","Statement":[]}',
    policyOf({ ...statement, Effect: "Maybe" }),
    policyOf({ ...statement, Principal: undefined }),
    policyOf({ ...statement, Principal: { Robot: "x" } }),
    policyOf({ ...statement, NotAction: "x" }),
  ])("is refused when malformed: %s", async (policy) => {
    expect(await refusal(put(policy))).toMatchObject({
      code: "MalformedPolicyDocumentException",
      status: 400,
    });
    expect(await read()).not.toHaveProperty("ResourcePolicy");
  });

  it("facts 6.2: may have 20,480 characters", async () => {
    const long = policyOf({ ...statement, Sid: "x".repeat(20_480) });
    expect((await refusal(put(long))).code).toBe("ValidationException");
  });
});

describe("facts 2.6: ValidateResourcePolicy", () => {
  const validate = (ResourcePolicy: string, id: string | undefined = SecretId) =>
    client.send(new ValidateResourcePolicyCommand({ SecretId: id, ResourcePolicy }));

  it("passes a plain policy, with or without a secret", async () => {
    for (const id of [SecretId, undefined]) {
      const answer = await validate(policyOf(statement), id);
      expect(answer).toMatchObject({ PolicyValidationPassed: true, ValidationErrors: [] });
    }
  });

  it("reports broad access and a lock-out, both at once if need be", async () => {
    const deny = { ...statement, Effect: "Deny", Principal: "*" };
    const answer = await validate(policyOf({ ...statement, Principal: "*" }, deny));
    expect(answer.PolicyValidationPassed).toBe(false);
    expect(answer.ValidationErrors?.map((error) => error.ErrorMessage)).toEqual([
      "This resource policy grants broad access to your secret.",
      "Your requested changes will not allow you to manage this secret in the future.",
    ]);
  });

  it("changes nothing, and knows an unknown secret", async () => {
    await validate(policyOf(statement));
    expect(await read()).not.toHaveProperty("ResourcePolicy");
    const call = validate(policyOf(statement), "unknown");
    expect((await refusal(call)).code).toBe("ResourceNotFoundException");
  });
});

describe("what counts as everyone", () => {
  const org = { StringEquals: { "aws:PrincipalOrgID": "o-1" } };
  it.each([
    [{ Principal: "*" }, true],
    [{ Principal: { AWS: "*" } }, true],
    [{ Principal: { AWS: ["arn:aws:iam::1:root", "*"] } }, true],
    [{ NotPrincipal: { AWS: "arn:aws:iam::1:root" }, Principal: undefined }, true],
    [{ Principal: "*", Condition: org }, false],
    [{ Principal: "*", Condition: { StringNotEquals: { "aws:PrincipalOrgID": "o-1" } } }, true],
    [{ Principal: "*", Condition: { IpAddress: { "aws:SourceIp": "0.0.0.0/0" } } }, true],
    [{ Principal: "*", Effect: "Deny" }, false],
    [{}, false],
  ])("%o: %s", (change, expected) => {
    expect(isPublic(checkPolicy(policyOf({ ...statement, ...change })))).toBe(expected);
  });
});
