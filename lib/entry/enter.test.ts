import fc from "fast-check";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { z } from "zod";
import { stubSettings, writeSettings } from "@/lib/auth/settings.test-support";
import { database } from "@/lib/db/client";
import { databases, useDatabase } from "@/lib/db/databases.test-support";
import { findSession, revokeSession } from "@/lib/db/sessions";
import { Failure } from "@/lib/domain/failure";
import type { OperationName } from "@/lib/domain/operations";
import { BACKGROUND_HEADER, inBackground } from "./background";
import { type Entry, enter } from "./enter";
import { consoleUrl, headersWith, issuer, type Visitor, visitor } from "./visitor.test-support";

const Input = z.strictObject({ arn: z.string().max(100) });
const arn = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:app/db-a1b2c3";
const file = writeSettings(issuer, { reveals: { per10Minutes: 3, perDay: 100 } });

beforeEach(() => stubSettings(file, consoleUrl));

/** What one run left in the ledger, oldest first. */
async function ledger() {
  const { db } = await database();
  const { rows } = await db.execute<{
    kind: string;
    operation: string;
    subject: string;
    target: string;
    result: string;
    canonical: string;
  }>("SELECT kind, operation, subject, target, result, canonical FROM ledger_entries ORDER BY seq");
  return rows;
}

function doing(
  name: OperationName,
  who: Pick<Visitor, "headers">,
  more: Partial<Entry<typeof Input, unknown>> = {},
  ...given: [raw?: unknown]
) {
  const raw = given.length > 0 ? given[0] : { arn };
  let ran = 0;
  const entry = {
    input: Input,
    subject: (input: z.output<typeof Input>) => input.arn,
    run: async () => "the data",
    ...more,
  };
  const counted = {
    ...entry,
    run(...args: Parameters<typeof entry.run>) {
      ran += 1;
      return entry.run(...args);
    },
  };
  return enter(name, counted, raw, who.headers()).then((outcome) => ({ outcome, ran }));
}

describe.each(databases)("the guard on $kind", ({ kind }) => {
  useDatabase(kind);

  // Product rule 5: on record before it happens, on record how it ended.
  test("writes an attempt before and an outcome after, and answers the data", async () => {
    const who = await visitor("operator-1");
    let atRun: unknown[] = [];
    const run = async () => {
      atRun = await ledger();
      return "the data";
    };
    const { outcome } = await doing("secret.reveal-value", who, { run });
    expect(outcome).toEqual({ ok: true, data: "the data" });
    expect(atRun.at(-1)).toMatchObject({
      kind: "attempt",
      operation: "secret.reveal-value",
      target: arn,
    });
    expect((await ledger()).at(-1)).toMatchObject({
      kind: "outcome",
      result: "done",
      subject: "operator-1",
    });
  });
});

