import { beforeEach, describe, expect, test, vi } from "vitest";
import { askBill } from "@/lib/actions/bill";
import { stubSettings, writeSettings } from "@/lib/auth/settings.test-support";
import { databases, useDatabase } from "@/lib/db/databases.test-support";
import type { CostsPage } from "@/lib/domain/costs";
import type { Outcome } from "@/lib/domain/outcome";
import type { ConsoleRole } from "@/lib/domain/role";
import { consoleUrl, issuer, visitor } from "@/lib/entry/visitor.test-support";
import { useAws } from "@/lib/inventory/aws.test-support";
import { answerRead } from "@/lib/reads";
import { costsExport } from "@/lib/reads/costs-export";
import { seedSecret } from "../sandbox/secrets-manager/seed";

// Next hands each request its headers; here the test says who asks.
const request = vi.hoisted(() => ({ headers: new Headers() }));
vi.mock("next/headers", () => ({ headers: async () => request.headers }));

const file = writeSettings(issuer);
beforeEach(() => stubSettings(file, consoleUrl));

const DAY_MS = 86_400_000;
const accounts = ["111122223333", "444455556666"];

async function press(role: ConsoleRole, subject = role as string) {
  request.headers = (await visitor(subject, [role])).headers();
  return await askBill({});
}

async function page(role: ConsoleRole): Promise<CostsPage> {
  request.headers = (await visitor(role, [role])).headers({ "next-action": "" });
  const outcome = (await answerRead("costs", new URLSearchParams())) as Outcome<CostsPage>;
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.failure));
  return outcome.data;
}

describe.each(databases)("what AWS billed, on $kind", ({ kind }) => {
  useDatabase(kind);
  const aws = useAws();
  const asked = () => aws.calls("GetCostAndUsage").length;

  test("is asked for on a press alone, once an account for all of a role until 06:00", async () => {
    const createdAt = new Date(Date.now() - 100 * DAY_MS);
    for (const region of ["eu-west-1", "us-east-1"])
      for (const accountId of accounts)
        seedSecret(aws.sandbox.world, accountId, region, { name: `old/${region}`, createdAt });
    expect((await page("auditor")).bill).toMatchObject({
      months: [],
      unasked: 2,
      unaskedUsd: "0.02",
    });
    expect(asked()).toBe(0);
    const pressed = await Promise.all([press("auditor"), press("auditor", "auditor-2")]);
    expect(pressed.map(({ ok }) => ok)).toEqual([true, true]);
    expect(asked()).toBe(2);
    const { bill, overTime } = await page("auditor");
    expect(bill).toMatchObject({ unasked: 0, unaskedUsd: "0.00" });
    // Months that were stored from end to end: 4 secrets at 0.40.
    const whole = bill.months.filter(({ month }) => `${month}-01` > createdAt.toISOString());
    expect(whole.slice(1).map(({ storage }) => storage)).toEqual(whole.slice(1).map(() => "1.60"));
    expect(whole[1]?.parts).toHaveLength(4);
    const [, last] = overTime.toReversed();
    expect(whole[1]).toMatchObject({ month: last?.month, isEstimated: false, difference: "0.00" });
    expect(await press("auditor")).toMatchObject({ ok: true });
    expect(asked()).toBe(2);
    // Another role is answered by AWS itself.
    expect((await page("operator")).bill.unasked).toBe(2);
    await press("operator");
    expect(asked()).toBe(4);
  });

  test("costs what the console's meter says, and stands in the export", async () => {
    const { own } = await page("auditor");
    expect(own.byOperation[0]).toMatchObject({ says: "ce:GetCostAndUsage", calls: 4, usd: "0.04" });
    const outcome = await costsExport({ format: "csv" });
    expect(outcome.ok && outcome.data.text).toMatch(
      /billed,\d{4}-\d\d,storage,1\.60,USD,billed by AWS/,
    );
  });

  test("that one account refuses is named with its action; it alone is asked again", async () => {
    const [first = "", second = ""] = accounts;
    const { policies } =
      aws.sandbox.world.account(second).iam.roles.get("StrongroomApprover") ?? {};
    const deny = { Effect: "Deny", Action: "ce:GetCostAndUsage", Resource: "*" };
    policies?.set("no-bill", JSON.stringify({ Version: "2012-10-17", Statement: [deny] }));
    const before = asked();
    await press("approver");
    const { bill } = await page("approver");
    expect(bill.accounts).toMatchObject([
      { accountId: first, askedAt: expect.any(String) },
      { accountId: second, failure: { aws: { iamAction: "ce:GetCostAndUsage" } } },
    ]);
    expect(bill).toMatchObject({ unasked: 1, unaskedUsd: "0.01" });
    // A sum of some accounts is not set against the estimate of all.
    expect(bill.months.map(({ estimate }) => estimate)).toEqual(bill.months.map(() => undefined));
    policies?.delete("no-bill");
    const refused = asked();
    await press("approver");
    expect(asked() - refused).toBe(1);
    expect(asked() - before).toBe(3);
    expect((await page("approver")).bill.unasked).toBe(0);
  });
});
