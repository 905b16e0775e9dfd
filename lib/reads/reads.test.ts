import {
  CreateSecretCommand,
  DeleteSecretCommand,
  ListSecretsCommand,
  PutSecretValueCommand,
  type SecretsManagerClient,
} from "@aws-sdk/client-secrets-manager";
import fc from "fast-check";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { stubSettings, writeSettings } from "@/lib/auth/settings.test-support";
import { dropCredentials } from "@/lib/aws/assumed-role";
import { awsAccess } from "@/lib/aws/clients";
import { databases, useDatabase } from "@/lib/db/databases.test-support";
import type { InventoryWindow } from "@/lib/domain/inventory";
import type { FoundSecrets } from "@/lib/domain/inventory-find";
import type { Outcome } from "@/lib/domain/outcome";
import type { ConsoleRole } from "@/lib/domain/role";
import type { SecretDetail } from "@/lib/domain/secret";
import { consoleUrl, headersWith, issuer, visitor } from "@/lib/entry/visitor.test-support";
import { useAws } from "@/lib/inventory/aws.test-support";
import { answerRead } from "./index";
import { inventoryExport } from "./inventory-export";

// Next hands each request its headers; here the test says who asks.
const request = vi.hoisted(() => ({ headers: new Headers() }));
vi.mock("next/headers", () => ({ headers: async () => request.headers }));

const file = writeSettings(issuer);
beforeEach(() => stubSettings(file, consoleUrl));

async function signIn(subject: string, role: ConsoleRole): Promise<void> {
  const who = await visitor(subject, [role]);
  request.headers = who.headers({ "next-action": "" });
}

async function read<Data>(name: string, query: Record<string, string> = {}): Promise<Data> {
  const outcome = (await answerRead(name, new URLSearchParams(query))) as Outcome<Data>;
  if (!outcome.ok) throw new Error(`${name} answered ${JSON.stringify(outcome.failure)}`);
  return outcome.data;
}

/** Asks as the page does: again and again while Regions are still answering. */
async function whole(query: Record<string, string> = {}): Promise<InventoryWindow> {
  for (;;) {
    const window = await read<InventoryWindow>("inventory", query);
    if (!window.places.some(({ state }) => state === "listing" || state === "waiting"))
      return window;
  }
}

async function create(client: SecretsManagerClient, names: string[]): Promise<void> {
  for (const Name of names) {
    const Tags = [{ Key: "Owner", Value: "team=pay" }];
    await client.send(new CreateSecretCommand({ Name, SecretString: "v", Tags }));
  }
}

const formula = '=HYPERLINK("http://evil.example";"x")';

const numbered = (prefix: string, count: number) =>
  Array.from({ length: count }, (_, at) => `${prefix}/${String(at).padStart(3, "0")}`);

