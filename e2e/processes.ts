import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, openSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "@playwright/test";
import { z } from "zod";
import { stack } from "./stack";

/** A server that a test started beside the stack, and ends again. */
export interface Server {
  address: string;
  log: () => string;
  /** Ends it, by default as a crash would: at once and unasked. Resolves when it is gone. */
  end: (signal?: NodeJS.Signals) => Promise<void>;
}

/** The secrets that the stack's runner made; a second console on its database needs the same. */
export function stackSecrets(): Record<string, string> {
  const text = readFileSync(join(stack.data, "secrets.json"), "utf8");
  return z.record(z.string(), z.string()).parse(JSON.parse(text));
}

/**
 * A second production server on the stack's database, with the environment given on top. Cookies
 * do not know ports, so whoever is signed in on the stack is signed in here too.
 */
export function startConsole(port: number, environment: Record<string, string>): Promise<Server> {
  const address = `http://localhost:${port}`;
  return startServer({
    name: `console-${port}`,
    args: ["node_modules/next/dist/bin/next", "start", "-H", "127.0.0.1", "-p", String(port)],
    environment: {
      ...stackSecrets(),
      STRONGROOM_CONFIG: join(stack.data, "strongroom.yaml"),
      DATABASE_URL: stack.database,
      NEXTAUTH_URL: address,
      AWS_ENDPOINT_URL: stack.aws,
      AWS_REGION: "eu-west-1",
      AWS_ACCESS_KEY_ID: "AKIASTRONGROOMCONSOLE",
      AWS_SECRET_ACCESS_KEY: "sandbox-console",
      ...environment,
    },
    address,
    readyPath: "/api/health",
  });
}

interface Wanted {
  name: string;
  args: readonly string[];
  /** Program to run; node if absent. */
  command?: string;
  environment: Readonly<Record<string, string>>;
  address: string;
  /** Answers with success once the server is up. */
  readyPath: string;
}

/** Starts a server and waits until it answers. */
export async function startServer(wanted: Wanted): Promise<Server> {
  const { name, args, command = process.execPath, environment, address, readyPath } = wanted;
  const log = join(stack.data, "logs", `${name}.log`);
  const output = openSync(log, "a");
  const child = spawn(command, args, {
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      NODE_ENV: "production",
      ...environment,
    },
    stdio: ["ignore", output, output],
  });
  closeSync(output);
  // A test that fails does not come to its end: what it left would answer for the next one.
  const endWithWorker = () => child.kill("SIGKILL");
  process.once("exit", endWithWorker);
  child.once("exit", () => process.off("exit", endWithWorker));
  const server: Server = {
    address,
    log: () => readFileSync(log, "utf8"),
    end: (signal = "SIGKILL") => endOf(child, signal),
  };
  try {
    await expect
      .poll(() => answers(child, `${address}${readyPath}`), { timeout: 40_000, intervals: [100] })
      .toBe(true);
  } catch (error) {
    await server.end();
    throw new Error(`${name} did not answer:\n${server.log().slice(-2_000)}`, { cause: error });
  }
  return server;
}

async function answers(child: ChildProcess, url: string): Promise<boolean> {
  if (child.exitCode !== null) throw new Error(`ended with ${child.exitCode}`);
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(2_000) });
    await response.body?.cancel();
    return response.ok;
  } catch {
    return false;
  }
}

function endOf(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  const gone = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  child.kill(signal);
  return gone;
}
