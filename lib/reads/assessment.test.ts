import {
  CreateAliasCommand,
  CreateKeyCommand,
  DisableKeyCommand,
  EnableKeyRotationCommand,
  KMSClient,
} from "@aws-sdk/client-kms";
import { CreateSecretCommand, PutResourcePolicyCommand } from "@aws-sdk/client-secrets-manager";
import { sql } from "drizzle-orm";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { assessSecrets } from "@/lib/actions/controls";
import { refreshInventory } from "@/lib/actions/inventory";
import { stubSettings, writeSettings } from "@/lib/auth/settings.test-support";
import { database } from "@/lib/db/client";
import { useDatabase } from "@/lib/db/databases.test-support";
import type { ControlId } from "@/lib/domain/control-settings";
import type { Verdict } from "@/lib/domain/controls";
import type { ControlsPage } from "@/lib/domain/controls-page";
import type { Outcome } from "@/lib/domain/outcome";
import type { ConsoleRole } from "@/lib/domain/role";
import { consoleUrl, issuer, visitor } from "@/lib/entry/visitor.test-support";
import { useAws } from "@/lib/inventory/aws.test-support";
import { timingOf } from "../sandbox/secrets-manager/timing";
import { answerRead } from "./index";

// Next hands each request its headers; here the test says who asks.
const request = vi.hoisted(() => ({ headers: new Headers() }));
vi.mock("next/headers", () => ({ headers: async () => request.headers }));

const ireland = "eu-west-1";
const virginia = "us-east-1";
const accountId = "111122223333";
const patiently = { timeout: 30_000, interval: 100 };
const file = writeSettings(issuer, {
  controls: {
    demands: [{ tag: { key: "class", value: "confidential" }, resourcePolicy: "present" }],
  },
});
beforeEach(() => stubSettings(file, consoleUrl));

async function page(query: Record<string, string> = {}): Promise<ControlsPage> {
  const outcome = (await answerRead(
    "controls",
    new URLSearchParams(query),
  )) as Outcome<ControlsPage>;
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.failure));
  return outcome.data;
}

async function signIn(role: ConsoleRole = "auditor"): Promise<void> {
  request.headers = (await visitor(`${role}-1`, [role])).headers();
}

/** The page once every Region is listed. */
async function listed(query: Record<string, string> = {}): Promise<ControlsPage> {
  for (;;) {
    const answer = await page(query);
    if (!answer.isListing) return answer;
  }
}

async function relisted(): Promise<ControlsPage> {
  await refreshInventory({});
  return await listed();
}

/** Presses the button that the page shows, and waits until the pass is over. */
async function assess(again = false, calls?: number): Promise<ControlsPage> {
  const { due } = (await listed()).assessment;
  const outcome = await assessSecrets({ calls: calls ?? (again ? 20_000 : due.calls), again });
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.failure));
  return await ended();
}

async function ended(): Promise<ControlsPage> {
  await expect
    .poll(async () => (await page()).assessment.pass?.state, patiently)
    .not.toBe("running");
  return await page();
}

async function reasons(control: ControlId, verdict: Verdict): Promise<Record<string, string>> {
  const { secrets } = await listed({ control, verdict });
  return Object.fromEntries(secrets.map(({ name, reason }) => [name, reason]));
}

const policyFor = (principal: unknown) =>
  JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Principal: principal,
        Action: "secretsmanager:GetSecretValue",
        Resource: "*",
      },
    ],
  });

const error = (code: string, message: string, status = 400) => ({
  kind: "error" as const,
  when: "before" as const,
  status,
  code,
  message,
});