describe.each(databases)("reads over the stand-in AWS, on $kind", ({ kind }) => {
  useDatabase(kind);
  const aws = useAws();

  describe("the inventory", () => {
    test("lists every account and Region, pending deletions too", async () => {
      await create(aws.admin("eu-west-1"), numbered("ireland", 130));
      await create(aws.admin("us-east-1"), numbered("virginia", 5));
      await create(aws.admin("us-east-1", "444455556666"), ["staging/one"]);
      await aws
        .admin("eu-west-1", "444455556666")
        .send(
          new CreateSecretCommand({ Name: "formula", SecretString: "v", Description: formula }),
        );
      await aws.admin("us-east-1").send(new DeleteSecretCommand({ SecretId: "virginia/000" }));
      await signIn("operator-1", "operator");
      const window = await whole();
      expect(window).toMatchObject({ matching: 137, listed: 137, isPartial: false });
      expect(window.totals).toMatchObject({ active: 136, pendingDeletion: 1, monthlyUsd: "54.40" });
      expect(
        window.places.map(({ accountName, region, count }) => [accountName, region, count]),
      ).toEqual([
        ["production", "eu-west-1", 130],
        ["production", "us-east-1", 5],
        ["staging", "eu-west-1", 1],
        ["staging", "us-east-1", 1],
      ]);
      const owned = await whole({ q: 'tag:Owner="team=pay" state:pending-deletion' });
      expect(owned.rows).toMatchObject([{ name: "virginia/000", owner: "team=pay" }]);
    });

    // People with one role share a listing; people with another never see it.
    test("is listed once a role, under that role", async () => {
      await signIn("operator-2", "operator");
      const before = aws.calls("ListSecrets", "StrongroomOperator").length;
      await Promise.all(Array.from({ length: 10 }, () => whole()));
      expect(aws.calls("ListSecrets", "StrongroomOperator")).toHaveLength(before);
      expect(aws.calls("ListSecrets", "StrongroomAuditor")).toHaveLength(0);
      await signIn("auditor-1", "auditor");
      expect(await whole()).toMatchObject({ listed: 137 });
      expect(aws.calls("ListSecrets", "StrongroomAuditor").length).toBeGreaterThan(0);
    });

    test("home and the palette answer from the same listing, without a call", async () => {
      await signIn("auditor-1", "auditor");
      const before = aws.sandbox.world.calls.length;
      const home = await read<{ window: InventoryWindow; setup: { state: string }[] }>("home");
      expect(home.window.totals.active).toBe(136);
      expect(home.setup.slice(-4).map(({ state }) => state)).toEqual(["ok", "ok", "ok", "ok"]);
      const found = await read<FoundSecrets>("find", { q: "ireland/01" });
      expect(found.hits.map(({ name }) => name)).toEqual(numbered("ireland", 20).slice(10));
      const [first] = found.hits;
      const pasted = await read<FoundSecrets>("find", { q: first?.arn ?? "" });
      expect(pasted.hits).toEqual([first]);
      expect(aws.sandbox.world.calls).toHaveLength(before);
    });

    // Rule 3: what was refused is named, with what it would take, and the rest is shown.
    test("names an account that refuses, and keeps the others", async () => {
      const roles = aws.sandbox.world.account("444455556666").iam.roles;
      const policies = roles.get("StrongroomApprover")?.policies;
      policies?.clear();
      await signIn("approver-1", "approver");
      const window = await whole();
      expect(window).toMatchObject({ listed: 135, isPartial: true });
      const failed = window.places.filter(({ state }) => state === "failed");
      expect(failed).toMatchObject([
        {
          region: "eu-west-1",
          failure: { code: "denied-by-aws", aws: { iamAction: "secretsmanager:ListSecrets" } },
        },
        { region: "us-east-1", failure: { code: "denied-by-aws" } },
      ]);
    });
  });

  // Signing out must stop what was begun in one's name, although it outlives the click.
  test("work that outlives its click ends with the session", async () => {
    const { session } = await visitor("operator-9");
    const place = { accountId: "111122223333", region: "eu-west-1" };
    const lasting = awsAccess(session).lasting().secretsManager(place, "browse");
    await lasting.send(new ListSecretsCommand({ MaxResults: 1 }));
    const before = aws.sandbox.world.calls.length;
    dropCredentials(session.id);
    const refused = lasting.send(new ListSecretsCommand({ MaxResults: 1 }));
    await expect(refused).rejects.toMatchObject({ code: "aws-session-ended" });
    expect(aws.sandbox.world.calls).toHaveLength(before);
    const afresh = awsAccess(session).secretsManager(place, "browse");
    await afresh.send(new ListSecretsCommand({ MaxResults: 1 }));
  });

  describe("one secret", () => {
    test("is described with its versions, by ARN and by name", async () => {
      const client = aws.admin("eu-west-1");
      const { ARN = "" } = await client.send(
        new CreateSecretCommand({ Name: "one/db-a1b2c3", SecretString: "first" }),
      );
      await client.send(new PutSecretValueCommand({ SecretId: ARN, SecretString: "second" }));
      await client.send(new PutSecretValueCommand({ SecretId: ARN, SecretString: "third" }));
      await signIn("auditor-1", "auditor");
      const detail = await read<SecretDetail>("secret", { arn: ARN });
      expect(detail).toMatchObject({
        name: "one/db-a1b2c3",
        accountName: "production",
        versionsComplete: true,
        valueAgeDays: { atLeast: 0, atMost: 0 },
        rotation: { word: "no rotation" },
      });
      const labels = detail.versions.map((version) => version.labels);
      expect(labels).toHaveLength(3);
      expect(labels.flat().sort()).toEqual(["AWSCURRENT", "AWSPREVIOUS"]);
      const place = { account: "111122223333", region: "eu-west-1" };
      const byName = await read<SecretDetail>("secret", { name: "one/db-a1b2c3", ...place });
      expect(byName.arn).toBe(ARN);
      expect(JSON.stringify(detail)).not.toMatch(/first|second|third/);
    });

    test("is shown without its versions if only those are refused", async () => {
      const { ARN = "" } = await aws
        .admin("eu-west-1")
        .send(new CreateSecretCommand({ Name: "two", SecretString: "v" }));
      aws.sandbox.controls.faults.add({
        operation: "ListSecretVersionIds",
        effect: {
          kind: "error",
          when: "before",
          status: 400,
          code: "AccessDeniedException",
          message: "no",
        },
      });
      await signIn("operator-1", "operator");
      const detail = await read<SecretDetail>("secret", { arn: ARN });
      aws.sandbox.controls.faults.clear();
      expect(detail).toMatchObject({
        name: "two",
        versions: [],
        versionsComplete: false,
        versionsFailure: { code: "denied-by-aws" },
      });
    });

    test.each([
      [
        "an unknown secret",
        { arn: "arn:aws:secretsmanager:eu-west-1:111122223333:secret:no-AbCdEf" },
        "secret-not-found",
      ],
      [
        "another account",
        { arn: "arn:aws:secretsmanager:eu-west-1:999999999999:secret:no-AbCdEf" },
        "outside-configuration",
      ],
      [
        "another Region",
        { name: "two", account: "111122223333", region: "ap-south-1" },
        "outside-configuration",
      ],
      ["no ARN", { arn: "arn:aws:iam::111122223333:role/x" }, "invalid-input"],
    ])("%s is refused by name", async (_case, query, code) => {
      await signIn("operator-1", "operator");
      const outcome = await answerRead("secret", new URLSearchParams(query));
      expect(outcome).toMatchObject({ ok: false, failure: { code } });
    });
  });

  describe("the export", () => {
    async function exported(query: Parameters<typeof inventoryExport>[0]): Promise<string> {
      const outcome = await inventoryExport(query);
      if (!outcome.ok) throw new Error(outcome.failure.code);
      let text = "";
      for await (const piece of outcome.data.text) text += piece;
      return text;
    }

    // A spreadsheet must not run what somebody wrote into a description, and a reader must learn
    // what the file leaves out.
    test("says what it is, and holds no formula", async () => {
      await signIn("operator-3", "operator");
      const csv = await exported({ q: "name:formula sort:x", format: "csv" });
      expect(csv).toContain("# Filter: name:formula sort:x; sorted by name, asc");
      expect(csv).toContain("sort: is no filter");
      const all = await exported({ q: "name:formula", format: "csv" });
      const rows = all.split("\r\n").filter((line) => line.startsWith("formula,"));
      expect(rows).toHaveLength(1);
      expect(rows[0]).toContain(`,"'${formula.replaceAll('"', '""')}",`);
    });

    test("as JSON has the same header and every row", async () => {
      await signIn("operator-1", "operator");
      const { export: head, secrets } = JSON.parse(
        await exported({ q: "name:ireland", format: "json" }),
      );
      expect(head).toMatchObject({
        filter: "name:ireland",
        matching: 130,
        role: "operator",
        timeZone: "UTC",
      });
      expect(secrets).toHaveLength(130);
      expect(head.places).toHaveLength(4);
    });
  });

  // Whatever arrives, the answer is an outcome; nothing is thrown and nothing is "unexpected".
  test.each(["inventory", "find", "home", "secret"])(
    "%s answers any input with an outcome",
    async (name) => {
      await signIn("operator-1", "operator");
      const text = fc.string({ unit: "binary", maxLength: 30 });
      const keys = fc.constantFrom(
        "q",
        "sort",
        "order",
        "offset",
        "limit",
        "arn",
        "name",
        "account",
        "region",
      );
      const query = fc.dictionary(fc.oneof(keys, text), text, { maxKeys: 5 });
      await fc.assert(
        fc.asyncProperty(query, async (raw) => {
          const outcome = await answerRead(name, new URLSearchParams(raw));
          if (outcome?.ok === false) expect(outcome.failure.code).toBe("invalid-input");
        }),
        { numRuns: 200 },
      );
    },
  );

  test.each(["inventory", "find", "home", "secret"])(
    "%s refuses who is not signed in",
    async (name) => {
      request.headers = headersWith({ "next-action": "" });
      const outcome = await answerRead(name, new URLSearchParams());
      expect(outcome).toMatchObject({ ok: false, failure: { code: "signed-out" } });
    },
  );
});
