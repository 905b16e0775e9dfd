import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, openSync, readFileSync } from "node:fs";
import { connect, createServer } from "node:net";
import { setTimeout as pause } from "node:timers/promises";

/** One process that the runner starts: a Node program with an environment of its own. */
export interface Part {
  name: string;
  /** Arguments to node: options, the program, its arguments. */
  args: readonly string[];
  /** Where it is started; the project's folder if absent. */
  folder?: string;
  environment: Readonly<Record<string, string>>;
  /** Where its output goes; `inherit` shows it. */
  log: string;
  /** Resolves to true once the part answers. Asked again and again; may reject. */
  isReady: () => Promise<boolean>;
}

/** Why a run cannot start or go on, in one sentence for people. */
export class RunProblem extends Error {}

/** The processes of one run: started one by one, ended together. */
export class Run {
  readonly #children = new Map<string, ChildProcess>();
  #ending: Promise<void> | undefined;
  readonly #fail: (problem: RunProblem) => void;
  /** Rejects when a part ends that nobody asked to end. */
  readonly broken: Promise<never>;

  constructor(readonly root: string) {
    let fail: (problem: RunProblem) => void = () => undefined;
    this.broken = new Promise<never>((_resolve, reject) => {
      fail = reject;
    });
    this.broken.catch(() => undefined);
    this.#fail = fail;
  }

  /** Starts a part and waits until it answers; rejects with its last words if it ends instead. */
  async start(part: Part, timeoutMs: number): Promise<void> {
    const child = this.#spawn(part);
    this.#children.set(part.name, child);
    child.once("exit", (code, signal) => {
      if (this.#ending) return;
      this.#fail(
        new RunProblem(`The ${part.name} ended (${signal ?? `code ${code}`}).${lastWords(part)}`),
      );
    });
    child.once("error", (error) => this.#fail(new RunProblem(`${part.name}: ${error.message}`)));
    await Promise.race([this.broken, answers(part, timeoutMs)]);
  }

  /** Ends every child: asks first, forces after five seconds. Resolves when none is left. */
  end(): Promise<void> {
    this.#ending ??= Promise.all([...this.#children.values()].map(endChild)).then(() => undefined);
    return this.#ending;
  }

  #spawn(part: Part): ChildProcess {
    const leash = new URL(`./leash.mjs?runner=${process.pid}`, import.meta.url).href;
    const output = part.log === "inherit" ? "inherit" : openSync(part.log, "w", 0o600);
    try {
      // A group of its own: a terminal's Ctrl-C reaches the runner alone, which ends the parts.
      return spawn(process.execPath, ["--import", leash, ...part.args], {
        cwd: part.folder ?? this.root,
        env: { NODE_ENV: "production", ...part.environment },
        stdio: ["ignore", output, output],
        detached: true,
      });
    } finally {
      if (typeof output === "number") closeSync(output);
    }
  }
}

/** Resolves when the port is free on this machine's loopback, IPv4 and IPv6; rejects if it is taken. */
export async function requireFreePort(port: number, what: string, variable: string): Promise<void> {
  for (const host of ["127.0.0.1", "::1"]) {
    const code = await new Promise<string | undefined>((resolve) => {
      const server = createServer();
      server.once("error", (error: NodeJS.ErrnoException) => resolve(error.code));
      server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(undefined)));
    });
    if (code === "EADDRINUSE" || code === "EACCES") {
      throw new RunProblem(
        `Port ${port} for the ${what} is taken; set ${variable} to a free one and try again.`,
      );
    }
  }
}

/** True if the address answers with a status of success; rejects with what it says otherwise. */
export async function answersHttp(url: string): Promise<boolean> {
  const response = await fetch(url, { signal: AbortSignal.timeout(5_000) });
  const text = await response.text();
  if (!response.ok) throw new Error(`${response.status} ${text.slice(0, 200)}`);
  return true;
}

/** True if something on this machine takes connections at the port. */
export function answersTcp(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: "127.0.0.1" });
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => resolve(false));
  });
}

async function answers(part: Part, timeoutMs: number): Promise<void> {
  const until = performance.now() + timeoutMs;
  let why = "no answer";
  while (performance.now() < until) {
    try {
      if (await part.isReady()) return;
    } catch (error) {
      why = error instanceof Error ? error.message : String(error);
    }
    await pause(100);
  }
  throw new RunProblem(
    `The ${part.name} did not answer within ${timeoutMs / 1000} s (${why}).${lastWords(part)}`,
  );
}

function lastWords({ log }: Part): string {
  if (log === "inherit") return "";
  const lines = readFileSync(log, "utf8").trim().split("\n").slice(-15).join("\n");
  return lines === "" ? "" : ` Its last words, from ${log}:\n${lines}`;
}

async function endChild(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  signalGroup(child.pid, "SIGTERM");
  const force = setTimeout(() => signalGroup(child.pid, "SIGKILL"), 5_000);
  await gone;
  clearTimeout(force);
  // Whatever the part itself had started goes with it.
  signalGroup(child.pid, "SIGKILL");
}

function signalGroup(pid: number | undefined, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}
