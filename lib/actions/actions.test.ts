import {
  CreateSecretCommand,
  type CreateSecretCommandInput,
  DeleteSecretCommand,
} from "@aws-sdk/client-secrets-manager";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { stubSettings, writeSettings } from "@/lib/auth/settings.test-support";
import { database } from "@/lib/db/client";
import { databases, useDatabase } from "@/lib/db/databases.test-support";
import type { InventoryWindow } from "@/lib/domain/inventory";
import type { Outcome } from "@/lib/domain/outcome";
import type { ConsoleRole } from "@/lib/domain/role";
import { consoleUrl, headersWith, issuer, visitor } from "@/lib/entry/visitor.test-support";
import { useAws } from "@/lib/inventory/aws.test-support";
import { inventory } from "@/lib/reads/inventory";
import { refreshInventory } from "./inventory";
import { changeTags } from "./secret";
import { copyValue, downloadValue, listValueKeys, revealValue } from "./value";

// Next hands each request its headers; here the test says who asks.
const request = vi.hoisted(() => ({ headers: new Headers() }));
vi.mock("next/headers", () => ({ headers: async () => request.headers }));

const canary = "canary-7d1f0c52-aaaa-4bbb-8ccc-5e1f";
/** Asks again until it is so; a slow machine may take its time. */
const patiently = { timeout: 30_000, interval: 100 };
const file = writeSettings(issuer, { reveals: { per10Minutes: 5, perDay: 100 } });
beforeEach(() => stubSettings(file, consoleUrl));

async function signIn(subject: string, role: ConsoleRole = "operator"): Promise<void> {
  request.headers = (await visitor(subject, [role])).headers();
}

function dataOf<Data>(outcome: Outcome<Data>): Data {
  if (!outcome.ok) throw new Error(outcome.failure.code);
  return outcome.data;
}

