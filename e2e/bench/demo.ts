import { type ChildProcess, spawn } from "node:child_process";
import { rmSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";

/** A whole stack of its own for a measurement. */
export interface Demo {
  address: string;
  aws: string;
}

const ports = { PORT: "3120", SANDBOX_PORT: "3121", OIDC_PORT: "3122", DEMO_DB_PORT: "3123" };
const data = ".data/bench";

/** Starts the production build with an estate, works with it, and ends it whatever happened. */
export async function withDemo(
  { estate }: { estate: string },
  work: (demo: Demo) => Promise<void>,
): Promise<void> {
  rmSync(data, { recursive: true, force: true });
  const runner = spawn(
    process.execPath,
    ["--import", "tsx", "lib/sandbox/demo.ts", "--data", data, "--estate", estate],
    { env: { ...process.env, ...ports }, stdio: ["ignore", "ignore", "inherit"] },
  );
  const ended = new Promise<void>((resolve) => runner.once("exit", () => resolve()));
  try {
    const demo = { address: "http://localhost:3120", aws: "http://127.0.0.1:3121" };
    await ready(runner, `${demo.address}/api/health`);
    await work(demo);
  } finally {
    runner.kill("SIGTERM");
    await ended;
  }
}

async function ready(runner: ChildProcess, url: string): Promise<void> {
  while (runner.exitCode === null) {
    const response = await fetch(url).catch(() => undefined);
    await response?.body?.cancel();
    if (response?.ok) return;
    await pause(200);
  }
  throw new Error(`The stack ended with ${runner.exitCode}`);
}
