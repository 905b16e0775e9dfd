import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { text } from "node:stream/consumers";
import { setTimeout as pause } from "node:timers/promises";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const place = mkdtempSync(join(tmpdir(), "strongroom-embedded-"));
const folder = join(place, "data");
const children: ChildProcess[] = [];

function start() {
  const leash = new URL("./leash.mjs", import.meta.url);
  leash.searchParams.set("runner", String(process.pid));
  const program = ["lib/sandbox/postgres.ts", "--port", "0", "--data", folder];
  const child = spawn(process.execPath, ["--import", leash.href, "--import", "tsx", ...program], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  children.push(child);
  return child;
}

async function started(): Promise<{ child: ChildProcess; url: string }> {
  const child = start();
  for await (const line of createInterface({ input: child.stdout })) {
    const port = /127\.0\.0\.1:(\d+)/.exec(line)?.[1];
    if (port) return { child, url: `postgres://postgres@127.0.0.1:${port}/postgres` };
  }
  throw new Error(await text(child.stderr));
}

async function ended(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  const end = new Promise((resolve) => child.once("exit", resolve));
  child.kill(signal);
  await end;
}

afterAll(() => {
  for (const child of children) child.kill("SIGKILL");
  rmSync(place, { recursive: true, force: true });
});

// A folder abandoned half-made never opens again, so no moment of the first start may leave one.
test("killed at any moment of its first start, it starts well the next time", async () => {
  for (const isReached of [
    () => readdirSync(place).some((name) => name.includes(".init-")),
    () => readdirSync(place).some((name) => existsSync(join(place, name, "PG_VERSION"))),
  ]) {
    const child = start();
    while (!isReached()) await pause(5);
    await ended(child, "SIGKILL");
    expect(existsSync(folder)).toBe(false);
  }
  const { child } = await started();
  await ended(child, "SIGTERM");
  expect(readdirSync(place)).toEqual(["data"]);
}, 240_000);

describe("clients that share the one session", () => {
  let server: { child: ChildProcess; url: string };
  let pool: pg.Pool;

  beforeAll(async () => {
    server = await started();
    pool = new pg.Pool({ connectionString: server.url, max: 5 });
    pool.on("error", () => undefined);
    await pool.query("CREATE TABLE rows (id int PRIMARY KEY, value text)");
  });
  afterAll(() => pool.end());

  // The server that PGlite ships failed here: a large parameter comes in several packets, and
  // another client's statement ran with it.
  test("large and small parameters at once never meet another's statement", async () => {
    const answers = await Promise.all(
      Array.from({ length: 120 }, async (_, index) => {
        const filler = "x".repeat(index % 2 ? 200_000 : 5);
        const { rows } = await (index % 2
          ? pool.query("SELECT $1::int AS own, length($2::text) AS size", [index, filler])
          : pool.query("SELECT $2::int AS own, length($1::text) AS size", [filler, index]));
        return { own: rows[0].own - index, size: rows[0].size - filler.length };
      }),
    );
    expect(new Set(answers.map((answer) => JSON.stringify(answer)))).toEqual(
      new Set(['{"own":0,"size":0}']),
    );
  });

  test("failed statements keep their own error and do not shift anybody's answer", async () => {
    const answers = await Promise.all(
      Array.from({ length: 200 }, async (_, index) => {
        const kind = index % 4;
        const statement = [
          "SELECT $1::int",
          "SELECT $1::int / 0",
          "SELECT $1::int, nope",
          "SELEC $1",
        ];
        try {
          const { rows } = await pool.query({
            text: statement[kind] ?? "",
            values: [index],
            rowMode: "array",
          });
          return rows[0]?.[0] === index ? "own" : "another's";
        } catch (error) {
          return (error as pg.DatabaseError).code;
        }
      }),
    );
    const expected = ["own", "22012", "42703", "42601"];
    expect(answers).toEqual(answers.map((_, index) => expected[index % 4]));
  });

  test("forty transactions over five connections each see their own and all are kept", async () => {
    await pool.query("INSERT INTO rows VALUES (0, '0')");
    await Promise.all(
      Array.from({ length: 40 }, async () => {
        const client = await pool.connect();
        try {
          await client.query("BEGIN");
          const { rows } = await client.query("SELECT value FROM rows WHERE id = 0 FOR UPDATE");
          await client.query("UPDATE rows SET value = $1 WHERE id = 0", [
            Number(rows[0].value) + 1,
          ]);
          await client.query("COMMIT");
        } finally {
          client.release();
        }
      }),
    );
    expect((await pool.query("SELECT value FROM rows WHERE id = 0")).rows).toEqual([
      { value: "40" },
    ]);
  });

  test("a row of five megabytes comes back as it went", async () => {
    const value = "0123456789abcdef".repeat(327_680);
    await pool.query("INSERT INTO rows VALUES (1, $1)", [value]);
    const { rows } = await pool.query("SELECT value FROM rows WHERE id = 1");
    expect(rows[0].value === value).toBe(true);
  });

  test("a client that dies inside a transaction is rolled back and holds nobody up", async () => {
    const client = new pg.Client({ connectionString: server.url });
    client.on("error", () => undefined);
    await client.connect();
    await client.query("BEGIN");
    await client.query("INSERT INTO rows VALUES (2, 'never')");
    const waiting = pool.query("SELECT count(*)::int AS count FROM rows WHERE id = 2");
    (
      client as unknown as { connection: { stream: { destroy(): void } } }
    ).connection.stream.destroy();
    expect((await waiting).rows).toEqual([{ count: 0 }]);
  });

  // Who gave up waiting must not have acted: an append nobody waits for any more stays undone.
  test("a client that goes away while it waits for its turn has asked for nothing", async () => {
    const holder = await pool.connect();
    await holder.query("BEGIN");
    const waiter = new pg.Client({ connectionString: server.url, query_timeout: 200 });
    waiter.on("error", () => undefined);
    const connected = waiter.connect();
    await holder.query("COMMIT");
    await connected;
    await holder.query("BEGIN");
    await expect(waiter.query("INSERT INTO rows VALUES (3, 'late')")).rejects.toThrow(/timeout/);
    await waiter.end().catch(() => undefined);
    // The server hears clients in the order in which they spoke: after this answer it knows.
    await holder.query("SELECT 1");
    await holder.query("COMMIT");
    holder.release();
    expect((await pool.query("SELECT id FROM rows WHERE id = 3")).rows).toEqual([]);
  });

  test("a second process on the same folder is refused in one sentence", async () => {
    const second = start();
    const [said, code] = await Promise.all([
      text(second.stderr),
      new Promise((resolve) => second.once("exit", resolve)),
    ]);
    expect(said).toBe(
      `The folder ${folder} is in use by process ${server.child.pid}: end that first.\n`,
    );
    expect(code).toBe(1);
  });

  test("killed while rows are written, it has every acknowledged one when it starts again", async () => {
    const acknowledged: number[] = [];
    const writers = Array.from({ length: 5 }, async (_, writer) => {
      for (let id = 1_000 + writer; ; id += 5) {
        await pool.query("INSERT INTO rows VALUES ($1, 'row')", [id]);
        acknowledged.push(id);
        if (acknowledged.length === 200) server.child.kill("SIGKILL");
      }
    });
    await Promise.allSettled(writers);
    const again = await started();
    const client = new pg.Client({ connectionString: again.url });
    await client.connect();
    const { rows } = await client.query("SELECT id FROM rows WHERE id >= 1000");
    await client.end();
    await ended(again.child, "SIGTERM");
    const kept = new Set(rows.map(({ id }) => id));
    expect(acknowledged.length).toBeGreaterThanOrEqual(200);
    expect(acknowledged.filter((id) => !kept.has(id))).toEqual([]);
  });
});
