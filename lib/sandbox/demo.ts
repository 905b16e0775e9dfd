/**
 * `npm run demo`: the production build on loopback, with everything it needs beside it.
 *
 * The console is a child like the others and gets an ordinary environment: addresses, credentials,
 * a settings file. Nothing in it says "demo".
 */
import { existsSync, mkdirSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { build, buildIsCurrent } from "./build";
import { demoParts } from "./demo-parts";
import { type DemoSettings, type Ports, signingKeyId, writeSettings } from "./demo-settings";
import { FolderInUse, lockFolder } from "./folder-lock";
import { Run, RunProblem, requireFreePort } from "./run";

const usage = `Usage: npm run demo -- [--estate demo|empty|<number>] [--data <folder>] [--no-build]`;
const startTimeoutMs = 60_000;

const root = process.cwd();
const run = new Run(root);
let unlock: () => void = () => undefined;
let stopping: string | undefined;

watchForTheEnd();
try {
  await start();
  await run.broken;
} catch (error) {
  if (stopping === undefined) {
    const isPlain = error instanceof RunProblem || error instanceof FolderInUse;
    console.error(isPlain ? error.message : error);
    await stop("failed", 1);
  }
}

async function start(): Promise<void> {
  const { estate, data, app, dev, mayBuild } = options();
  const ports = portsFromEnvironment();
  mkdirSync(data, { recursive: true, mode: 0o700 });
  unlock = lockFolder(data);
  await requireFreePort(ports.console, "console", "PORT");
  await requireFreePort(ports.aws, "stand-in AWS", "SANDBOX_PORT");
  await requireFreePort(ports.oidc, "OpenID provider", "OIDC_PORT");
  await requireFreePort(ports.database, "embedded Postgres", "DEMO_DB_PORT");
  if (!dev) requireBuild(app, mayBuild);

  const startedAt = performance.now();
  // The stand-in forgets with its process, so a database that remembers would tell of secrets and
  // events that never were; the ledger's anchor belongs to its database.
  for (const kept of ["postgres", "ledger-anchor.jsonl"]) {
    rmSync(join(data, kept), { recursive: true, force: true });
  }
  const settings = writeSettings(data, ports);
  const { beside, server } = demoParts({ root, app, data, ports, settings, estate, dev });
  await Promise.all(beside.map((part) => run.start(part, startTimeoutMs)));
  await run.start(server, startTimeoutMs);
  const seconds = (performance.now() - startedAt) / 1000;
  console.log(greeting(settings, data, seconds));
}

function requireBuild(app: string, mayBuild: boolean): void {
  if (buildIsCurrent(app)) return;
  if (mayBuild) {
    console.log("Building the console first; this takes a minute or two.");
    build(app);
  } else if (!existsSync(join(app, ".next/BUILD_ID"))) {
    throw new RunProblem("There is no build yet; run it without --no-build, or npm run build.");
  }
}

function options() {
  try {
    const { values } = parseArgs({
      options: {
        estate: { type: "string", default: "demo" },
        data: { type: "string", default: ".data/demo" },
        // Another build of the console, such as the one that tests make without proxy.ts.
        app: { type: "string", default: "." },
        "no-build": { type: "boolean", default: false },
        dev: { type: "boolean", default: false },
      },
    });
    return {
      estate: values.estate,
      data: resolve(values.data),
      app: resolve(values.app),
      dev: values.dev,
      mayBuild: !values["no-build"],
    };
  } catch (error) {
    throw new RunProblem(`${error instanceof Error ? error.message : error}\n${usage}`);
  }
}

function portsFromEnvironment(): Ports {
  return {
    console: port("PORT", 3000),
    aws: port("SANDBOX_PORT", 4566),
    oidc: port("OIDC_PORT", 4567),
    database: port("DEMO_DB_PORT", 4568),
  };
}

function port(variable: string, usual: number): number {
  const given = process.env[variable] || String(usual);
  if (/^\d{1,5}$/.test(given) && Number(given) > 0 && Number(given) < 65_536) return Number(given);
  throw new RunProblem(`${variable} must be a port between 1 and 65535, not "${given}".`);
}

function greeting(settings: DemoSettings, data: string, seconds: number): string {
  return `
Strongroom is ready at ${settings.publicUrl}  (started in ${seconds.toFixed(1)} s)

Sign in there as one of these, one click on the provider's page:
  operator-1, operator-2    reveal values, write, rotate, schedule deletions
  approver-1, approver-2    approve or deny restores
  auditor-1                 see everything but values
  chief-1                   operator and approver, one at a time

Database: embedded, in ${data}, new with each demo as the stand-in AWS is. What was
  answered survives a killed process, but not a power loss; for more, your own Postgres (README).
Evidence bundles are signed with a key that this demo made for itself; its id is
  ${signingKeyId(settings)}.
Stand-in AWS: ${settings.awsUrl}  ·  Logs: ${join(data, "logs")}
Ctrl-C ends everything.`;
}

/** Every way a run can be told to end: signals, and the death of whatever started it. */
function watchForTheEnd(): void {
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.on(signal, () => void stop(signal, signal === "SIGINT" ? 130 : 143));
  }
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) void stop("the process that started it is gone", 1);
  }, 500).unref();
}

async function stop(why: string, code: number): Promise<void> {
  if (stopping !== undefined) return;
  stopping = why;
  await run.end();
  unlock();
  process.exit(code);
}
