import {
  CreateSecretCommand,
  DeleteSecretCommand,
  GetSecretValueCommand,
} from "@aws-sdk/client-secrets-manager";
import { sql } from "drizzle-orm";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { askBill } from "@/lib/actions/bill";
import { refreshInventory } from "@/lib/actions/inventory";
import { stubSettings, writeSettings } from "@/lib/auth/settings.test-support";
import { database } from "@/lib/db/client";
import { databases, useDatabase } from "@/lib/db/databases.test-support";
import { addMonths } from "@/lib/domain/billing-month";
import type { CostsPage } from "@/lib/domain/costs";
import type { Outcome } from "@/lib/domain/outcome";
import type { ConsoleRole } from "@/lib/domain/role";
import { consoleUrl, issuer, visitor } from "@/lib/entry/visitor.test-support";
import { useAws } from "@/lib/inventory/aws.test-support";
import { costsExport } from "./costs-export";
import { answerRead } from "./index";

// Next hands each request its headers; here the test says who asks.
const request = vi.hoisted(() => ({ headers: new Headers() }));
vi.mock("next/headers", () => ({ headers: async () => request.headers }));

const file = writeSettings(issuer);
beforeEach(() => stubSettings(file, consoleUrl));

async function signIn(subject: string, role: ConsoleRole): Promise<void> {
  request.headers = (await visitor(subject, [role])).headers({ "next-action": "" });
}

async function ask(query: Record<string, string> = {}): Promise<CostsPage> {
  const outcome = (await answerRead("costs", new URLSearchParams(query))) as Outcome<CostsPage>;
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.failure));
  return outcome.data;
}

/** Asks as the page does: until everything has answered. */
async function whole(query: Record<string, string> = {}): Promise<CostsPage> {
  for (;;) {
    const page = await ask(query);
    if (!page.isListing && !page.isReading) return page;
  }
}

/** CloudTrail is asked anew after seconds. */
const patiently = { timeout: 30_000, interval: 500 };

/** The sources beyond the list, and the action that each needs. */
const actions = {
  cloudwatch: "cloudwatch:GetMetricData",
  cloudtrail: "cloudtrail:LookupEvents",
  pricing: "pricing:GetProducts",
  bill: "ce:GetCostAndUsage",
} as const;

