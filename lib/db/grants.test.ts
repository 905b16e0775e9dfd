import { spawnSync } from "node:child_process";
import { getTableName, sql } from "drizzle-orm";
import { Client } from "pg";
import { describe, expect, test, vi } from "vitest";
import { closeDatabases, database, openDatabase } from "./client";
import { databases, useDatabase } from "./databases.test-support";
import { grants } from "./grants";
import { recordAttempt, recordOutcome } from "./ledger";
import * as schema from "./schema";
import { databaseChecks } from "./setup-checks";
import { SchemaError } from "./up-to-date";

const facts = {
  operation: "secret.reveal-value",
  person: { issuer: "https://id.example.com", subject: "operator-1", displayName: "Ada" },
  role: "operator",
  sessionId: "0123456789abcdef0123456789abcdef",
} as const;

async function run(url: string, ...statements: string[]): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
}

function as(login: string, url: string): string {
  const address = new URL(url);
  address.username = login;
  return address.href;
}

test("every table has its line of grants", () => {
  const known = grants.map(([table]) => getTableName(table)).sort();
  expect(known).toEqual(Object.values(schema).map(getTableName).sort());
});

describe("a console whose login is only a member of strongroom_app", () => {
  const owner = useDatabase("postgres");
  const login = "console_of_the_test";

  // Triggers can be switched off by whoever owns the tables; a login without the right cannot.
  test("may record and read, and is refused every change to what is recorded", async () => {
    await run(owner.url(), `CREATE ROLE ${login} LOGIN IN ROLE strongroom_app`);
    await closeDatabases();
    vi.stubEnv("DATABASE_URL", as(login, owner.url()));
    await recordOutcome(await recordAttempt(facts), { result: "done" });
    const { db } = await database();
    for (const table of ["ledger_entries", "ledger_checkpoints"]) {
      for (const statement of [
        `UPDATE ${table} SET seq = seq`,
        `DELETE FROM ${table}`,
        `TRUNCATE ${table}`,
        `ALTER TABLE ${table} DISABLE TRIGGER USER`,
        `DROP TABLE ${table}`,
      ]) {
        await expect(db.execute(sql.raw(statement)), statement).rejects.toMatchObject({
          cause: { code: "42501" },
        });
      }
    }
    await expect(db.execute(sql`SET session_replication_role = replica`)).rejects.toMatchObject({
      cause: { code: "42501" },
    });
    const guard = (await databaseChecks()).find(({ name }) => name === "ledger guard");
    expect(guard).toMatchObject({ state: "ok" });
  });

  test("does not start on tables that are behind, and says who must do what", async () => {
    await run(owner.url(), "DELETE FROM strongroom_migrations WHERE id = 2");
    await expect(openDatabase(as(login, owner.url()))).rejects.toThrow(SchemaError);
    await expect(openDatabase(as(login, owner.url()))).rejects.toThrow(/npm run migrate/);
    await run(
      owner.url(),
      "INSERT INTO strongroom_migrations (hash, created_at) VALUES ('a', 1), ('b', 2)",
    );
    await expect(openDatabase(as(login, owner.url()))).rejects.toThrow(/newer release/);
  });
});

describe.each(databases)("npm run migrate on $kind", ({ kind }) => {
  useDatabase(kind);

  test("may be run again, and changes nothing then", async () => {
    const attempt = await recordAttempt(facts);
    const program = ["--import", "tsx", "--conditions=react-server", "lib/db/migrate.ts"];
    const again = spawnSync(process.execPath, program, { encoding: "utf8" });
    expect(again.stdout).toContain("The database is up to date.");
    expect(again.status).toBe(0);
    expect((await recordAttempt(facts)).seq).toBe(attempt.seq + 1);
  });

  test("a login that owns the tables is told that only triggers guard them", async () => {
    const guard = (await databaseChecks()).find(({ name }) => name === "ledger guard");
    expect(guard).toMatchObject({
      state: "unknown",
      fix: expect.stringContaining("strongroom_app"),
    });
  });
});

describe("an empty PostgreSQL", () => {
  const { url } = useDatabase("postgres");

  test("gets its tables once, when ten consoles start at once", async () => {
    await closeDatabases();
    await run(url(), "DROP SCHEMA public CASCADE", "CREATE SCHEMA public");
    const opened = await Promise.all(Array.from({ length: 10 }, () => openDatabase(url())));
    const { rows } = (await opened[0]?.db.execute(sql`SELECT log_id FROM ledger_head`)) ?? {};
    expect(rows).toHaveLength(1);
    await Promise.all(opened.map(({ close }) => close()));
  });
});
