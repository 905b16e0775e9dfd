/**
 * The ledger beside the least that could stand in its place: an audited append beside a bare
 * INSERT (P12), on both kinds of database, and the verification of 100,000 entries beside a bare
 * chain of SHA-256 over the same bytes (P13).
 */
import { type ChildProcess, spawn } from "node:child_process";
import { createHash, generateKeyPairSync } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import pg from "pg";
import { canonicalText, entryHash, NO_HASH } from "@/lib/db/chain";
import { closeDatabases, database } from "@/lib/db/client";
import { recordAttempt } from "@/lib/db/ledger";
import { entriesAfter, readHead } from "@/lib/db/ledger-rows";
import { verifyLedger } from "@/lib/db/verify";
import type { StoredEntry } from "@/lib/db/verify-chain";
import type { AttemptFacts } from "@/lib/domain/ledger";
import { cpuMs, pairs, report, wallMs } from "./ratio";

const PAIRS = 15;
const APPENDS = 100;
const ENTRIES = 100_000;
const VERIFICATIONS = 7;

const root = new URL("../../", import.meta.url).pathname;
const folder = mkdtempSync(join(tmpdir(), "strongroom-bench-"));

const facts: AttemptFacts = {
  operation: "secret.reveal-value",
  person: { issuer: "https://id.example.com", subject: "operator-1", displayName: "Ada" },
  role: "operator",
  sessionId: "0123456789abcdef0123456789abcdef",
  subject: "arn:aws:secretsmanager:eu-west-1:111122223333:secret:payments/database-AbCdEf",
  place: { accountId: "111122223333", region: "eu-west-1" },
};

/** Starts a program of the sandbox and answers the first line it prints. */
async function start(...program: string[]): Promise<{ child: ChildProcess; line: string }> {
  const leash = `${root}lib/sandbox/leash.mjs?runner=${process.pid}`;
  const child = spawn(
    process.execPath,
    ["--import", `file://${leash}`, "--import", "tsx", ...program],
    {
      cwd: root,
      stdio: ["pipe", "pipe", "inherit"],
    },
  );
  for await (const line of createInterface({ input: child.stdout })) return { child, line };
  throw new Error(`${program[0]} ended`);
}

async function end(child: ChildProcess): Promise<void> {
  const ended = new Promise((resolve) => child.once("exit", resolve));
  child.stdin?.end();
  child.kill("SIGTERM");
  await ended;
}

async function repeat(count: number, work: () => Promise<unknown>): Promise<void> {
  for (let done = 0; done < count; done += 1) await work();
}

/** P12: both wait for the disk as the database does by default. */
async function measureAppend(name: string, url: string): Promise<void> {
  process.env.DATABASE_URL = url;
  const pool = new pg.Pool({ connectionString: url, max: 1 });
  await pool.query("CREATE TABLE bare (seq bigserial PRIMARY KEY, entry text NOT NULL)");
  await recordAttempt(facts);
  const entry = canonicalText({ ...facts, at: new Date().toISOString() });
  const append = () => recordAttempt(facts);
  const insert = () => pool.query("INSERT INTO bare (entry) VALUES ($1)", [entry]);
  await repeat(APPENDS, append);
  await repeat(APPENDS, insert);
  const runs = await pairs(
    PAIRS,
    () => wallMs(() => repeat(APPENDS, append)),
    () => wallMs(() => repeat(APPENDS, insert)),
  );
  const unit = `ms for ${APPENDS} audited appends / for ${APPENDS} bare INSERTs`;
  report({ bar: `P12 ${name}`, limit: 3, unit, runs });
  await pool.end();
  await closeDatabases();
}

/**
 * P13, twice: over rows in memory, as the bar was set, and with the rows read from PostgreSQL by
 * both sides, which is what an auditor waits for.
 */
