import { CreateSecretCommand, GetSecretValueCommand } from "@aws-sdk/client-secrets-manager";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { refreshInventory } from "@/lib/actions/inventory";
import { stubSettings, writeSettings } from "@/lib/auth/settings.test-support";
import { useDatabase } from "@/lib/db/databases.test-support";
import type { ControlId } from "@/lib/domain/control-settings";
import type { ControlsPage } from "@/lib/domain/controls-page";
import type { Outcome } from "@/lib/domain/outcome";
import { consoleUrl, issuer, visitor } from "@/lib/entry/visitor.test-support";
import { useAws } from "@/lib/inventory/aws.test-support";
import { seedSecret } from "../sandbox/secrets-manager/seed";
import { controlsExport } from "./controls-export";
import { answerRead } from "./index";

// Next hands each request its headers; here the test says who asks.
const request = vi.hoisted(() => ({ headers: new Headers() }));
vi.mock("next/headers", () => ({ headers: async () => request.headers }));

const DAY_MS = 86_400_000;
const place = { accountId: "111122223333", region: "eu-west-1" };
const file = writeSettings(issuer, {
  controls: {
    policies: [{ tag: { key: "class", value: "confidential" }, maxAgeDays: 90 }],
    exceptions: [
      {
        control: "in-use",
        secret: { ...place, name: "old/excepted" },
        reason: "read in the yearly drill only",
        expires: new Date(Date.now() + 30 * DAY_MS).toISOString().slice(0, 10),
      },
      {
        control: "in-use",
        secret: { ...place, name: "old/unread" },
        reason: "was to be deleted by then",
        expires: "2026-01-31",
      },
    ],
  },
});
beforeEach(() => stubSettings(file, consoleUrl));

async function ask(query: Record<string, string> = {}): Promise<ControlsPage> {
  request.headers = (await visitor("auditor-1", ["auditor"])).headers({ "next-action": "" });
  for (;;) {
    const outcome = (await answerRead(
      "controls",
      new URLSearchParams(query),
    )) as Outcome<ControlsPage>;
    if (!outcome.ok) throw new Error(JSON.stringify(outcome.failure));
    if (!outcome.data.isListing) return outcome.data;
  }
}

// Rows and CloudTrail are the same on every database: one kind of them is enough.
describe("the controls over the stand-in AWS", () => {
  useDatabase("postgres");
  const aws = useAws();
  const of = (page: ControlsPage, control: ControlId) =>
    page.controls.find((one) => one.control === control);

  test("an estate without secrets is not assessed, and does not pass", async () => {
    const page = await ask();
    expect(page.controls.map(({ verdict }) => verdict)).toEqual(
      page.controls.map(() => "not assessed"),
    );
    expect(of(page, "in-use")?.reason).toBe("No secret is in scope.");
  });

  test("each secret is judged, excepted or left out, with its reason", async () => {
    const createdAt = new Date(Date.now() - 200 * DAY_MS);
    for (const name of ["old/unread", "old/excepted"])
      seedSecret(aws.sandbox.world, place.accountId, place.region, { name, createdAt });
    seedSecret(aws.sandbox.world, place.accountId, place.region, {
      name: "rds!db-1",
      createdAt,
      owningService: "rds",
    });
    const client = aws.admin(place.region);
    const Tags = [
      { Key: "class", Value: "confidential" },
      { Key: "owner", Value: "pay" },
    ];
    await client.send(new CreateSecretCommand({ Name: "pay/new", SecretString: "v", Tags }));
    await client.send(new GetSecretValueCommand({ SecretId: "pay/new" }));
    request.headers = (await visitor("auditor-1", ["auditor"])).headers();
    await refreshInventory({});
    const page = await ask({ control: "in-use" });
    expect(of(page, "in-use")).toMatchObject({
      verdict: "fail",
      population: 4,
      counts: { fail: 2, excepted: 1, pass: 1, "not assessed": 0 },
      exceptions: [{ isExpired: false }, { isExpired: true }],
    });
    expect(page.secrets.map(({ name, reason }) => [name, reason])).toEqual([
      ["old/unread", expect.stringMatching(/^Never read here since its creation on \d{4}/)],
      ["rds!db-1", expect.stringMatching(/^Never read/)],
    ]);
    expect(of(page, "rotation-enabled")).toMatchObject({
      population: 3,
      leftOut: { "managed by another AWS service": 1 },
    });
    expect(of(page, "changed-in-time")).toMatchObject({ verdict: "pass", population: 1 });
    expect(of(page, "has-owner")?.counts).toMatchObject({ pass: 1, fail: 2 });
    const excepted = await ask({ control: "in-use", verdict: "excepted" });
    expect(excepted.secrets).toMatchObject([{ name: "old/excepted", verdict: "excepted" }]);
  });

  test("the export has every verdict of a control, or all that is not a pass", async () => {
    request.headers = (await visitor("auditor-1", ["auditor"])).headers({ "next-action": "" });
    const one = await controlsExport({ control: "in-use" });
    const lines = (one.ok ? one.data.text : "").split("\r\n");
    expect(lines.filter((line) => line.startsWith("in-use,"))).toHaveLength(4);
    expect(lines).toContainEqual(expect.stringMatching(/^in-use,pass,pay\/new,arn:/));
    const all = await controlsExport({});
    const text = all.ok ? all.data.text : "";
    expect(text).toMatch(/# in-use \(The secret is used\): fail; 1 pass, 2 fail/);
    expect(text).not.toMatch(/,pass,/);
    expect(text).toMatch(/customer-managed-key,fail,pay\/new/);
  });

  test("a Region that is denied takes every pass away", async () => {
    aws.sandbox.controls.faults.add({
      operation: "ListSecrets",
      accountId: place.accountId,
      region: "us-east-1",
      effect: {
        kind: "error",
        when: "before",
        status: 400,
        code: "AccessDeniedException",
        message: "User is not authorized to perform: secretsmanager:ListSecrets",
      },
    });
    request.headers = (await visitor("auditor-1", ["auditor"])).headers();
    await refreshInventory({});
    const states = async () => (await ask()).places.map(({ state }) => state);
    await expect.poll(states).toContain("failed");
    const page = await ask();
    expect(page.controls.some(({ verdict }) => verdict === "pass")).toBe(false);
    expect(of(page, "changed-in-time")).toMatchObject({
      verdict: "not assessed",
      reason: expect.stringContaining("1 of 4 Regions not listed completely"),
    });
    aws.sandbox.controls.faults.clear();
  });

  test.each([{ control: "none" }, { verdict: "maybe" }, { control: "in-use", more: "1" }])(
    "refuses %j",
    async (query) => {
      request.headers = (await visitor("auditor-1", ["auditor"])).headers({ "next-action": "" });
      const outcome = await answerRead("controls", new URLSearchParams(query as never));
      expect(outcome).toMatchObject({ ok: false, failure: { code: "invalid-input" } });
    },
  );
});
