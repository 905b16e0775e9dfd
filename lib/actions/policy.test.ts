import {
  CreateSecretCommand,
  GetResourcePolicyCommand,
  PutResourcePolicyCommand,
} from "@aws-sdk/client-secrets-manager";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { stubSettings, writeSettings } from "@/lib/auth/settings.test-support";
import { useDatabase } from "@/lib/db/databases.test-support";
import { isSamePolicy } from "@/lib/domain/resource-policy";
import { consoleUrl, issuer, visitor } from "@/lib/entry/visitor.test-support";
import { useAws } from "@/lib/inventory/aws.test-support";
import { checkPolicy, removePolicy, replacePolicy } from "./policy";

const request = vi.hoisted(() => ({ headers: new Headers() }));
vi.mock("next/headers", () => ({ headers: async () => request.headers }));

const file = writeSettings(issuer, {});
beforeEach(async () => {
  stubSettings(file, consoleUrl);
  request.headers = (await visitor("operator-policy", ["operator"])).headers();
});

const statement = {
  Effect: "Allow",
  Principal: { AWS: "arn:aws:iam::111122223333:root" },
  Action: "secretsmanager:GetSecretValue",
  Resource: "*",
};
const policyOf = (more: object = {}) =>
  JSON.stringify({ Version: "2012-10-17", Statement: [{ ...statement, ...more }] });

describe("the resource policy of a secret", () => {
  useDatabase("embedded");
  const aws = useAws();
  let made = 0;

  async function secret(policy?: string): Promise<string> {
    made += 1;
    const client = aws.admin("eu-west-1");
    const { ARN = "" } = await client.send(new CreateSecretCommand({ Name: `policy/${made}` }));
    if (policy)
      await client.send(new PutResourcePolicyCommand({ SecretId: ARN, ResourcePolicy: policy }));
    return ARN;
  }

  async function attached(arn: string): Promise<string | undefined> {
    const command = new GetResourcePolicyCommand({ SecretId: arn });
    return (await aws.admin("eu-west-1").send(command)).ResourcePolicy;
  }

  // AWS prints a policy anew, so that what is confirmed is its meaning and not its text.
  test("is written under credentials for this one act, and confirmed by a look", async () => {
    const arn = await secret();
    const outcome = await replacePolicy({ arn, policy: policyOf() });
    expect(outcome).toMatchObject({ ok: true, data: { policy: expect.any(String) } });
    expect(isSamePolicy((await attached(arn)) ?? "", policyOf())).toBe(true);
    const call = aws.calls("PutResourcePolicy", "StrongroomOperator").at(-1);
    expect(call?.sessionPolicy).toContain(arn);
    expect(call?.sessionPolicy).not.toContain("DeleteResourcePolicy");
  });

  test("for everyone is refused by AWS unless the person says otherwise", async () => {
    const arn = await secret();
    const policy = policyOf({ Principal: "*" });
    expect(await replacePolicy({ arn, policy })).toMatchObject({
      failure: { code: "refused-by-aws", aws: { code: "PublicPolicyException" } },
    });
    expect(await attached(arn)).toBeUndefined();
    expect(await replacePolicy({ arn, policy, blockPublicPolicy: false })).toMatchObject({
      ok: true,
    });
  });

  test("that somebody changed meanwhile is neither replaced nor removed", async () => {
    const arn = await secret(policyOf({ Sid: "Theirs" }));
    const changed = { failure: { code: "changed-meanwhile" } };
    expect(await replacePolicy({ arn, policy: policyOf(), seen: policyOf() })).toMatchObject(
      changed,
    );
    expect(await replacePolicy({ arn, policy: policyOf() })).toMatchObject(changed);
    expect(await removePolicy({ arn })).toMatchObject(changed);
    expect(await attached(arn)).toContain("Theirs");
    expect(await removePolicy({ arn, seen: policyOf({ Sid: "Theirs" }) })).toMatchObject({
      ok: true,
    });
    expect(await attached(arn)).toBeUndefined();
  });

  // Facts 2.6: the bare API accepts a policy that locks its writer out; AWS's own check tells.
  test("is checked by AWS without being attached: public, lock-out, syntax", async () => {
    const arn = await secret();
    const checks = async (policy: string) => {
      const outcome = await checkPolicy({ arn, policy });
      if (!outcome.ok) throw new Error(outcome.failure.code);
      return outcome.data.map(({ check }) => check);
    };
    expect(await checks(policyOf())).toEqual([]);
    expect(await checks(policyOf({ Principal: "*" }))).toEqual(["NO_BROAD_ACCESS"]);
    const lockOut = policyOf({
      Effect: "Deny",
      Principal: "*",
      Action: "secretsmanager:PutResourcePolicy",
    });
    expect(await checks(lockOut)).toEqual(["NO_LOCK_OUT"]);
    expect(await checks('{"Statement":"nonsense"}')).toEqual(["MalformedPolicyDocumentException"]);
    expect(await attached(arn)).toBeUndefined();
  });
});
