import { type ChildProcess, spawn } from "node:child_process";
import { request } from "node:http";
import { createInterface } from "node:readline";
import { text } from "node:stream/consumers";
import type { Outcome } from "@/lib/domain/outcome";

/** A running instance of the console, spoken to as a browser would. */
export interface Instance {
  child: ChildProcess;
  /** Calls an action or a job. Rejects if the process ends before it answers. */
  call<Data>(path: string, headers: Headers, input: unknown): Promise<Outcome<Data>>;
  job(name: "expire" | "settle" | "deliver"): Promise<void>;
  /** Ends the process and waits for it. */
  stop(signal?: NodeJS.Signals): Promise<void>;
}

/** Starts one with this process's settings, which `environment` replaces in part. */
export async function startInstance({
  environment = {},
  clockAheadMs = 0,
}: {
  environment?: Readonly<Record<string, string>>;
  clockAheadMs?: number;
} = {}): Promise<Instance> {
  const leash = new URL("../sandbox/leash.mjs", import.meta.url);
  leash.searchParams.set("runner", String(process.pid));
  const child = spawn(
    process.execPath,
    [
      "--import",
      leash.href,
      "--import",
      "tsx",
      "lib/restores/instance.test-support.ts",
      String(clockAheadMs),
    ],
    // biome-ignore lint/style/noProcessEnv: what the test has set is what the instance runs with
    { env: { ...process.env, ...environment }, stdio: ["ignore", "pipe", "pipe"] },
  );
  let said = "";
  child.stderr?.on("data", (chunk: Buffer) => {
    said = `${said}${chunk}`.slice(-4_000);
  });
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const port = await new Promise<number>((resolve, reject) => {
    const lines = createInterface(child.stdout ?? process.stdin);
    lines.on("line", (line) => {
      if (/^\d+$/.test(line)) resolve(Number(line));
    });
    void ended.then(() => reject(new Error(`The instance did not start: ${said}`)));
  });
  const post = async (path: string, headers: Headers, input: unknown) => {
    const answer = await posted(port, path, headers, input);
    if (answer.status !== 200) throw new Error(answer.body);
    return JSON.parse(answer.body);
  };
  return {
    child,
    call: (path, headers, input) => post(`/${path}`, headers, input),
    job: (name) => post(`/job/${name}`, new Headers(), {}),
    stop: async (signal = "SIGKILL") => {
      child.kill(signal);
      await ended;
    },
  };
}

/** `fetch` would not send the headers that a browser adds itself, such as Host. */
function posted(
  port: number,
  path: string,
  headers: Headers,
  input: unknown,
): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const outgoing = request(
      { host: "127.0.0.1", port, method: "POST", path, headers: Object.fromEntries(headers) },
      (response) => {
        text(response).then((body) => resolve({ status: response.statusCode ?? 0, body }), reject);
      },
    );
    outgoing.on("error", reject);
    outgoing.end(JSON.stringify(input));
  });
}
