import { type ChildProcessByStdio, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { sql } from "drizzle-orm";
import { Client } from "pg";
import { describe, expect, test } from "vitest";
import type { AttemptFacts } from "@/lib/domain/ledger";
import { canonicalText } from "./chain";
import { database } from "./client";
import { databases, useDatabase } from "./databases.test-support";
import { recordAttempt, recordOutcome } from "./ledger";
import { checkpointsAfter, entriesAfter, readHead } from "./ledger-rows";
import { openAttempts } from "./open-attempts";
import { verifyLedger } from "./verify";
import type { StoredEntry } from "./verify-chain";

const facts: AttemptFacts = {
  operation: "secret.reveal-value",
  person: { issuer: "https://id.example.com", subject: "operator-1", displayName: "Ada" },
  role: "operator",
  sessionId: "0123456789abcdef0123456789abcdef",
  subject: "arn:aws:secretsmanager:eu-west-1:111122223333:secret:payments-AbCdEf",
  place: { accountId: "111122223333", region: "eu-west-1" },
};

async function allEntries() {
  const { db } = await database();
  const entries: StoredEntry[] = [];
  for await (const batch of entriesAfter(db, 0)) entries.push(...batch);
  return entries;
}

async function verify() {
  const { db } = await database();
  const head = await readHead(db);
  if (!head) throw new Error("no head");
  return verifyLedger(
    { head, entries: entriesAfter(db, 0), checkpoints: checkpointsAfter(db, 0) },
    [],
  );
}

/** Finds the database as any console process does: by DATABASE_URL. */
function startWriter(writers: number, each: number): ChildProcessByStdio<null, Readable, null> {
  const leash = new URL("../sandbox/leash.mjs", import.meta.url);
  leash.searchParams.set("runner", String(process.pid));
  return spawn(
    process.execPath,
    [
      "--import",
      leash.href,
      "--import",
      "tsx",
      "--conditions=react-server",
      "lib/db/ledger-writer.test-support.ts",
      String(writers),
      String(each),
    ],
    { stdio: ["ignore", "pipe", "inherit"] },
  );
}

describe.each(databases)("the ledger on $kind", ({ kind }) => {
  const { url } = useDatabase(kind);

  test("an attempt and its outcome share an id and follow one another", async () => {
    const attempt = await recordAttempt({ ...facts, reason: "incident 7" });
    await recordOutcome(attempt, {
      result: "refused",
      code: "denied-by-aws",
      awsRequestIds: ["r-1"],
    });
    const [first, second] = (await allEntries())
      .slice(-2)
      .map((entry) => JSON.parse(entry.canonical));
    expect(first).toMatchObject({ kind: "attempt", id: attempt.id, reason: "incident 7" });
    expect(second).toMatchObject({ kind: "outcome", id: attempt.id, attempt: attempt.seq });
    expect(second).toMatchObject({ result: "refused", aws: { awsRequestIds: ["r-1"] } });
  });

  // The evidence must be reproducible: the same facts in another order are the same bytes.
  test("what is stored is canonical JSON, whatever people are called", async () => {
    for (const displayName of ["Zoë \u0000 \u2028", "\uD800 lone", '"quoted" \\', "\u{1F512}"]) {
      await recordAttempt({ ...facts, person: { ...facts.person, displayName } });
    }
    for (const { canonical } of await allEntries()) {
      expect(canonicalText(JSON.parse(canonical))).toBe(canonical);
    }
  });

  // A session's id must not be learnt from the ledger, and e-mail addresses have no use there.
  test("neither the whole session id nor an e-mail address is recorded", async () => {
    await recordAttempt({ ...facts, person: { ...facts.person, email: "ada@example.com" } });
    const stored = JSON.stringify(await allEntries());
    expect(stored).not.toContain(facts.sessionId);
    expect(stored).not.toContain("ada@example.com");
  });

  test("an attempt takes one outcome, and an outcome needs its attempt", async () => {
    const attempt = await recordAttempt(facts);
    await recordOutcome(attempt, { result: "done" });
    await expect(recordOutcome(attempt, { result: "failed" })).rejects.toMatchObject({
      code: "cannot-record",
    });
    const other = { seq: attempt.seq, id: "00000000-0000-4000-8000-000000000000" };
    await expect(recordOutcome(other, { result: "done" })).rejects.toMatchObject({
      code: "cannot-record",
    });
    expect((await verify()).finding).toBeUndefined();
  });

  test.each([
    "UPDATE ledger_entries SET subject = 'x'",
    "DELETE FROM ledger_entries",
    "TRUNCATE ledger_entries",
    "UPDATE ledger_checkpoints SET seq = 1",
    "DELETE FROM ledger_checkpoints",
    "TRUNCATE ledger_checkpoints",
    "DELETE FROM ledger_head",
    "TRUNCATE ledger_head",
  ])("the tables' owner is refused: %s", async (statement) => {
    const { db } = await database();
    const before = await allEntries();
    await expect(db.execute(sql.raw(statement))).rejects.toMatchObject({
      cause: { code: "42501" },
    });
    expect(await allEntries()).toEqual(before);
  });

  // Two instances of the console write one chain, not one each.
  test("sixteen writers in two processes leave one gapless chain", async () => {
    const before = (await verify()).entries;
    const children = [startWriter(8, 12), startWriter(8, 12)];
    const said = await Promise.all(
      children.map(async ({ stdout }) => (await text(stdout)).trim().split("\n")),
    );
    expect(said.flat()).toHaveLength(192);
    const verdict = await verify();
    expect(verdict.finding).toBeUndefined();
    expect(verdict.entries).toBe(before + 384);
  });

  // Fail closed: an operation may run only if its attempt is surely on record.
  test("while the ledger is locked by somebody else, attempts are refused within the limit", async () => {
    const holder = new Client({ connectionString: url() });
    await holder.connect();
    try {
      await holder.query("BEGIN");
      // Given back only after the refusal: whoever waited for the lock would wait for ever.
      await holder.query("SELECT * FROM ledger_head FOR UPDATE");
      await expect(recordAttempt(facts)).rejects.toMatchObject({ code: "cannot-record" });
      await holder.query("ROLLBACK");
    } finally {
      await holder.end();
    }
    const before = (await allEntries()).length;
    const attempt = await recordAttempt(facts);
    expect(attempt.seq).toBe(before + 1);
  });

  test("an error at the outcome is said, and the attempt stays open to be settled", async () => {
    const attempt = await recordAttempt(facts);
    const { db } = await database();
    await db.execute(
      sql`ALTER TABLE ledger_entries ADD CONSTRAINT disk_is_full CHECK (kind = 'attempt') NOT VALID`,
    );
    try {
      await expect(recordOutcome(attempt, { result: "done" })).rejects.toMatchObject({
        code: "cannot-record",
      });
    } finally {
      await db.execute(sql`ALTER TABLE ledger_entries DROP CONSTRAINT disk_is_full`);
    }
    expect(await openAttempts(0)).toContainEqual(attempt);
    await recordOutcome(attempt, { result: "in-doubt" });
    expect(await openAttempts(0)).not.toContainEqual(attempt);
  });

  test("an error at the attempt refuses it and leaves no trace in the chain", async () => {
    const { db } = await database();
    const before = await readHead(db);
    await db.execute(
      sql`ALTER TABLE ledger_entries ADD CONSTRAINT disk_is_full CHECK (false) NOT VALID`,
    );
    try {
      await expect(recordAttempt(facts)).rejects.toMatchObject({ code: "cannot-record" });
    } finally {
      await db.execute(sql`ALTER TABLE ledger_entries DROP CONSTRAINT disk_is_full`);
    }
    expect(await readHead(db)).toEqual(before);
  });

  // What was acknowledged is what the console acts upon: none of it may be lost with the process.
  // Ten here and ten on the other database.
  test("ten processes killed while they write lose no acknowledged entry", async () => {
    const acknowledged: string[] = [];
    const runUntilKilled = async (after: number) => {
      const child = startWriter(4, 100_000);
      let count = 0;
      for await (const line of createInterface(child.stdout)) {
        acknowledged.push(line);
        count += 1;
        if (count === after) child.kill("SIGKILL");
      }
    };
    for (const after of [1, 2, 5, 11, 29]) {
      await Promise.all([runUntilKilled(after), runUntilKilled(after * 2)]);
    }
    const stored = new Set((await allEntries()).map(({ seq, id }) => `${seq} ${id}`));
    const whole = acknowledged.filter((line) => /^\d+ [0-9a-f-]{36}$/.test(line));
    expect(whole.length).toBeGreaterThan(20);
    expect(whole.filter((line) => !stored.has(line))).toEqual([]);
    expect((await verify()).finding).toBeUndefined();
  }, 180_000);
});
