import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createConnection } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "@playwright/test";
import { testPort } from "./stack";

const ports = {
  PORT: String(testPort(10)),
  SANDBOX_PORT: String(testPort(9)),
  OIDC_PORT: String(testPort(8)),
  DEMO_DB_PORT: String(testPort(7)),
};

let folder: string;
test.beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "strongroom-e2e-demo-"));
});
test.afterEach(() => rmSync(folder, { recursive: true, force: true }));

interface Running {
  runner: ChildProcess;
  printed: () => string;
  ended: Promise<number | null>;
}

function startDemo(data = folder): Running {
  const runner = spawn(
    process.execPath,
    ["--import", "tsx", "lib/sandbox/demo.ts", "--no-build", "--data", data],
    { env: { ...process.env, ...ports }, stdio: ["ignore", "pipe", "pipe"] },
  );
  let text = "";
  for (const stream of [runner.stdout, runner.stderr]) {
    stream.on("data", (chunk: Buffer) => {
      text += chunk.toString("utf8");
    });
  }
  const ended = new Promise<number | null>((resolve) => runner.once("exit", resolve));
  return { runner, printed: () => text, ended };
}

/** Every process below the given one. */
function descendantsOf(pid: number): number[] {
  const rows = execFileSync("ps", ["-eo", "pid=,ppid="], { encoding: "utf8" })
    .trim()
    .split("\n")
    .map((line) => line.trim().split(/\s+/).map(Number));
  const children = rows.filter(([, parent]) => parent === pid).map(([child = 0]) => child);
  return children.flatMap((child) => [child, ...descendantsOf(child)]);
}

function isAlive(pid: number): boolean {
  const state = `/proc/${pid}/stat`;
  return existsSync(state) && !readFileSync(state, "utf8").includes(") Z ");
}

function takesConnections(port: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection({ port: Number(port), host: "127.0.0.1" });
    socket.once("connect", () => resolve(true)).once("error", () => resolve(false));
    socket.once("connect", () => socket.destroy());
  });
}

// What the README promises: it starts, says how, refuses a second run, and Ctrl-C ends all of it.
test("the demo starts, tells what it is, and leaves no process behind", async () => {
  const { runner, printed, ended } = startDemo();
  await expect.poll(printed, { timeout: 50_000 }).toContain("Strongroom is ready");
  expect(printed()).toContain(`http://localhost:${ports.PORT}`);
  expect(printed()).toContain("survives a killed process");
  for (const person of ["operator-1", "approver-1", "auditor-1", "chief-1"]) {
    expect(printed()).toContain(person);
  }
  console.log(printed().match(/started in [\d.]+ s/)?.[0]);
  const health = await fetch(`http://localhost:${ports.PORT}/api/health`);
  expect(await health.json()).toMatchObject({ status: "ok" });

  const same = startDemo();
  expect(await same.ended).toBe(1);
  expect(same.printed()).toContain("is in use by process");
  const elsewhere = startDemo(join(folder, "other"));
  expect(await elsewhere.ended).toBe(1);
  expect(elsewhere.printed()).toContain(`Port ${ports.PORT} for the console is taken; set PORT`);

  const family = descendantsOf(runner.pid ?? 0);
  expect(family.length).toBeGreaterThanOrEqual(4);
  runner.kill("SIGINT");
  expect(await ended).toBe(130);
  expect(family.filter(isAlive)).toEqual([]);
  for (const port of Object.values(ports)) expect(await takesConnections(port)).toBe(false);
});

// Nobody can clean up after a kill -9 but the children themselves.
test("the demo's processes end when the runner is killed, and a part's death ends all", async () => {
  const first = startDemo();
  await expect.poll(first.printed, { timeout: 50_000 }).toContain("Strongroom is ready");
  const family = descendantsOf(first.runner.pid ?? 0);
  first.runner.kill("SIGKILL");
  await expect.poll(() => family.filter(isAlive), { timeout: 10_000 }).toEqual([]);

  const second = startDemo();
  await expect.poll(second.printed, { timeout: 50_000 }).toContain("Strongroom is ready");
  const [victim = 0, ...others] = descendantsOf(second.runner.pid ?? 0);
  process.kill(victim, "SIGKILL");
  expect(await second.ended).toBe(1);
  expect(second.printed()).toMatch(/The [\w -]+ ended \(SIGKILL\)/);
  expect(others.filter(isAlive)).toEqual([]);
});
