import { spawnSync } from "node:child_process";
import { createPublicKey, generateKeyPairSync } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import type { AttemptFacts } from "@/lib/domain/ledger";
import { newestAnchor } from "./anchor";
import { closeDatabases, database } from "./client";
import { databases, useDatabase } from "./databases.test-support";
import { recordAttempt, recordOutcome } from "./ledger";
import { newestCheckpoint } from "./ledger-rows";
import { ledgerState, writeCheckpoint } from "./ledger-state";

const facts: AttemptFacts = {
  operation: "secret.reveal-value",
  person: { issuer: "https://id.example.com", subject: "operator-1", displayName: "Ada" },
  role: "operator",
  sessionId: "0123456789abcdef0123456789abcdef",
};

/** A signing key and an anchor file, as a console in production has them. */
function useAnchor(): { file(): string } {
  const folder = mkdtempSync(join(tmpdir(), "strongroom-anchor-"));
  const file = join(folder, "anchor.jsonl");
  beforeAll(() => {
    const { privateKey } = generateKeyPairSync("ed25519");
    const key = privateKey.export({ format: "der", type: "pkcs8" }).toString("base64");
    vi.stubEnv("STRONGROOM_LEDGER_KEY", key);
    vi.stubEnv("STRONGROOM_LEDGER_ANCHOR", file);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return { file: () => file };
}

async function record(count: number): Promise<void> {
  for (let done = 0; done < count; done += 1) {
    await recordOutcome(await recordAttempt(facts), { result: "done" });
  }
}

/** As the database's owner would, who can switch the triggers off. */
async function tamper(statement: string): Promise<void> {
  const { db } = await database();
  for (const table of ["ledger_entries", "ledger_checkpoints"]) {
    await db.execute(sql.raw(`ALTER TABLE ${table} DISABLE TRIGGER USER`));
  }
  await db.execute(sql.raw(statement));
  for (const table of ["ledger_entries", "ledger_checkpoints"]) {
    await db.execute(sql.raw(`ALTER TABLE ${table} ENABLE TRIGGER USER`));
  }
}

/** What a console that starts now would find. */
async function afterRestart() {
  await closeDatabases();
  return await ledgerState();
}

describe.each(databases)("checkpoints on $kind", ({ kind }) => {
  const anchor = useAnchor();
  useDatabase(kind);

  // Silence must be provable: without idle checkpoints, a cut-off night looks like a quiet one.
  test("are written when nothing happened, each naming the one before, here and in the anchor", async () => {
    expect(await writeCheckpoint()).toBe(true);
    await record(2);
    expect(await writeCheckpoint()).toBe(true);
    expect(await writeCheckpoint()).toBe(true);
    const { db } = await database();
    const newest = await newestCheckpoint(db);
    expect(newest).toMatchObject({ number: 3, seq: 4 });
    expect(newestAnchor(anchor.file())).toMatchObject({ canonical: newest?.canonical });
    expect(readFileSync(anchor.file(), "utf8").trim().split("\n")).toHaveLength(3);
    expect(await afterRestart()).toEqual({ mode: "writing" });
  });

  test("a torn last line of the anchor does not hide the checkpoint before it, nor the next", async () => {
    const whole = readFileSync(anchor.file(), "utf8");
    writeFileSync(anchor.file(), `${whole}{"canonical":"{\\"at`);
    expect(await afterRestart()).toEqual({ mode: "writing" });
    expect(await writeCheckpoint()).toBe(true);
    expect(newestAnchor(anchor.file())?.checkpoint.number).toBe(4);
  });

  test("one is written after a hundred entries, whatever the time", async () => {
    await record(50);
    const { db } = await database();
    await expect
      .poll(async () => (await newestCheckpoint(db))?.seq, { timeout: 20_000 })
      .toBeGreaterThanOrEqual(100);
  });

  // Nobody may go on writing behind a forged past; people in the middle of something may finish.
  test("a ledger that was cut off behind the anchor takes no attempts, but outcomes", async () => {
    const open = await recordAttempt(facts);
    await writeCheckpoint();
    await record(1);
    const attempt = await recordAttempt(facts);
    expect(await writeCheckpoint()).toBe(true);
    await tamper(`DELETE FROM ledger_checkpoints WHERE seq >= ${attempt.seq}`);
    await tamper(`DELETE FROM ledger_entries WHERE seq >= ${attempt.seq}`);
    await tamper(`UPDATE ledger_head SET seq = e.seq, hash = e.hash FROM ledger_entries e
      WHERE e.seq = ${attempt.seq - 1}`);
    const state = await afterRestart();
    expect(state).toMatchObject({
      mode: "read-only",
      finding: { verdict: "truncated", seq: attempt.seq },
    });
    await expect(recordAttempt(facts)).rejects.toMatchObject({ code: "cannot-record" });
    await recordOutcome(open, { result: "done" });
    expect(await writeCheckpoint()).toBe(false);
  });
});

describe.each(databases)("a change behind the last checkpoint on $kind", ({ kind }) => {
  useAnchor();
  useDatabase(kind);

  // A checkpoint over a changed entry would make the change official.
  test("is found before it would be signed", async () => {
    await record(3);
    expect(await writeCheckpoint()).toBe(true);
    await record(3);
    await tamper(`UPDATE ledger_entries SET canonical = replace(canonical, '"v":1', '"v":1,"x":1')
      WHERE seq = 9`);
    expect(await writeCheckpoint()).toBe(false);
    expect(await ledgerState()).toMatchObject({
      mode: "read-only",
      finding: { verdict: "altered", seq: 9 },
    });
    // People are told, once, however often a start or another instance finds it again.
    await afterRestart();
    const { db } = await database();
    const { rows } = await db.execute(sql`SELECT event FROM announcements`);
    expect(rows).toMatchObject([{ event: { kind: "ledger-broken", seq: 9 } }]);
  });
});

/** Each begins where the one before left the ledger; the first bad entry decides. */
const commands: [string, string, number, RegExp][] = [
  [
    "nothing",
    "SELECT 1",
    0,
    /^ok: 20 entries, 1 signed checkpoints, 1 of them in the anchor too\.\n$/,
  ],
  [
    "a forged signature",
    `UPDATE ledger_checkpoints SET signature = '${"A".repeat(86)}=='`,
    4,
    /entry 20\b/,
  ],
  ["a cut-off end", "DELETE FROM ledger_entries WHERE seq >= 19", 5, /entry 19\b/],
  [
    "two entries swapped",
    `UPDATE ledger_entries a SET canonical = b.canonical, hash = b.hash, prev_hash = b.prev_hash
      FROM ledger_entries b WHERE (a.seq, b.seq) IN ((11, 15), (15, 11))`,
    3,
    /entry 11\b/,
  ],
  ["a deleted entry", "DELETE FROM ledger_entries WHERE seq = 8", 2, /entry 8\b/],
  [
    "a changed column",
    "UPDATE ledger_entries SET subject = 'somebody' WHERE seq = 5",
    1,
    /entry 5\b/,
  ],
  ["no tables", "DROP TABLE ledger_entries", 6, /^unreadable/],
];

describe("npm run verify-ledger", () => {
  const anchor = useAnchor();
  useDatabase("postgres");

  function verifyLedger(...args: string[]) {
    const program = ["--import", "tsx", "--conditions=react-server", "lib/db/verify-ledger.ts"];
    return spawnSync(process.execPath, [...program, ...args], { encoding: "utf8" });
  }

  test.each(commands)("%s", async (_name, statement, status, says) => {
    const { db } = await database();
    if (status === 0) {
      await record(10);
      await writeCheckpoint();
    }
    if (status === 6) await db.execute(sql.raw(statement));
    else await tamper(statement);
    const run = verifyLedger();
    expect(run.stdout).toMatch(says);
    expect(run.status).toBe(status);
    expect(run.stderr).toBe("");
  });

  test("says so when there is no key to check signatures with, or no such anchor", () => {
    const key = createPublicKey(generateKeyPairSync("ed25519").privateKey);
    const file = join(anchor.file(), "../public.pem");
    writeFileSync(file, key.export({ format: "pem", type: "spki" }));
    vi.stubEnv("STRONGROOM_LEDGER_KEY", "");
    expect(verifyLedger()).toMatchObject({ status: 6 });
    expect(verifyLedger("--anchor", "/nowhere/anchor")).toMatchObject({ status: 6 });
    vi.stubEnv("DATABASE_URL", "");
    expect(verifyLedger().stdout).toMatch(/DATABASE_URL is missing/);
  });
});
