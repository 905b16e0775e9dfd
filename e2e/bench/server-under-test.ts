import { type ChildProcess, spawn } from "node:child_process";
import { createHash, createHmac } from "node:crypto";
import { readFileSync } from "node:fs";
import { Agent, request } from "node:http";
import { createServer } from "node:net";
import { SignatureV4 } from "@smithy/signature-v4";

/** A server that speaks Secrets Manager's protocol, in a process of its own. */
export interface Server {
  port: number;
  pid: number;
  stop(): Promise<void>;
}

/** Clock ticks a second in /proc; the same on every Linux that Node runs on. */
const TICKS = 100;

/** A port that was free a moment ago. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });
}

/** Starts a program and waits until it answers HTTP; rejects if it ends before. */
export async function startServer(
  command: string,
  args: readonly string[],
  port: number,
): Promise<Server> {
  // Its log is nobody's concern here: a line a request would drown the figures.
  const child = spawn(command, args, { stdio: "ignore" });
  const ended = new Promise<never>((_resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code) => reject(new Error(`${command} ended with ${code}`)));
  });
  ended.catch(() => undefined);
  while (!(await Promise.race([answers(port), ended]))) await pause(25);
  return { port, pid: child.pid ?? 0, stop: () => stop(child) };
}

/** Seconds of processor time the process has used, or undefined where /proc does not tell. */
export function cpuSeconds({ pid }: Server): number | undefined {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
    return (Number(fields[11]) + Number(fields[12])) / TICKS;
  } catch {
    return undefined;
  }
}

/** The largest amount of memory the process ever held, in bytes, where /proc tells it. */
export function peakBytes({ pid }: Server): number | undefined {
  try {
    const line = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, "utf8"));
    return line ? Number(line[1]) * 1024 : undefined;
  } catch {
    return undefined;
  }
}

/** One signed request, ready to be sent as often as wanted while its signature is young. */
export type Sendable = () => Promise<string>;

/** The digest that the signer wants, plain or keyed. */
class Sha256 {
  readonly #hash;

  constructor(key?: string | ArrayBuffer | ArrayBufferView) {
    const secret = key === undefined || typeof key === "string" ? key : bytesOf(key);
    this.#hash = secret === undefined ? createHash("sha256") : createHmac("sha256", secret);
  }

  update(data: string | ArrayBuffer | ArrayBufferView): void {
    this.#hash.update(typeof data === "string" ? data : bytesOf(data));
  }

  async digest(): Promise<Uint8Array> {
    return this.#hash.digest();
  }
}

function bytesOf(data: ArrayBuffer | ArrayBufferView): Uint8Array {
  return ArrayBuffer.isView(data)
    ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
    : new Uint8Array(data);
}

const agent = new Agent({ keepAlive: true, maxSockets: 16 });

/** Signs one call; each sending answers the body and rejects anything but 200. */
export async function signedCall(
  { port }: Server,
  operation: string,
  input: Record<string, unknown>,
): Promise<Sendable> {
  const signer = new SignatureV4({
    service: "secretsmanager",
    region: "us-east-1",
    credentials: { accessKeyId: "AKIA111122223333", secretAccessKey: "sandbox" },
    sha256: Sha256,
  });
  const body = JSON.stringify(input);
  const signed = await signer.sign({
    method: "POST",
    protocol: "http:",
    hostname: "127.0.0.1",
    port,
    path: "/",
    query: {},
    headers: {
      host: `127.0.0.1:${port}`,
      "content-type": "application/x-amz-json-1.1",
      "x-amz-target": `secretsmanager.${operation}`,
    },
    body,
  });
  return () => send(port, signed.headers, body);
}

function send(port: number, headers: Record<string, string>, body: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const outgoing = request(
      { host: "127.0.0.1", port, method: "POST", path: "/", headers, agent },
      (response) => {
        let text = "";
        response.setEncoding("utf8");
        response.on("data", (chunk: string) => {
          text += chunk;
        });
        response.on("end", () => {
          if (response.statusCode === 200) resolve(text);
          else reject(new Error(`${headers["x-amz-target"]}: ${response.statusCode}`));
        });
      },
    );
    outgoing.on("error", reject);
    outgoing.end(body);
  });
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = request({ host: "127.0.0.1", port, path: "/" }, (response) => {
      response.resume();
      resolve(true);
    });
    probe.on("error", () => resolve(false));
    probe.end();
  });
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return Promise.resolve();
  const gone = new Promise<void>((resolve) => {
    child.once("exit", () => resolve());
  });
  child.kill("SIGTERM");
  return gone;
}