describe.each(databases)("actions over the stand-in AWS, on $kind", ({ kind }) => {
  useDatabase(kind);
  const aws = useAws();

  async function secret(Name: string, more: Partial<CreateSecretCommandInput>): Promise<string> {
    const created = await aws.admin("eu-west-1").send(new CreateSecretCommand({ Name, ...more }));
    return created.ARN ?? "";
  }

  // Product rule 4: a value leaves the server only by a click, and then only the one asked for.
  test("lists keys masked, and reveals exactly the key that was asked for", async () => {
    const SecretString = JSON.stringify({ user: "admin", password: canary });
    const arn = await secret("keys", { SecretString });
    await signIn("operator-1");
    const shape = dataOf(await listValueKeys({ arn }));
    expect(shape).toMatchObject({
      kind: "key-value",
      keys: [
        { key: "user", type: "text", length: "1-8" },
        { key: "password", type: "text", length: "33-64" },
      ],
    });
    expect(JSON.stringify(shape)).not.toContain(canary);
    const user = dataOf(await revealValue({ arn, key: "user" }));
    expect(user).toMatchObject({ key: "user", kind: "text", text: "admin" });
    expect(JSON.stringify(user)).not.toContain(canary);
    expect(dataOf(await copyValue({ arn }))).toMatchObject({ kind: "text", text: SecretString });
    const { versionId } = shape;
    expect(dataOf(await revealValue({ arn, versionId, key: "password" }))).toMatchObject({
      text: canary,
    });
    const missing = await revealValue({ arn, key: "nope" });
    expect(missing).toMatchObject({ ok: false, failure: { code: "invalid-input" } });
  });

  // Security 4.3: one fault in this console must reach one secret, not an estate.
  test("reads a value under credentials for that one secret", async () => {
    const arn = await secret("narrow", { SecretString: "v" });
    await signIn("operator-2");
    dataOf(await revealValue({ arn }));
    const call = aws.calls("GetSecretValue", "StrongroomOperator").at(-1);
    expect(call?.sessionPolicy).toContain(arn);
    expect(call?.sourceIdentity).toBe("operator-2");
    expect(aws.calls("BatchGetSecretValue")).toEqual([]);
  });

  test("binary leaves as bytes, for a file", async () => {
    const arn = await secret("binary", { SecretBinary: new Uint8Array([0, 255, 1]) });
    await signIn("operator-2");
    expect(dataOf(await listValueKeys({ arn }))).toMatchObject({ kind: "binary", keys: [] });
    expect(dataOf(await downloadValue({ arn }))).toMatchObject({ kind: "binary", base64: "AP8B" });
  });

  test("65,536 bytes pass whole", async () => {
    const arn = await secret("large", { SecretString: "x".repeat(65_536) });
    await signIn("operator-2");
    const value = dataOf(await revealValue({ arn }));
    expect(value.kind === "text" && value.text.length).toBe(65_536);
  });

  test("a secret without a value and one pending deletion say so", async () => {
    const empty = await secret("empty", {});
    const leaving = await secret("leaving", { SecretString: canary });
    await aws.admin("eu-west-1").send(new DeleteSecretCommand({ SecretId: leaving }));
    await signIn("operator-3");
    expect(await listValueKeys({ arn: empty })).toMatchObject({
      failure: { code: "version-not-found" },
    });
    expect(await listValueKeys({ arn: leaving })).toMatchObject({
      failure: { code: "pending-deletion" },
    });
  });

  // Twice refused: here by the table, and in AWS by the role's own policy; no call is even made.
  test.each(["approver", "auditor"] as const)(
    "an %s gets no value and changes nothing",
    async (role) => {
      const arn = await secret(`forbidden-${role}`, { SecretString: canary });
      await signIn(`${role}-1`, role);
      const before = aws.sandbox.world.calls.length;
      const outcomes = [
        await listValueKeys({ arn }),
        await revealValue({ arn }),
        await copyValue({ arn }),
        await downloadValue({ arn }),
        await changeTags({ arn, set: [{ key: "a", value: "b" }], remove: [] }),
      ];
      for (const outcome of outcomes)
        expect(outcome).toMatchObject({ failure: { code: "not-allowed" } });
      expect(aws.sandbox.world.calls).toHaveLength(before);
    },
  );

  test("the sixth value within ten minutes is refused before AWS is asked", async () => {
    const arn = await secret("budget", { SecretString: "v" });
    await signIn("operator-busy");
    for (let time = 0; time < 5; time += 1) dataOf(await revealValue({ arn }));
    const before = aws.calls("GetSecretValue").length;
    expect(await revealValue({ arn })).toMatchObject({ failure: { code: "too-many-reveals" } });
    expect(aws.calls("GetSecretValue")).toHaveLength(before);
  });

  // Rule 3.20: what was changed here is shown at once, although AWS's list may lag.
  test("changes tags, waits until AWS shows them, and shows them in the inventory", async () => {
    const arn = await secret("tagged", { SecretString: "v", Tags: [{ Key: "old", Value: "1" }] });
    await signIn("operator-4");
    await vi.waitFor(async () => {
      const window: InventoryWindow = dataOf(await inventory({}));
      expect(window.isPartial).toBe(false);
    }, patiently);
    const set = [{ key: "owner", value: "team pay" }];
    const detail = dataOf(await changeTags({ arn, set, remove: ["old"] }));
    expect(detail).toMatchObject({ owner: "team pay", tags: set });
    const listed = dataOf(await inventory({ q: 'owner:"team pay"' }));
    expect(listed.rows).toMatchObject([{ arn, changedHereAt: expect.any(String) }]);
    const tagging = aws.calls("TagResource").at(-1);
    expect(tagging?.sessionPolicy).toContain("secretsmanager:UntagResource");
    expect(tagging?.sessionPolicy).toContain(arn);
  });

  test("a refresh answers at once and lists what is new", async () => {
    await signIn("operator-4");
    await secret("brand-new", { SecretString: "v" });
    expect(dataOf(await refreshInventory({}))).toMatchObject({ startedAt: expect.any(String) });
    await vi.waitFor(async () => {
      expect(dataOf(await inventory({ q: "name:brand-new" }))).toMatchObject({ matching: 1 });
    }, patiently);
  });

  test("nobody signed in, another origin: refused alike, and no value in the ledger", async () => {
    const arn = await secret("outside", { SecretString: canary });
    request.headers = headersWith();
    expect(await revealValue({ arn })).toMatchObject({ failure: { code: "signed-out" } });
    const who = await visitor("operator-6");
    request.headers = who.headers({ origin: "https://evil.example" });
    expect(await revealValue({ arn })).toMatchObject({ failure: { code: "wrong-origin" } });
    const { db } = await database();
    const { rows } = await db.execute("SELECT canonical FROM ledger_entries");
    expect(rows.length).toBeGreaterThan(20);
    expect(JSON.stringify(rows)).not.toContain(canary);
  });
});