async function measureVerify(url: string): Promise<void> {
  process.env.DATABASE_URL = url;
  const { db } = await database();
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query("ALTER TABLE ledger_entries DISABLE TRIGGER USER; TRUNCATE ledger_entries");
  const all = await fill(client);
  const head = await readHead(db);
  if (!head) throw new Error("the ledger has no head");
  const verify = async (entries: Parameters<typeof verifyLedger>[0]["entries"]) => {
    const verdict = await verifyLedger({ head, entries, checkpoints: [] }, []);
    if (verdict.finding || verdict.entries !== ENTRIES) throw new Error("it does not verify");
  };
  const chain = (rows: { canonical: string }[], from = NO_HASH) =>
    rows.reduce((hash, { canonical }) => {
      return createHash("sha256").update(hash).update(canonical).digest("hex");
    }, from);
  const readAndChain = async () => {
    let hash = NO_HASH;
    for (let after = 0; after < ENTRIES; after += 2_000) {
      const { rows } = await client.query(
        "SELECT * FROM ledger_entries WHERE seq > $1 ORDER BY seq LIMIT 2000",
        [after],
      );
      hash = chain(rows, hash);
    }
  };
  await verify([all]);
  chain(all);
  const inMemory = await pairs(
    VERIFICATIONS,
    () => cpuMs(() => verify([all])),
    () => cpuMs(async () => chain(all)),
  );
  const what = `to verify ${ENTRIES} entries / for a bare SHA-256 chain`;
  const cpu = `ms of CPU ${what}, both in memory`;
  report({ bar: "P13 in memory", limit: 4, unit: cpu, runs: inMemory });
  const fromDatabase = await pairs(
    VERIFICATIONS,
    () => wallMs(() => verify(entriesAfter(db, 0))),
    () => wallMs(readAndChain),
  );
  const wall = `ms ${what}, both from PostgreSQL`;
  report({ bar: "P13 read", limit: 4, unit: wall, runs: fromDatabase });
  await client.end();
  await closeDatabases();
}

/** Writes a chain as the console would have, without its 100,000 round trips. */
async function fill(client: pg.Client): Promise<StoredEntry[]> {
  const { rows } = await client.query("SELECT log_id FROM ledger_head");
  const logId = String(rows[0]?.log_id);
  const all: StoredEntry[] = [];
  for (let seq = 1; seq <= ENTRIES; seq += 1) {
    all.push(entryOf(logId, seq, all.at(-1)?.hash ?? NO_HASH));
  }
  for (let from = 0; from < ENTRIES; from += 5_000) {
    await client.query(
      `INSERT INTO ledger_entries SELECT seq, at, kind, id, attempt, operation, issuer, subject,
        target, result, canonical, "prevHash", hash
      FROM json_to_recordset($1) AS given (seq bigint, at timestamptz, kind text, id text,
        attempt bigint, operation text, issuer text, subject text, target text, result text,
        canonical text, "prevHash" text, hash text)`,
      [JSON.stringify(all.slice(from, from + 5_000))],
    );
  }
  const last = all.at(-1);
  await client.query("UPDATE ledger_head SET seq = $1, hash = $2", [last?.seq, last?.hash]);
  return all;
}

function entryOf(logId: string, seq: number, prevHash: string): StoredEntry {
  const isAttempt = seq % 2 === 1;
  const attempt = isAttempt ? null : seq - 1;
  const id = `00000000-0000-4000-8000-${String(attempt ?? seq).padStart(12, "0")}`;
  const at = new Date(Date.UTC(2026, 10, 21) + seq * 1000).toISOString();
  const kind = isAttempt ? "attempt" : "outcome";
  const { operation, person, role, subject: target, place } = facts;
  const own = isAttempt
    ? { operation, person, role, target, place, session: facts.sessionId.slice(0, 16) }
    : { attempt, result: "done", aws: { awsRequestIds: ["7d5f3c1a-0b2e-4c6d-8e9f-a1b2c3d4e5f6"] } };
  const instance = "6f1c9a52-0d3e-4b8e-9c53-0a1b2c3d4e5f";
  const canonical = canonicalText({ ...own, at, id, instance, kind, v: 1 });
  return {
    seq,
    at,
    kind,
    id,
    attempt,
    operation,
    issuer: person.issuer,
    subject: person.subject,
    target: target ?? null,
    result: isAttempt ? null : "done",
    canonical,
    prevHash,
    hash: entryHash({ logId, seq, prevHash, canonical }),
  };
}

const { privateKey } = generateKeyPairSync("ed25519");
const key = privateKey.export({ format: "der", type: "pkcs8" });
process.env.STRONGROOM_LEDGER_KEY = key.toString("base64");
const real = await start("lib/sandbox/real-postgres.ts", "--durable");
const embedded = await start(
  "lib/sandbox/postgres.ts",
  "--port",
  "0",
  "--data",
  join(folder, "data"),
);
try {
  const { url } = JSON.parse(real.line);
  const port = /127\.0\.0\.1:(\d+)/.exec(embedded.line)?.[1];
  process.env.STRONGROOM_LEDGER_ANCHOR = join(folder, "real.jsonl");
  await measureAppend("PostgreSQL", url);
  process.env.STRONGROOM_LEDGER_ANCHOR = join(folder, "embedded.jsonl");
  await measureAppend("embedded", `postgres://postgres@127.0.0.1:${port}/postgres`);
  process.env.STRONGROOM_LEDGER_ANCHOR = "";
  await measureVerify(url);
} finally {
  await Promise.all([end(real.child), end(embedded.child)]);
  rmSync(folder, { recursive: true, force: true });
}