describe("what no list tells, asked on a press", () => {
  useDatabase("postgres");
  const aws = useAws();
  const policyCalls = () => aws.calls("GetResourcePolicy").length;
  const kms = (region: string) =>
    new KMSClient({
      region,
      endpoint: aws.sandbox.url,
      credentials: { accessKeyId: `AKIA${accountId}`, secretAccessKey: "sandbox" },
    });

  async function key(alias: string): Promise<string> {
    const client = kms(ireland);
    const { KeyMetadata } = await client.send(new CreateKeyCommand({}));
    const TargetKeyId = KeyMetadata?.KeyId ?? "";
    await client.send(new CreateAliasCommand({ AliasName: alias, TargetKeyId }));
    return TargetKeyId;
  }

  test("nothing is asked, and nothing passes, before somebody presses", async () => {
    const admin = aws.admin(ireland);
    const rotated = await key("alias/rotated");
    await key("alias/still");
    const broken = await key("alias/broken");
    await kms(ireland).send(new EnableKeyRotationCommand({ KeyId: rotated }));
    const Tags = [{ Key: "class", Value: "confidential" }];
    const made: [string, string | undefined, string | undefined, typeof Tags | undefined][] = [
      ["pay/narrow", "alias/rotated", policyFor({ AWS: `arn:aws:iam::${accountId}:root` }), Tags],
      ["pay/public", "alias/rotated", policyFor("*"), undefined],
      ["pay/foreign", "alias/still", policyFor({ AWS: "arn:aws:iam::999999999999:root" }), Tags],
      ["pay/bare", undefined, undefined, Tags],
    ];
    for (const [Name, KmsKeyId, policy, tags] of made) {
      await admin.send(new CreateSecretCommand({ Name, KmsKeyId, Tags: tags, SecretString: "v" }));
      if (policy)
        await admin.send(new PutResourcePolicyCommand({ SecretId: Name, ResourcePolicy: policy }));
    }
    await admin.send(new CreateSecretCommand({ Name: "pay/locked", KmsKeyId: "alias/broken" }));
    await kms(ireland).send(new DisableKeyCommand({ KeyId: broken }));
    timingOf(aws.sandbox.world).replicationMs = 0;
    await admin.send(
      new CreateSecretCommand({
        Name: "pay/copied",
        SecretString: "v",
        AddReplicaRegions: [{ Region: virginia }],
      }),
    );
    await signIn();
    const before = await relisted();
    const of = (id: ControlId) => before.controls.find(({ control }) => control === id);
    expect(of("policy-not-public")).toMatchObject({
      verdict: "not assessed",
      population: 6,
      counts: { "not assessed": 6 },
      leftOut: { "replica, follows its primary": 1 },
    });
    // Six policies, three keys of two calls each, one primary with a replica.
    expect(before.assessment).toMatchObject({
      looks: 10,
      fresh: 0,
      due: { looks: 10, calls: 13, left: 0, usd: "0.000053" },
    });
    expect(before.assessment.pass).toBeUndefined();
    expect(policyCalls()).toBe(0);
  });

  test("an auditor's press asks under their own role, and every control tells what it found", async () => {
    await signIn();
    const { assessment, isReading } = await assess();
    expect(isReading).toBe(false);
    expect(assessment).toMatchObject({
      fresh: 10,
      due: { calls: 0 },
      again: { calls: 13 },
      pass: { state: "ended", who: "auditor-1", planned: 10, made: 10, refused: 0, stops: [] },
    });
    const asked = ["GetResourcePolicy", "DescribeKey", "GetKeyRotationStatus", "DescribeSecret"];
    expect(asked.map((one) => aws.calls(one, "StrongroomAuditor").length)).toEqual([6, 3, 3, 1]);
    expect(asked.map((one) => aws.calls(one).length)).toEqual([6, 3, 3, 1]);
    expect(await reasons("policy-not-public", "fail")).toEqual({
      "pay/public": expect.stringMatching(/^Statement 1: This allows everyone, .* Looked at on /),
    });
    expect(await reasons("policy-own-account", "fail")).toEqual({
      "pay/foreign": expect.stringMatching(/Account 999999999999/),
    });
    expect(Object.keys(await reasons("policy-as-demanded", "fail"))).toEqual(["pay/bare"]);
    expect(Object.keys(await reasons("key-rotation", "pass")).sort()).toEqual([
      "pay/narrow",
      "pay/public",
    ]);
    expect(await reasons("key-usable", "fail")).toEqual({
      "pay/locked": expect.stringMatching(/^alias\/broken is Disabled/),
    });
    expect(Object.keys(await reasons("replicas-in-sync", "pass"))).toEqual(["pay/copied"]);
  });

  test("only findings are kept, and only for those who have the same role", async () => {
    const { db } = await database();
    const { rows } = await db.execute(sql`SELECT * FROM control_looks`);
    expect(rows).toHaveLength(10);
    expect(JSON.stringify(rows)).not.toContain('Statement\\":');
    expect(JSON.stringify(rows)).not.toContain("2012-10-17");
    await signIn("operator");
    expect((await listed()).assessment).toMatchObject({ looks: 10, fresh: 0 });
  });

  test("a change makes one look due again; the rest is not asked twice", async () => {
    await signIn();
    const before = policyCalls();
    await aws.admin(ireland).send(
      new PutResourcePolicyCommand({
        SecretId: "pay/public",
        ResourcePolicy: policyFor({ AWS: `arn:aws:iam::${accountId}:root` }),
      }),
    );
    expect((await relisted()).assessment.due).toMatchObject({ looks: 1, calls: 1 });
    expect(await reasons("policy-not-public", "fail")).toEqual({
      "pay/public": expect.stringMatching(/The secret changed since\.$/),
    });
    await assess();
    expect(policyCalls()).toBe(before + 1);
    expect(await reasons("policy-not-public", "fail")).toEqual({});
    // Two Regions of staging are empty and still count: a pass needs all of them listed.
    const { controls } = await listed();
    expect(controls.find(({ control }) => control === "policy-not-public")?.verdict).toBe("pass");
  });

  test("no more calls are made than were agreed to, and the rest stays due", async () => {
    await signIn();
    const before = policyCalls();
    const { assessment } = await assess(true, 2);
    expect(policyCalls() - before).toBeLessThanOrEqual(2);
    expect(assessment.pass).toMatchObject({ state: "ended", stops: [] });
    // What somebody began to look at again is owed to them.
    expect(assessment.fresh).toBeLessThan(3);
    await assess();
    expect((await page()).assessment.due.calls).toBe(0);
  });

  test("a refused secret is named with the right it lacks, and asked again", async () => {
    await signIn();
    aws.sandbox.controls.faults.add({
      operation: "GetResourcePolicy",
      nth: [2],
      effect: error(
        "AccessDeniedException",
        "User: x is not authorized to perform: secretsmanager:GetResourcePolicy on resource: arn:aws:secretsmanager:eu-west-1:111122223333:secret:x because no identity-based policy allows the action",
      ),
    });
    const { assessment } = await assess(true);
    aws.sandbox.controls.faults.clear();
    expect(assessment.pass).toMatchObject({ made: 10, refused: 1, stops: [] });
    expect(Object.values(await reasons("policy-not-public", "not assessed"))).toEqual([
      expect.stringMatching(
        /It lacks secretsmanager:GetResourcePolicy on arn:aws:secretsmanager:eu/,
      ),
    ]);
    expect(assessment.due).toMatchObject({ looks: 1 });
    expect((await assess()).assessment.due.looks).toBe(0);
  });

  test("a role that may not ask for a kind is asked five times, not for every secret", async () => {
    await signIn();
    const before = policyCalls();
    aws.sandbox.controls.faults.add({
      operation: "GetResourcePolicy",
      effect: error(
        "AccessDeniedException",
        "User: x is not authorized to perform: secretsmanager:GetResourcePolicy on resource: *",
      ),
    });
    for (let more = 0; more < 20; more += 1)
      await aws.admin(ireland).send(new CreateSecretCommand({ Name: `more/${more}` }));
    await relisted();
    const { assessment, controls } = await assess();
    aws.sandbox.controls.faults.clear();
    expect(policyCalls() - before).toBeLessThan(10);
    const [stop] = assessment.pass?.stops ?? [];
    expect(stop).toMatchObject({
      accountId,
      region: ireland,
      kind: "policy",
      failure: { code: "denied-by-aws", aws: { iamAction: "secretsmanager:GetResourcePolicy" } },
    });
    expect(stop?.left).toBeGreaterThan(10);
    const verdicts = controls.find(({ control }) => control === "policy-not-public");
    expect(verdicts).toMatchObject({ verdict: "not assessed", counts: { "not assessed": 20 } });
  });

  test("throttled to the end, a Region is left for the next press with what was answered", {
    timeout: 120_000,
  }, async () => {
    await signIn();
    const { looks, fresh } = (await listed()).assessment;
    expect(looks - fresh).toBe(20);
    aws.sandbox.controls.faults.add({
      operation: "GetResourcePolicy",
      nth: Array.from({ length: 400 }, (_, at) => at + 8),
      effect: error("ThrottlingException", "Rate exceeded"),
    });
    const { assessment } = await assess();
    aws.sandbox.controls.faults.clear();
    expect(assessment.pass?.stops).toMatchObject([
      { kind: "policy", region: ireland, failure: { code: "throttled-by-aws" } },
    ]);
    expect(assessment.fresh).toBeGreaterThan(fresh);
    expect((await assess()).assessment).toMatchObject({ due: { looks: 0 }, pass: { stops: [] } });
  });

  test("killed in the middle, it says so, and the next press asks for the rest alone", async () => {
    await signIn();
    const everything = (await listed()).assessment.looks;
    aws.sandbox.controls.faults.add({
      operation: "GetResourcePolicy",
      nth: Array.from({ length: 100 }, (_, at) => at + 11),
      effect: { kind: "hang", when: "before" },
    });
    const before = policyCalls();
    await assessSecrets({ calls: 20_000, again: true });
    await expect.poll(async () => (await page()).assessment.fresh, patiently).toBeGreaterThan(9);
    expect((await page()).assessment.pass?.state).toBe("running");
    // A second press while it runs begins nothing.
    expect(await assessSecrets({ calls: 20_000, again: true })).toMatchObject({
      ok: true,
      data: { begun: 0 },
    });
    // What a killed process leaves behind: a row that nobody keeps alive, under another's name.
    const { db } = await database();
    await db.execute(
      sql`UPDATE control_passes SET fence = fence + 100, leased_until = now() - interval '1 second'`,
    );
    const broken = await page();
    expect(broken.assessment.pass?.state).toBe("broken off");
    aws.sandbox.controls.faults.clear();
    const { fresh, due } = broken.assessment;
    expect(fresh + due.looks).toBe(everything);
    const { assessment } = await assess();
    expect(assessment).toMatchObject({ fresh: everything, due: { looks: 0 } });
    expect(assessment.pass).toMatchObject({ state: "ended", planned: due.looks });
    // The hanging calls were sent once more at most; nothing that was answered was.
    const distinct = aws
      .calls("GetResourcePolicy")
      .slice(before)
      .map(({ resource }) => resource);
    const often = distinct.filter((one) => distinct.filter((each) => each === one).length > 1);
    expect(new Set(often).size).toBeLessThanOrEqual(8);
  });

  test.each([{ calls: 0 }, { calls: 20_001 }, { calls: 1.5 }, {}, { calls: 1, more: 1 }])(
    "refuses %j",
    async (input) => {
      await signIn();
      expect(await assessSecrets(input as never)).toMatchObject({
        ok: false,
        failure: { code: "invalid-input" },
      });
    },
  );
});
