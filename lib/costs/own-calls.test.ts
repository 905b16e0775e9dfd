import { CreateSecretCommand } from "@aws-sdk/client-secrets-manager";
import { sql } from "drizzle-orm";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { refreshInventory } from "@/lib/actions/inventory";
import { changeTags } from "@/lib/actions/secret";
import { copyValue, revealValue } from "@/lib/actions/value";
import { stubSettings, writeSettings } from "@/lib/auth/settings.test-support";
import { isOverBudget, setOverBudget } from "@/lib/aws/meter";
import { ownIdentity } from "@/lib/aws/own-identity";
import { SLOWED_MS, slowDown } from "@/lib/aws/pace";
import { database } from "@/lib/db/client";
import { databases, useDatabase } from "@/lib/db/databases.test-support";
import { ownCallsSince, storeOwnCalls } from "@/lib/db/own-calls";
import type { OwnCalls } from "@/lib/domain/own-calls";
import type { ConsoleRole } from "@/lib/domain/role";
import { consoleUrl, issuer, visitor } from "@/lib/entry/visitor.test-support";
import { useAws } from "@/lib/inventory/aws.test-support";
import { answerRead } from "@/lib/reads";
import { flushMeter, ownSpending } from "./own-calls";

// Next hands each request its headers; here the test says who asks.
const request = vi.hoisted(() => ({ headers: new Headers() }));
vi.mock("next/headers", () => ({ headers: async () => request.headers }));

const file = writeSettings(issuer, { costs: { ownCallsUsdPerDay: "0.50" } });
beforeEach(() => stubSettings(file, consoleUrl));

async function signIn(subject: string, role: ConsoleRole): Promise<void> {
  request.headers = (await visitor(subject, [role])).headers();
}

async function look(name: string, query: Record<string, string> = {}): Promise<void> {
  await answerRead(name, new URLSearchParams(query));
}

/** Looks until every place has answered: what was begun in the background is over then. */
async function lookAtAll(): Promise<void> {
  const outcome = (await answerRead("inventory", new URLSearchParams())) as {
    data: { isListing: boolean };
  };
  if (outcome.data.isListing) await lookAtAll();
}

/** `person service:operation region` → calls. */
function counted(calls: readonly OwnCalls[]): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const { subject = "-", service, operation, region, calls: count } of calls) {
    const person = service === "sts" ? "-" : subject;
    const key = `${person} ${service}:${operation} ${region}`;
    sums[key] = (sums[key] ?? 0) + count;
  }
  return sums;
}

/** What is counted otherwise by one than by the other: [actual, expected]. */
function differences(actual: Record<string, number>, expected: Record<string, number>) {
  const keys = [...new Set([...Object.keys(actual), ...Object.keys(expected)])];
  const different = keys.filter((key) => actual[key] !== expected[key]);
  return Object.fromEntries(different.map((key) => [key, [actual[key], expected[key]]]));
}