describe("the guard", () => {
  useDatabase("postgres");

  const roles = ["operator", "approver", "auditor"] as const;
  // A hidden button is a courtesy: the server refuses the call, and the refusal is on record.
  test.each(
    roles.flatMap((role) =>
      (["secret.reveal-value", "secret.change-tags", "inventory.list"] as const).map(
        (name) => [role, name] as const,
      ),
    ),
  )("%s asking for %s gets what the table says", async (role, name) => {
    const who = await visitor(`${role}-1`, [role]);
    const { outcome, ran } = await doing(name, { headers: () => who.headers() });
    const may = role === "operator" || name === "inventory.list";
    expect(ran).toBe(may ? 1 : 0);
    if (may) return expect(outcome.ok).toBe(true);
    expect(outcome).toMatchObject({ ok: false, failure: { code: "not-allowed" } });
    expect((await ledger()).slice(-2)).toMatchObject([
      { kind: "attempt", operation: name, subject: `${role}-1` },
      { kind: "outcome", result: "refused" },
    ]);
  });

  test("asks for a fresh sign-in before a value when the last one is 15 minutes old", async () => {
    const old = new Date(Date.now() - 15 * 60_000);
    const who = await visitor("operator-old", ["operator"], old);
    const { outcome, ran } = await doing("secret.reveal-value", who);
    expect(outcome).toMatchObject({ failure: { code: "step-up-needed" } });
    expect(ran).toBe(0);
    expect((await doing("inventory.list", who)).outcome.ok).toBe(true);
  });

  // Bulk reading is what a stolen session would do: the budget is the person's, over all sessions.
  test("gives a person only so many values, whatever sessions they use", async () => {
    const [one, two] = [await visitor("greedy"), await visitor("greedy")];
    for (const who of [one, two, one])
      expect((await doing("secret.copy-value", who)).outcome.ok).toBe(true);
    for (const who of [one, two]) {
      const { outcome, ran } = await doing("secret.reveal-value", who);
      expect(outcome).toMatchObject({ failure: { code: "too-many-reveals" } });
      expect(ran).toBe(0);
    }
    expect((await doing("secret.reveal-value", await visitor("modest"))).outcome.ok).toBe(true);
  });

  test("lets exactly the budget through when many ask at once", async () => {
    const who = await visitor("hasty");
    const all = await Promise.all(
      Array.from({ length: 8 }, () => doing("secret.reveal-value", who)),
    );
    expect(all.filter(({ outcome }) => outcome.ok)).toHaveLength(3);
    expect(all.reduce((sum, { ran }) => sum + ran, 0)).toBe(3);
  });

  // CSRF, rebinding, no-script forms: the action's body must not even start (security T5, T6).
  test.each([
    ["no Origin", { origin: "" }],
    ["Origin: null", { origin: "null" }],
    ["a foreign Origin", { origin: "https://evil.example" }],
    ["the right host over another scheme", { origin: "https://localhost:3000" }],
    [
      "a foreign Host with a matching Origin",
      { host: "evil.example", origin: "http://evil.example" },
    ],
    ["a forged X-Forwarded-Host", { "x-forwarded-host": "evil.example" }],
    ["another site", { "sec-fetch-site": "cross-site" }],
    ["a sibling site", { "sec-fetch-site": "same-site" }],
    ["no Sec-Fetch-Site", { "sec-fetch-site": "" }],
    ["a form post without script", { "next-action": "" }],
  ])("refuses an action with %s", async (_name, more: Record<string, string>) => {
    const who = await visitor("operator-1");
    const before = (await ledger()).length;
    const { outcome, ran } = await doing("secret.change-tags", {
      headers: () => who.headers(more),
    });
    expect(outcome).toMatchObject({ failure: { code: "wrong-origin" } });
    expect(ran).toBe(0);
    expect((await ledger()).length).toBe(before);
  });

  test.each([
    [
      "a page somebody linked to",
      {
        "sec-fetch-site": "cross-site",
        "sec-fetch-mode": "navigate",
        "sec-fetch-dest": "document",
      },
      true,
    ],
    ["a program without fetch metadata", { "sec-fetch-site": "" }, true],
    [
      "another site's fetch",
      { "sec-fetch-site": "cross-site", "sec-fetch-mode": "cors", "sec-fetch-dest": "empty" },
      false,
    ],
    [
      "another site's frame",
      { "sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate", "sec-fetch-dest": "iframe" },
      false,
    ],
  ])("a read by %s", async (_name, more: Record<string, string>, isAnswered) => {
    const who = await visitor("operator-1");
    const { outcome } = await doing("inventory.list", {
      headers: () => who.headers({ "next-action": "", origin: "", ...more }),
    });
    expect(outcome.ok).toBe(isAnswered);
  });

  test.each([
    ["anonymous", async (_who: Visitor) => headersWith()],
    ["revoked", (who: Visitor) => revokeSession(who.session.id).then(() => who.headers())],
    ["idle for 15 minutes", (who: Visitor) => aged(who, "last_seen_at", 15)],
    ["eight hours old", (who: Visitor) => aged(who, "started_at", 480)],
    ["of a former provider", (who: Visitor) => otherIssuer(who)],
  ])("a session %s gets nothing", async (_name, headersOf) => {
    const headers = await headersOf(await visitor("operator-1"));
    for (const name of ["inventory.list", "secret.reveal-value"] as const) {
      const { outcome, ran } = await doing(name, { headers: () => headers });
      expect(outcome).toMatchObject({ ok: false, failure: { code: "signed-out" } });
      expect(ran).toBe(0);
    }
  });

  // ASVS 7.3.1: a page that polls must not keep a left browser signed in.
  test("polling does not move the idle limit, a click does", async () => {
    const who = await visitor("operator-1");
    await aged(who, "last_seen_at", 5);
    const seenAt = async () => (await findSession(who.token))?.lastSeenAt.getTime() ?? 0;
    const before = await seenAt();
    await doing("inventory.list", { headers: () => who.headers({ [BACKGROUND_HEADER]: "1" }) });
    await inBackground(() => doing("inventory.list", who));
    expect(await seenAt()).toBe(before);
    await doing("inventory.list", who);
    expect(await seenAt()).toBeGreaterThan(before);
  });

  test("words nothing but a reference for what it did not expect", async () => {
    const who = await visitor("operator-1");
    const run = async () => {
      throw new Error("canary-in-a-message");
    };
    const { outcome } = await doing("secret.reveal-value", who, { run });
    expect(outcome).toMatchObject({
      failure: { code: "unexpected", reference: expect.stringMatching(/^[0-9a-f]{8}$/) },
    });
    expect(JSON.stringify([outcome, await ledger()])).not.toContain("canary");
    expect((await ledger()).at(-1)).toMatchObject({ kind: "outcome", result: "failed" });
  });

  // A failing part of AWS's error may repeat what was sent: never with a value around.
  test.each([
    ["secret.reveal-value", undefined],
    ["secret.change-tags", "canary-in-a-message"],
  ] as const)("keeps back words of AWS that may echo input: %s", async (name, message) => {
    const who = await visitor("echo-1");
    const run = async () => {
      const echo = {
        name: "ValidationException",
        message: "canary-in-a-message",
        $fault: "client",
      };
      throw Object.assign(new Error(echo.message), echo, { $metadata: { httpStatusCode: 400 } });
    };
    const { outcome } = await doing(name, who, { run });
    expect(outcome).toMatchObject({
      failure: { code: "refused-by-aws", aws: { code: "ValidationException" } },
    });
    expect(outcome.ok ? "" : outcome.failure.aws?.message).toBe(message);
  });

  test.each([
    undefined,
    null,
    7,
    "text",
    [],
    {},
    { arn: 7 },
    { arn, more: 1 },
    { arn: "x".repeat(101) },
    new Map([["arn", arn]]),
  ])("refuses the input %j by field, and nothing is written", async (raw) => {
    const who = await visitor("operator-1");
    const before = (await ledger()).length;
    const { outcome, ran } = await doing("secret.change-tags", who, {}, raw);
    expect(outcome).toMatchObject({ ok: false, failure: { code: "invalid-input" } });
    expect(ran).toBe(0);
    expect((await ledger()).length).toBe(before);
  });

  test("answers 10,000 random inputs with a typed refusal each", async () => {
    const who = await visitor("operator-1");
    const headers = who.headers();
    await fc.assert(
      fc.asyncProperty(
        fc.anything({ withMap: true, withDate: true, withNullPrototype: true, withBigInt: true }),
        async (raw) => {
          const { outcome } = await doing(
            "secret.change-tags",
            { headers: () => headers },
            { input: Input },
            raw,
          );
          expect(outcome.ok ? "" : outcome.failure.code).toBe("invalid-input");
        },
      ),
      { numRuns: 10_000 },
    );
  });

  test("passes a failure's own code and words on", async () => {
    const who = await visitor("operator-1");
    const run = async () => {
      throw new Failure("pending-deletion");
    };
    expect((await doing("secret.describe", who, { run })).outcome).toMatchObject({
      failure: { code: "pending-deletion" },
    });
  });
});

