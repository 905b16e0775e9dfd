import { CreateAliasCommand, CreateKeyCommand, KMSClient } from "@aws-sdk/client-kms";
import {
  CreateSecretCommand,
  DeleteSecretCommand,
  DescribeSecretCommand,
  GetResourcePolicyCommand,
  GetSecretValueCommand,
} from "@aws-sdk/client-secrets-manager";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { stubSettings, writeSettings } from "@/lib/auth/settings.test-support";
import { database } from "@/lib/db/client";
import { useDatabase } from "@/lib/db/databases.test-support";
import type { CreateSecretInput } from "@/lib/domain/new-secret";
import type { Outcome } from "@/lib/domain/outcome";
import type { ConsoleRole } from "@/lib/domain/role";
import { consoleUrl, issuer, visitor } from "@/lib/entry/visitor.test-support";
import { useAws } from "@/lib/inventory/aws.test-support";
import { keys } from "@/lib/reads/keys";
import { createSecret } from "./new-secret";

const request = vi.hoisted(() => ({ headers: new Headers() }));
vi.mock("next/headers", () => ({ headers: async () => request.headers }));

const canary = "canary-0c7e55d1-9f0a-4a43-8b55-1d2a";
/** Asks again until it is so; a slow machine may take its time. */
const patiently = { timeout: 30_000, interval: 100 };
const file = writeSettings(issuer, {});
beforeEach(() => stubSettings(file, consoleUrl));
const accountId = "111122223333";
const region = "eu-west-1";

async function signIn(subject: string, role: ConsoleRole = "operator"): Promise<void> {
  request.headers = (await visitor(subject, [role])).headers();
}

function dataOf<Data>(outcome: Outcome<Data>): Data {
  if (!outcome.ok) throw new Error(outcome.failure.code);
  return outcome.data;
}

function given(name: string, more: Partial<CreateSecretInput> = {}): CreateSecretInput {
  const value = { kind: "text" as const, text: canary };
  const token = crypto.randomUUID();
  return { accountId, region, name, token, value, tags: [], replicas: [], ...more };
}

