import { type ChildProcess, spawn } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
} from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import pg from "pg";
import type { TestProject } from "vitest/node";

const folder = mkdtempSync(join(tmpdir(), "strongroom-tests-"));
const children: ChildProcess[] = [];
const lenders: Record<string, Lender> = {
  embedded: embeddedLender(),
  postgres: postgresLender(),
};
const server = createServer((request, response) => {
  const url = new URL(request.url ?? "/", "http://broker");
  const lender = lenders[url.pathname.slice(1)];
  const back = url.searchParams.get("back");
  const work = back ? lender?.takeBack(back) : lender?.lend();
  Promise.resolve(work).then(
    (address) => response.end(address ?? ""),
    (error: unknown) => response.writeHead(500).end(String(error)),
  );
});

/**
 * Lends databases to test files, for Vitest's `globalSetup`. Nothing starts before a file asks.
 * One real PostgreSQL serves all, each file with a database of its own. The embedded one has but
 * one database per process, so there are as many processes as files that run at a time, and a
 * file finds its process emptied.
 */
export async function setup({ provide }: TestProject): Promise<void> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  provide("databaseBroker", `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
}

/** Ends what was started. */
export async function teardown(): Promise<void> {
  server.close();
  server.closeAllConnections();
  await Promise.all(children.map(ended));
  rmSync(folder, { recursive: true, force: true });
}

declare module "vitest" {
  interface ProvidedContext {
    databaseBroker: string;
  }
}

interface Lender {
  lend(): Promise<string>;
  takeBack(url: string): Promise<void>;
}

function postgresLender(): Lender {
  let server: Promise<string> | undefined;
  let count = 0;
  const address = () => {
    server ??= started(["lib/sandbox/real-postgres.ts"]).then(
      (line) => JSON.parse(line).url as string,
    );
    return server;
  };
  return {
    async lend() {
      const url = new URL(await address());
      count += 1;
      const name = `test_${count}`;
      await run(url.href, `CREATE DATABASE ${name}`);
      url.pathname = `/${name}`;
      return url.href;
    },
    async takeBack(url) {
      await run(await address(), `DROP DATABASE ${new URL(url).pathname.slice(1)} WITH (FORCE)`);
    },
  };
}

function embeddedLender(): Lender {
  const idle: string[] = [];
  let count = 0;
  return {
    async lend() {
      const free = idle.pop();
      if (free) return free;
      count += 1;
      const data = join(folder, `embedded-${count}`);
      cpSync(await emptyFolder(), data, { recursive: true });
      const line = await started(embedded(data));
      const port = /127\.0\.0\.1:(\d+)/.exec(line)?.[1];
      return `postgres://postgres@127.0.0.1:${port}/postgres`;
    },
    async takeBack(url) {
      await run(url, "DROP SCHEMA public CASCADE; CREATE SCHEMA public");
      idle.push(url);
    },
  };
}

let empty: Promise<string> | undefined;

/** An initialised data folder to copy, made once however many files ask at the same moment. */
function emptyFolder(): Promise<string> {
  empty ??= makeEmptyFolder();
  return empty;
}

/** Making one takes seconds, so it is kept between runs. */
async function makeEmptyFolder(): Promise<string> {
  const cache = fileURLToPath(new URL("../../node_modules/.cache/strongroom", import.meta.url));
  const kept = join(cache, `pglite-${versionOf("@electric-sql/pglite")}`);
  if (existsSync(kept)) return kept;
  const fresh = join(folder, "fresh");
  const { child, firstLine } = start(embedded(fresh));
  await firstLine;
  // The folder is copied at rest. Others may have started programs meanwhile: only this one ends.
  await ended(child);
  mkdirSync(cache, { recursive: true });
  const copy = `${kept}.${process.pid}`;
  cpSync(fresh, copy, { recursive: true });
  try {
    renameSync(copy, kept);
  } catch {
    // Another run was first.
    rmSync(copy, { recursive: true, force: true });
  }
  return kept;
}

function versionOf(name: string): string {
  const project = JSON.parse(readFileSync("package.json", "utf8"));
  return project.devDependencies[name];
}

function embedded(data: string): string[] {
  return ["lib/sandbox/postgres.ts", "--port", "0", "--data", data];
}

/** Starts a program of the sandbox and answers the first line it prints. */
function started(program: string[]): Promise<string> {
  return start(program).firstLine;
}

function start(program: string[]): { child: ChildProcess; firstLine: Promise<string> } {
  const leash = new URL("../sandbox/leash.mjs", import.meta.url);
  leash.searchParams.set("runner", String(process.pid));
  const child = spawn(process.execPath, ["--import", leash.href, "--import", "tsx", ...program], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  children.push(child);
  const firstLine = new Promise<string>((resolve, reject) => {
    createInterface(child.stdout).once("line", resolve);
    child.once("exit", (code) => reject(new Error(`${program[0]} ended with ${code}`)));
  });
  return { child, firstLine };
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const end = new Promise((resolve) => child.once("exit", resolve));
  child.stdin?.end();
  child.kill("SIGTERM");
  await end;
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