describe("without a ledger", () => {
  useDatabase("postgres");

  // Rule 5: no entry, no write, no reveal; looking at lists goes on.
  test("nothing audited runs, and what is not audited does", async () => {
    const who = await visitor("operator-1");
    const { db } = await database();
    await db.execute("ALTER TABLE ledger_head RENAME TO ledger_head_gone");
    const refused = await doing("secret.reveal-value", who);
    expect(refused).toMatchObject({ ran: 0, outcome: { failure: { code: "cannot-record" } } });
    expect((await doing("inventory.list", who)).outcome.ok).toBe(true);
    await db.execute("ALTER TABLE ledger_head_gone RENAME TO ledger_head");
  });

  // The value was read, but nobody could ever prove it: it must not leave.
  test("a value whose outcome cannot be written is dropped", async () => {
    const who = await visitor("operator-2");
    const { db } = await database();
    const run = async () => {
      await db.execute("ALTER TABLE ledger_head RENAME TO ledger_head_gone");
      return "the value";
    };
    const { outcome } = await doing("secret.reveal-value", who, { run });
    expect(outcome).toMatchObject({ ok: false, failure: { code: "cannot-record" } });
    expect(JSON.stringify(outcome)).not.toContain("the value");
    await db.execute("ALTER TABLE ledger_head_gone RENAME TO ledger_head");
  });

  test("an unreachable database is a refusal, not a crash", async () => {
    const who = await visitor("operator-1");
    vi.stubEnv("DATABASE_URL", "postgres://nobody@127.0.0.1:1/none");
    const { outcome, ran } = await doing("inventory.list", who);
    expect(outcome.ok).toBe(false);
    expect(ran).toBe(0);
  });
});

async function aged(
  who: Visitor,
  column: "last_seen_at" | "started_at",
  minutes: number,
): Promise<Headers> {
  const { db } = await database();
  await db.execute(
    `UPDATE sessions SET ${column} = ${column} - interval '${minutes} minutes' WHERE id = '${who.session.id}'`,
  );
  return who.headers();
}

async function otherIssuer(who: Visitor): Promise<Headers> {
  const { db } = await database();
  await db.execute(
    `UPDATE sessions SET issuer = 'https://former.example' WHERE id = '${who.session.id}'`,
  );
  return who.headers();
}