describe("a secret that is created", () => {
  useDatabase("embedded");
  const aws = useAws();
  const describeOf = (arn: string) =>
    aws.admin(region).send(new DescribeSecretCommand({ SecretId: arn }));

  async function keyIn(place: string, alias: string): Promise<string> {
    const client = new KMSClient({
      region: place,
      endpoint: aws.sandbox.url,
      credentials: { accessKeyId: `AKIA${accountId}`, secretAccessKey: "sandbox" },
    });
    const { KeyMetadata } = await client.send(new CreateKeyCommand({}));
    const TargetKeyId = KeyMetadata?.KeyId ?? "";
    await client.send(new CreateAliasCommand({ AliasName: alias, TargetKeyId }));
    client.destroy();
    return TargetKeyId;
  }

  test("has its value, tags, keys, copies and policy; one copy fails, and its state says why", async () => {
    await signIn("operator-1");
    await keyIn(region, "alias/app");
    const copyKey = await keyIn("eu-central-1", "alias/copy");
    const name = "app/created";
    const taken = new CreateSecretCommand({ Name: name, SecretString: "in the way" });
    await aws.admin("us-east-1").send(taken);
    const policy = JSON.stringify({
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Deny",
          Principal: "*",
          Action: "secretsmanager:DeleteSecret",
          Resource: "*",
          Condition: { StringNotEquals: { "aws:PrincipalAccount": accountId } },
        },
      ],
    });
    const input = given(name, {
      description: "made by a test",
      kmsKeyId: "alias/app",
      tags: [{ key: "owner", value: "team pay" }],
      replicas: [{ region: "us-east-1" }, { region: "eu-central-1", kmsKeyId: copyKey }],
      policy,
    });
    const { arn, policyFailure } = dataOf(await createSecret(input));
    expect(policyFailure).toBeUndefined();
    const read = await aws.admin(region).send(new GetSecretValueCommand({ SecretId: arn }));
    expect(read).toMatchObject({ SecretString: canary, VersionId: input.token });
    await vi.waitFor(async () => {
      const { ReplicationStatus = [] } = await describeOf(arn);
      const states = ReplicationStatus.map(({ Region, Status }) => `${Region} ${Status}`);
      expect(states.sort()).toEqual(["eu-central-1 InSync", "us-east-1 Failed"]);
    }, patiently);
    expect(await describeOf(arn)).toMatchObject({
      KmsKeyId: "alias/app",
      Tags: [{ Key: "owner", Value: "team pay" }],
    });
    const attached = await aws.admin(region).send(new GetResourcePolicyCommand({ SecretId: arn }));
    expect(JSON.parse(attached.ResourcePolicy ?? "{}")).toEqual(JSON.parse(policy));
    const call = aws.calls("CreateSecret", "StrongroomOperator").at(-1);
    expect(call?.sessionPolicy).toContain(`secret:${name}-??????`);
    expect(call?.sessionPolicy).not.toContain("PutSecretValue");
    const { db } = await database();
    const { rows } = await db.execute("SELECT canonical FROM ledger_entries");
    expect(JSON.stringify(rows)).toContain("secret.create");
    expect(JSON.stringify(rows)).not.toContain(canary);
  });

  test("twice by the same click is one; a name that is held says by what", async () => {
    await signIn("operator-1");
    const input = given("app/twice");
    const first = dataOf(await createSecret(input));
    expect(dataOf(await createSecret(input))).toEqual(first);
    expect(await createSecret(given("app/twice"))).toMatchObject({
      failure: { code: "name-taken" },
    });
    await aws.admin(region).send(new DeleteSecretCommand({ SecretId: first.arn }));
    expect(await createSecret(given("app/twice"))).toMatchObject({
      failure: { code: "name-pending-deletion", aws: { code: "InvalidRequestException" } },
    });
  });

  // The secret is there: to call that a failure would make somebody create a second one.
  test("stays when its policy is refused, and says so", async () => {
    await signIn("operator-1");
    const everybody = {
      Effect: "Allow",
      Principal: "*",
      Action: "secretsmanager:GetSecretValue",
      Resource: "*",
    };
    const policy = JSON.stringify({ Version: "2012-10-17", Statement: [everybody] });
    const { arn, policyFailure } = dataOf(await createSecret(given("app/open", { policy })));
    expect(policyFailure).toMatchObject({ aws: { code: "PublicPolicyException" } });
    expect((await describeOf(arn)).Name).toBe("app/open");
  });

  test.each(["approver", "auditor"] as const)("is not made by an %s", async (role) => {
    await signIn(`${role}-1`, role);
    const before = aws.sandbox.world.calls.length;
    expect(await createSecret(given("app/never"))).toMatchObject({
      failure: { code: "not-allowed" },
    });
    expect(aws.sandbox.world.calls).toHaveLength(before);
  });

  test("takes a key by its alias, or by its ARN where aliases are denied", async () => {
    await signIn("operator-2");
    await keyIn("us-east-1", "alias/listed");
    const listed = dataOf(await keys({ account: accountId, region: "us-east-1" }));
    expect(listed).toMatchObject({ isComplete: true, aliases: [{ alias: "alias/listed" }] });
    const message =
      "User: x is not authorized to perform: kms:ListAliases on resource: * because no identity-based policy allows the kms:ListAliases action";
    aws.sandbox.controls.faults.add({
      operation: "ListAliases",
      count: 1,
      effect: {
        kind: "error",
        when: "before",
        status: 400,
        code: "AccessDeniedException",
        message,
      },
    });
    expect(await keys({ account: accountId, region: "us-east-1" })).toMatchObject({
      failure: { code: "denied-by-aws", aws: { iamAction: "kms:ListAliases" } },
    });
  });
});