describe.each(databases)("the costs page over the stand-in AWS, on $kind", ({ kind }) => {
  useDatabase(kind);
  const aws = useAws();

  test("has an empty state that says nothing costs nothing", async () => {
    await signIn("operator-1", "operator");
    const page = await whole();
    expect(page).toMatchObject({ listed: 0, isPartial: false, nextYearUsd: expect.any(String) });
    expect(page.forecast).toMatchObject({ secrets: "0.00", replicas: "0.00", keys: "0.00" });
    expect(page.savings).toEqual([]);
  });

  test("adds up storage and calls, splits by tag with what lacks it, and answers what if", async () => {
    const client = aws.admin("eu-west-1");
    const create = (Name: string, more: object = {}) =>
      client.send(new CreateSecretCommand({ Name, SecretString: "v", ...more }));
    const Tags = [{ Key: "team", Value: "pay" }];
    await create("pay/one", { Tags, AddReplicaRegions: [{ Region: "us-east-1" }] });
    await create("pay/two", { Tags, KmsKeyId: undefined });
    await create("other");
    await create("gone");
    await client.send(new DeleteSecretCommand({ SecretId: "gone" }));
    for (let read = 0; read < 20; read += 1) {
      await client.send(new GetSecretValueCommand({ SecretId: "pay/one" }));
    }
    await signIn("auditor-1", "auditor");
    const page = await whole({ by: "tag", tag: "team", q: "name:pay", copies: "3" });
    expect(page.counts).toMatchObject({ secrets: 3, replicas: 1, pending: 1, unknown: 0 });
    expect(page.pendingIfRestoredUsd).toBe("0.40");
    const twelve = Number(page.nextYearUsd);
    expect(twelve).toBeGreaterThanOrEqual(4 * 0.4 * 12);
    expect(page.split.parts.map(({ says, kind: what, count }) => [says, what, count])).toEqual([
      ["pay", "value", 3],
      ["Without the tag team", "missing", 2],
    ]);
    const sum = page.split.parts.reduce((all, { total }) => all + Number(total), 0);
    const { secrets, replicas } = page.forecast;
    expect(sum).toBeCloseTo(Number(secrets) + Number(replicas), 9);
    expect(page.whatIf).toMatchObject({
      selected: 3,
      replicas: 1,
      deleteMonthUsd: "1.20",
      copiesMonthUsd: "2.40",
      parameterStore: { standardMonthUsd: "0.00", advancedMonthUsd: "0.10", nowMonthUsd: "0.80" },
    });
    const reads = page.usage.byOperation.find(({ operation }) => operation === "GetSecretValue");
    expect(reads?.calls).toBe(20);
    // What was called just now is read when CloudTrail is next asked, seconds later.
    await expect
      .poll(async () => (await ask()).usage.secrets[0], patiently)
      .toMatchObject({
        says: "pay/one",
        reads: 20,
        arn: expect.stringContaining(":secret:pay/one-"),
      });
    const [secret] = (await ask()).usage.secrets;
    expect(secret?.readsWithCache).toBeGreaterThanOrEqual(1);
    expect(secret?.readsWithCache).toBeLessThanOrEqual(2);
    expect(page.tagKeys).toEqual(["team"]);
  });

  // AWS keeps 90 days of CloudTrail; what this console has kept of it may be older.
  test("tells as many months as its own record of CloudTrail covers", async () => {
    await signIn("auditor-1", "auditor");
    const { months, currentMonth: current } = await whole();
    expect(months).toHaveLength(6);
    const begin = addMonths(current, -14);
    const { db } = await database();
    const from = `${begin}-01T00:00:00.000Z`;
    await db.execute(
      sql`UPDATE trail_cursors SET cursor = jsonb_set(cursor, '{covered,from}', to_jsonb(${from}::text))`,
    );
    const page = await whole({ month: begin });
    expect([page.month, page.months.length, page.months.at(-1)]).toEqual([begin, 15, begin]);
    expect(page.overTime.map(({ isAtLeast }) => isAtLeast)).toEqual(Array(15).fill(false));
    expect((await whole({ month: addMonths(begin, -1) })).month).toBe(current);
  });

  test("is written as CSV and JSON, with what it is in front", async () => {
    await signIn("auditor-1", "auditor");
    const outcome = await costsExport({ format: "csv" });
    const text = outcome.ok ? outcome.data.text : "";
    expect(text).toMatch(/^"# Strongroom: what secrets.*Estimate, not the bill/);
    expect(text).toMatch(/month,\d{4}-\d\d,secrets,0\.\d+,USD,forecast/);
    const json = await costsExport({ format: "json", by: "region" });
    expect(json.ok && JSON.parse(json.data.text).split.by).toBe("region");
  });

  // The server adds up; the browser gets figures, however many secrets there are.
  test("does not grow with the number of secrets", async () => {
    const query = { by: "tag", tag: "team" };
    const listed = async (count: number) => {
      request.headers = (await visitor("operator-1", ["operator"])).headers();
      expect(await refreshInventory({})).toMatchObject({ ok: true });
      await signIn("operator-1", "operator");
      await expect.poll(async () => (await whole(query)).listed, patiently).toBe(count);
    };
    await listed(5);
    const few = await whole(query);
    const client = aws.admin("us-east-1");
    const Tags = [{ Key: "team", Value: "pay" }];
    for (let at = 0; at < 300; at += 1) {
      await client.send(new CreateSecretCommand({ Name: `many/${at}`, SecretString: "v", Tags }));
    }
    await listed(305);
    const many = await whole(query);
    expect(JSON.stringify(many).length).toBeLessThan(JSON.stringify(few).length * 1.2);
  });

  // Rule 3: what is missing is named, what stood in for it too, and the rest is shown.
  const names = Object.keys(actions) as (keyof typeof actions)[];
  const combinations = Array.from({ length: 2 ** names.length }, (_, bits) =>
    names.filter((_name, at) => bits & (1 << at)),
  );
  test.each(combinations)("says what is missing without %s %s %s %s", async (...denied) => {
    const missing = denied.filter((name) => name !== undefined);
    for (const accountId of ["111122223333", "444455556666"]) {
      aws.sandbox.world
        .account(accountId)
        .iam.roles.get("StrongroomApprover")
        ?.policies.set(
          "denied",
          JSON.stringify({
            Version: "2012-10-17",
            Statement: [
              {
                Effect: "Deny",
                Action: [...missing.map((name) => actions[name]), "none:None"],
                Resource: "*",
              },
            ],
          }),
        );
    }
    forgetWhatWasAsked();
    request.headers = (await visitor(`approver-${missing.length}`, ["approver"])).headers();
    expect(await askBill({})).toMatchObject({ ok: true });
    await signIn(`approver-${missing.length}`, "approver");
    const page = await ask();
    for (const { failure, askedAt } of page.bill.accounts) {
      expect(failure?.aws?.iamAction).toBe(missing.includes("bill") ? actions.bill : undefined);
      expect(askedAt === undefined).toBe(missing.includes("bill"));
    }
    expect(page.prices.sheets.map(({ source }) => source)).toEqual(
      Array(2).fill(missing.includes("pricing") ? "built-in table" : "price list api"),
    );
    expect(page.prices.failure?.aws?.iamAction).toBe(
      missing.includes("pricing") ? actions.pricing : undefined,
    );
    for (const { source, failures } of page.usage.sources) {
      expect(source === "cloudwatch").toBe(!missing.includes("cloudwatch"));
      const named = failures.map(({ aws: words }) => words?.iamAction);
      expect(named.includes(actions.cloudwatch)).toBe(missing.includes("cloudwatch"));
    }
    if (missing.includes("cloudtrail")) {
      await expect
        .poll(
          async () =>
            (await ask()).usage.sources.every(({ failures }) =>
              failures.some(({ aws: words }) => words?.iamAction === actions.cloudtrail),
            ),
          patiently,
        )
        .toBe(true);
    }
    expect(Number(page.forecast.secrets)).toBeGreaterThan(0);
  });
});

/** As after a restart: prices and counts are asked for again. */
function forgetWhatWasAsked(): void {
  const kept = globalThis as { [key: symbol]: unknown };
  for (const key of ["strongroom.price-list", "strongroom.usage", "strongroom.bills"])
    kept[Symbol.for(key)] = undefined;
}