describe.each(databases)("the console's own meter on $kind", ({ kind }) => {
  useDatabase(kind);
  const aws = useAws();

  // Product rule 9: the console counts its own calls. The witness is AWS's side of the wire.
  test("equals AWS's call log after an hour of use by three people, repeats included", async () => {
    const client = aws.admin("eu-west-1");
    const made = await client.send(new CreateSecretCommand({ Name: "app", SecretString: "v" }));
    const arn = made.ARN ?? "";
    for (let at = 0; at < 130; at += 1) {
      await client.send(new CreateSecretCommand({ Name: `app/${at}`, SecretString: "v" }));
    }
    // What this process counted before belongs to another database.
    await flushMeter(new Date());
    await (await database()).db.execute(sql`DELETE FROM own_calls`);
    const before = aws.sandbox.world.calls.length;
    for (const [person, role] of [
      ["operator-1", "operator"],
      ["approver-1", "approver"],
      ["auditor-1", "auditor"],
    ] as const) {
      await signIn(person, role);
      await lookAtAll();
      for (const name of ["home", "setup"]) await look(name);
      for (const name of ["secret", "history"]) await look(name, { arn });
      await look("find", { q: "app/1" });
      await refreshInventory({});
      await lookAtAll();
    }
    await signIn("operator-1", "operator");
    await revealValue({ arn });
    await copyValue({ arn });
    aws.sandbox.controls.faults.add({
      operation: "TagResource",
      count: 1,
      effect: {
        kind: "error",
        when: "before",
        status: 500,
        code: "InternalServiceError",
        message: "",
      },
    });
    await changeTags({ arn, set: [{ key: "team", value: "costs" }], remove: [] });
    await ownIdentity();
    // CloudTrail is read on in the background for a while: wait for the end of its turn.
    await expect
      .poll(
        async () => {
          await flushMeter(new Date());
          const log = aws.sandbox.world.calls.slice(before);
          const expected: Record<string, number> = {};
          for (const { service, operation, region, sourceIdentity } of log) {
            const key = `${sourceIdentity ?? "-"} ${service}:${operation} ${region}`;
            expected[key] = (expected[key] ?? 0) + 1;
          }
          const actual = counted(await ownCallsSince(new Date(Date.now() - 3_600_000)));
          return differences(actual, expected);
        },
        { timeout: 40_000, interval: 500 },
      )
      .toEqual({});
    const all = await ownCallsSince(new Date(Date.now() - 3_600_000));
    expect(Object.keys(counted(all)).length).toBeGreaterThan(12);
    const values = all.filter(({ operation }) => operation === "GetSecretValue");
    expect(
      values.map(({ subject, reason, calls }) => `${subject} ${reason} ${calls}`).sort(),
    ).toEqual(["operator-1 secret.copy-value 1", "operator-1 secret.reveal-value 1"]);
    expect(all.filter(({ operation }) => operation === "TagResource")).toMatchObject([
      { calls: 2 },
    ]);
    expect(new Set(all.map(({ isBackground }) => isBackground))).toEqual(new Set([true, false]));
    const { db } = await database();
    const { rows } = await db.execute(sql`SELECT count(*)::int AS n FROM own_calls`);
    expect(Number(rows[0]?.n)).toBeLessThan(60);
  });

  test("tells an auditor who, and others only of themselves", async () => {
    const view = async (subject: string, role: ConsoleRole) => {
      const { byPerson } = await ownSpending({ person: { issuer, subject }, role }, new Date());
      return byPerson.map(({ says }) => says).sort();
    };
    expect(await view("operator-1", "operator")).toEqual(["others", "the console itself", "you"]);
    const all = ["approver-1", "operator-1", "the console itself", "you"];
    expect(await view("auditor-1", "auditor")).toEqual(all);
  });

  // Somebody who clicks must not wait because a list was refreshed too often.
  test("past the day's budget slows background work, and says so", async () => {
    const now = new Date();
    expect(isOverBudget()).toBe(false);
    const spending = await ownSpending({ person: { issuer, subject: "x" }, role: "auditor" }, now);
    expect(spending).toMatchObject({ isSlowed: false, budgetUsdPerDay: "0.50" });
    await storeOwnCalls([
      {
        hour: new Date(Math.floor(now.getTime() / 3_600_000) * 3_600_000).toISOString(),
        reason: "own work",
        service: "secretsmanager",
        operation: "ListSecrets",
        accountId: "111122223333",
        region: "eu-west-1",
        isBackground: true,
        calls: 100_001,
      },
    ]);
    const slowed = await ownSpending({ person: { issuer, subject: "x" }, role: "auditor" }, now);
    expect(slowed).toMatchObject({ isSlowed: true, slowedToSeconds: SLOWED_MS / 1000 });
    const start = 1_000_000;
    await slowDown(`place ${kind}`, start);
    await slowDown(`place ${kind}`, start + SLOWED_MS);
    let isDone = false;
    const third = slowDown(`place ${kind}`, start + 2 * SLOWED_MS - 50).then(() => {
      isDone = true;
    });
    await slowDown(`elsewhere ${kind}`, start);
    expect(isDone).toBe(false);
    await third;
    setOverBudget(false);
  });
});
