import { sql } from "drizzle-orm";
import { beforeEach, describe, expect, test } from "vitest";
import { z } from "zod";
import { stubSettings, writeSettings } from "@/lib/auth/settings.test-support";
import { database } from "@/lib/db/client";
import { databases, useDatabase } from "@/lib/db/databases.test-support";
import { ledgerPage } from "@/lib/db/ledger-page";
import { looks, type OperationName, operations } from "@/lib/domain/operations";
import type { ConsoleRole } from "@/lib/domain/role";
import { BACKGROUND_HEADER } from "./background";
import { enter } from "./enter";
import { consoleUrl, issuer, type Visitor, visitor } from "./visitor.test-support";

const arn = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:app/db-a1b2c3";
const Input = z.strictObject({ q: z.string().optional() });
const file = writeSettings(issuer);

beforeEach(() => stubSettings(file, consoleUrl));

interface Told {
  subject?: () => string;
  look?: (input: z.output<typeof Input>) => string;
}

const look = (name: OperationName, who: Visitor, told: Told = {}, more?: Record<string, string>) =>
  enter(
    name,
    { input: Input, ...told, run: async () => "what is shown" },
    { q: "typed into the search" },
    who.headers(more),
  );

/** What is on record about one person, oldest first. */
async function recorded({ session: { person } }: Visitor) {
  const entries = await ledgerPage({ person }, 200);
  return entries.reverse().map(({ body }) => body);
}

describe.each(databases)("what an auditor looks at on $kind", ({ kind }) => {
  useDatabase(kind);

  test.each(looks)("is on record: %s", async (name) => {
    const who = await visitor(`auditor of ${name}`, ["auditor"]);
    expect(await look(name, who, { subject: () => arn })).toEqual({
      ok: true,
      data: "what is shown",
    });
    const entries = await recorded(who);
    expect(entries).toMatchObject([
      { kind: "attempt", operation: name, role: "auditor", target: arn },
      { kind: "outcome", result: "done" },
    ]);
    expect(JSON.stringify(entries)).not.toContain("typed into");
  });

  test.each<ConsoleRole>(["operator", "approver"])("is not, if it is an %s", async (role) => {
    const who = await visitor(`looking ${role}`, [role]);
    expect(await look("secret.describe", who)).toMatchObject({ ok: true });
    expect(await recorded(who)).toEqual([]);
  });

  // Pages ask again every second while AWS answers; several parts of a page ask at once.
  test("is one entry, however often the page asks, and another for another thing", async () => {
    const who = await visitor("auditor-2", ["auditor"]);
    await Promise.all([1, 2, 3].map(() => look("inventory.list", who)));
    await look("inventory.list", who, {}, { [BACKGROUND_HEADER]: "1" });
    expect(await recorded(who)).toHaveLength(2);
    await look("outside.view", who, { look: () => "changes outside, in staging" });
    await look("outside.view", who, { look: () => "changes outside" });
    const attempts = (await recorded(who)).filter((body) => body.kind === "attempt");
    expect(attempts.map(({ target }) => target)).toEqual([
      undefined,
      "changes outside, in staging",
      "changes outside",
    ]);
  });

  // A page that asks in the background is no way to look unseen.
  test("is on record also when the browser says that nobody looks", async () => {
    const who = await visitor("auditor-3", ["auditor"]);
    await look("secret.describe", who, {}, { [BACKGROUND_HEADER]: "1" });
    expect(await recorded(who)).toHaveLength(2);
  });

  test("is withheld if it cannot be recorded, and recorded once it can", async () => {
    const who = await visitor("auditor-4", ["auditor"]);
    const { db } = await database();
    await db.execute(sql`ALTER TABLE ledger_entries RENAME TO ledger_away`);
    const refused = await look("secret.describe", who);
    await db.execute(sql`ALTER TABLE ledger_away RENAME TO ledger_entries`);
    expect(refused).toMatchObject({ ok: false, failure: { code: "cannot-record" } });
    expect(JSON.stringify(refused)).not.toContain("what is shown");
    expect(await look("secret.describe", who)).toMatchObject({ ok: true });
    expect(await recorded(who)).toHaveLength(2);
  });
});

test("a look is a read that leaves no other entry", () => {
  for (const name of looks) {
    const { door, audited, value } = operations[name];
    expect([name, door, audited, value]).toEqual([name, "read", false, "none"]);
  }
});
