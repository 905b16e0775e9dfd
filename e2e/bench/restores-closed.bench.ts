/**
 * The page of closed restore requests with 50,000 of them beside 500: its first page, and a page in
 * the middle, which a listing by offset would pay for. As the read answers it, with its counts.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { createInterface } from "node:readline";
import pg from "pg";
import { closeDatabases, database } from "@/lib/db/client";
import type { Session } from "@/lib/domain/session";
import { inbox } from "@/lib/restores/view";
import { pairs, report, wallMs } from "./ratio";

const FEW = 500;
const MANY = 50_000;
const PAIRS = 15;
/** Reads of a page per measurement: one alone is a few milliseconds. */
const READS = 20;

const root = new URL("../../", import.meta.url).pathname;

const auditor = {
  id: "a".repeat(64),
  person: { issuer: "https://id.example.com", subject: "auditor-1", displayName: "Ada" },
  roles: ["auditor"],
  role: "auditor",
  groups: [],
} as unknown as Session;

/** Starts the real server, which says its address. */
async function startPostgres(): Promise<{ child: ChildProcess; url: string }> {
  const leash = `file://${root}lib/sandbox/leash.mjs?runner=${process.pid}`;
  const child = spawn(
    process.execPath,
    ["--import", leash, "--import", "tsx", "lib/sandbox/real-postgres.ts"],
    { cwd: root, stdio: ["pipe", "pipe", "inherit"] },
  );
  for await (const line of createInterface({ input: child.stdout }))
    return { child, url: JSON.parse(line).url };
  throw new Error("PostgreSQL ended");
}

/** A database of its own with so many closed requests, each with a vote and four events. */
async function withClosed(server: string, count: number): Promise<string> {
  const own = new URL(server);
  own.pathname = `/closed_${count}`;
  await run(server, `CREATE DATABASE closed_${count}`);
  process.env.DATABASE_URL = own.href;
  await database();
  await run(
    own.href,
    `INSERT INTO restore_requests (id, state, version, secret_arn, secret_name, account_id, region,
      deleted_at, purge_not_before, reason, steps, digest, requester_issuer, requester_subject,
      requester_name, created_at, expires_at, evidence, closed_at)
    SELECT 'request-' || n, 'executed', 4,
      'arn:aws:secretsmanager:eu-west-1:111122223333:secret:app/' || n || '-AbCdEf', 'app/' || n,
      '111122223333', 'eu-west-1', at - interval '1 day', at + interval '6 days',
      'An application still asks for it every half hour.',
      '[{"name":"any approver","approvals":1,"groups":[]}]', repeat('d', 64),
      'https://id.example.com', 'operator-' || n % 40, 'Operator', at, at + interval '20 hours',
      json_build_object('clock', json_build_object('readers', repeat(md5(n::text), 90))),
      at + interval '1 hour'
    FROM (SELECT n, timestamptz '2026-11-01' - n * interval '7 minutes' AS at
      FROM generate_series(1, ${count}) AS n) AS made;
    INSERT INTO restore_votes (request_id, requester_issuer, requester_subject, approver_issuer,
      approver_subject, approver_name, groups, decision, digest)
    SELECT id, requester_issuer, requester_subject, requester_issuer, 'approver-1', 'Approver',
      '{}', 'approve', digest FROM restore_requests;
    INSERT INTO restore_events (request_id, kind, who, text, to_state, version, ledger_seq)
    SELECT id, 'transition', 'Somebody', 'text', 'executed', made, 1
      FROM restore_requests, generate_series(1, 4) AS made;
    ANALYZE`,
  );
  return own.href;
}

async function run(connectionString: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

/** Milliseconds for a page of closed requests, read as often as `READS` says. */
async function pageMs(url: string, before?: string): Promise<number> {
  process.env.DATABASE_URL = url;
  return await wallMs(async () => {
    for (let read = 0; read < READS; read += 1) {
      const { rows } = await inbox(auditor, { box: "closed", before });
      if (rows.length !== 50) throw new Error(`a page of ${rows.length} requests`);
    }
  });
}

/** Where the page after half of all requests begins. */
function middleOf(count: number): string {
  const at = Date.UTC(2026, 10, 1, 1) - (count / 2) * 7 * 60_000;
  return `${new Date(at).toISOString()}/request-${count / 2}`;
}

const { privateKey } = generateKeyPairSync("ed25519");
const key = privateKey.export({ format: "der", type: "pkcs8" }).toString("base64");
Object.assign(process.env, {
  STRONGROOM_LEDGER_KEY: key,
  STRONGROOM_CONFIG: `${root}lib/config.example.yaml`,
  NEXTAUTH_URL: "https://strongroom.example.com",
  NEXTAUTH_SECRET: "0123456789abcdef0123456789abcdef",
  OIDC_CLIENT_SECRET: "client-secret-of-the-bench",
  STRONGROOM_WEBHOOK_KEY: "0123456789abcdef0123456789abcdef",
  STRONGROOM_SMTP_PASSWORD: "smtp-password-of-the-bench",
  STRONGROOM_WEBHOOK_URL_ONCALL: "https://hooks.example.com/strongroom",
});
const { child, url: server } = await startPostgres();
try {
  const [few, many] = [await withClosed(server, FEW), await withClosed(server, MANY)];
  for (const url of [few, many]) await pageMs(url);
  const unit = `ms for ${READS} reads of a page with ${MANY} closed requests / with ${FEW}`;
  const first = await pairs(
    PAIRS,
    () => pageMs(many),
    () => pageMs(few),
  );
  report({ bar: "closed requests, first page", limit: 1.5, unit, runs: first });
  const middle = await pairs(
    PAIRS,
    () => pageMs(many, middleOf(MANY)),
    () => pageMs(few, middleOf(FEW)),
  );
  report({ bar: "closed requests, a page in the middle", limit: 1.5, unit, runs: middle });
} finally {
  await closeDatabases();
  const ended = new Promise((resolve) => child.once("exit", resolve));
  child.stdin?.end();
  child.kill("SIGTERM");
  await ended;
}
