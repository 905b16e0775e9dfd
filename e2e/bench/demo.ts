import { type ChildProcess, spawn } from "node:child_process";
import { readFileSync, rmSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { z } from "zod";

/** A whole stack of its own for a measurement. */
export interface Demo {
  address: string;
  aws: string;
}

/** Where the stack stands; the same variables as for the demo move it. */
const ports = {
  console: Number(process.env.PORT || 3120),
  aws: Number(process.env.SANDBOX_PORT || 3121),
  oidc: Number(process.env.OIDC_PORT || 3122),
  database: Number(process.env.DEMO_DB_PORT || 3123),
};
const data = ".data/bench";

/** What a call to a real Region takes, in milliseconds. */
const LATENCY_MS = 40;

const portVariables = {
  PORT: String(ports.console),
  SANDBOX_PORT: String(ports.aws),
  OIDC_PORT: String(ports.oidc),
  DEMO_DB_PORT: String(ports.database),
};

/** Starts the production build with an estate, works with it, and ends it whatever happened. */
export async function withDemo(
  { estate }: { estate: string },
  work: (demo: Demo) => Promise<void>,
): Promise<void> {
  rmSync(data, { recursive: true, force: true });
  const runner = spawn(
    process.execPath,
    ["--import", "tsx", "lib/sandbox/demo.ts", "--data", data, "--estate", estate],
    { env: { ...process.env, ...portVariables }, stdio: ["ignore", "ignore", "inherit"] },
  );
  const ended = new Promise<void>((resolve) => runner.once("exit", () => resolve()));
  try {
    const demo = {
      address: `http://localhost:${ports.console}`,
      aws: `http://127.0.0.1:${ports.aws}`,
    };
    await ready(runner, `${demo.address}/api/health`);
    await work(demo);
  } finally {
    runner.kill("SIGTERM");
    await ended;
  }
}

/**
 * Works with a second console that has listed nothing yet, on the stack's database and the next port: whoever is signed in on the stack is signed in there too. Ends it afterwards.
 */
export async function withFreshConsole(work: (address: string) => Promise<void>): Promise<void> {
  const port = Math.max(...Object.values(ports)) + 1;
  const address = `http://localhost:${port}`;
  const text = readFileSync(`${data}/secrets.json`, "utf8");
  const environment = {
    PATH: process.env.PATH,
    HOME: process.env.HOME,
    ...z.record(z.string(), z.string()).parse(JSON.parse(text)),
    STRONGROOM_CONFIG: `${data}/strongroom.yaml`,
    DATABASE_URL: `postgres://postgres@127.0.0.1:${ports.database}/postgres?sslmode=disable`,
    NEXTAUTH_URL: address,
    AWS_ENDPOINT_URL: `http://127.0.0.1:${ports.aws}`,
    AWS_REGION: "eu-west-1",
    AWS_ACCESS_KEY_ID: "AKIASTRONGROOMCONSOLE",
    AWS_SECRET_ACCESS_KEY: "sandbox-console",
    AWS_EC2_METADATA_DISABLED: "true",
    NODE_ENV: "production" as const,
  };
  const next = "node_modules/next/dist/bin/next";
  const server = spawn(process.execPath, [next, "start", "-H", "127.0.0.1", "-p", String(port)], {
    env: environment,
    stdio: ["ignore", "ignore", "inherit"],
  });
  const ended = new Promise<void>((resolve) => server.once("exit", () => resolve()));
  try {
    await ready(server, `${address}/api/health`);
    await work(address);
  } finally {
    server.kill("SIGTERM");
    await ended;
  }
}

/** Every call to the stand-in takes as long from now on as one to a real Region does. */
export async function slowAsAws({ aws }: Demo): Promise<void> {
  const response = await fetch(`${aws}/_sandbox/latency`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ ms: LATENCY_MS }),
  });
  if (!response.ok) throw new Error(`/_sandbox/latency: ${response.status}`);
}

/** The reference: the plain SDK under the administrator's key, where a numbered estate lies. */
export function plainClient({ aws }: Demo): SecretsManagerClient {
  return new SecretsManagerClient({
    endpoint: aws,
    region: "us-east-1",
    credentials: { accessKeyId: "AKIA111122223333", secretAccessKey: "sandbox" },
  });
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
