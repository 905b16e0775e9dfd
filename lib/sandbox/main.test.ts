import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { afterEach, describe, expect, it } from "vitest";
import { readSettings, WrongCall } from "./settings";

const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
});

/** Runs the command; `said` collects both outputs. */
function run(args: readonly string[], env: Record<string, string> = {}) {
  const child = spawn(process.execPath, ["--import", "tsx", "lib/sandbox/main.ts", ...args], {
    env: { ...process.env, NODE_ENV: "test", ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  children.push(child);
  const said = { text: "" };
  child.stdout.on("data", (chunk) => {
    said.text += chunk;
  });
  child.stderr.on("data", (chunk) => {
    said.text += chunk;
  });
  const ended = once(child, "exit").then(([code]) => code as number | null);
  return { child, said, ended };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const address = server.address();
  await new Promise((done) => server.close(done));
  return typeof address === "object" && address ? address.port : 0;
}

/** Resolves with what was said once the ready line is there; rejects if the process ends first. */
async function ready({ child, said, ended }: ReturnType<typeof run>): Promise<string> {
  const failed = ended.then(() => Promise.reject(new Error(said.text)));
  while (!said.text.includes("ready on")) {
    await Promise.race([once(child.stdout as NodeJS.ReadableStream, "data"), failed]);
  }
  failed.catch(() => undefined);
  return said.text;
}

describe("npm run sandbox", () => {
  // Guarantees the promises of the command line: one ready line, a plain end, plain problems.
  it("says where it is ready, answers there, and ends when it is asked to", async () => {
    const port = await freePort();
    const running = run(["--port", String(port), "--estate", "empty", "--seed", "3"]);
    const url = `http://127.0.0.1:${port}`;
    expect(await ready(running)).toBe(`The stand-in AWS is ready on ${url} (estate empty).\n`);
    const credentials = { accessKeyId: "AKIA111122223333", secretAccessKey: "sandbox" };
    const client = new STSClient({ endpoint: url, region: "eu-west-1", credentials });
    const { Account } = await client.send(new GetCallerIdentityCommand({}));
    expect(Account).toBe("111122223333");

    const second = run(["--port", String(port)]);
    expect(await second.ended).toBe(1);
    expect(second.said.text).toBe(
      `Port ${port} is in use. Stop what listens there or pass --port.\n`,
    );

    running.child.kill("SIGINT");
    expect(await running.ended).toBe(0);
  });
});

describe("settings", () => {
  const read = (args: string[], env: Record<string, string> = {}) =>
    readSettings(args, { NODE_ENV: "test", ...env });

  it("have AWS stand-ins' usual port, another by the environment, another by the flag", () => {
    expect(read([]).port).toBe(4566);
    expect(read([], { SANDBOX_PORT: "4700" }).port).toBe(4700);
    expect(read(["--port", "4800"], { SANDBOX_PORT: "4700" }).port).toBe(4800);
    expect(read([])).toMatchObject({ estateName: "empty", seed: 1 });
  });

  it.each([
    [["--port", "0"], /"0" is not a port/],
    [["--port", "70000"], /"70000" is not a port/],
    [["--port", "http"], /"http" is not a port/],
    [["--estate", "huge"], /There is no estate "huge"/],
    [["--estate", "-1"], /./],
    [["--seed", "x"], /"x" is not a seed/],
    [["--policies", "/does/not/exist"], /There is no folder "\/does\/not\/exist"/],
    [["--oidc-issuer", "localhost"], /"localhost" is not an issuer/],
    [["--prot", "1"], /Unknown option '--prot'[\s\S]*Usage:/],
    [["demo"], /Unexpected argument 'demo'[\s\S]*Usage:/],
  ])("refuse %j", (args, message) => {
    expect(() => read(args)).toThrow(WrongCall);
    expect(() => read(args)).toThrow(message);
  });

  // Guarantees that nobody starts a stand-in where real AWS is meant, unless told twice.
  it("refuse production unless told twice", () => {
    const production = { NODE_ENV: "production" };
    const yes = { ...production, SANDBOX_EVEN_IN_PRODUCTION: "yes" };
    const flag = ["--even-in-production"];
    for (const attempt of [
      () => readSettings([], production),
      () => readSettings(flag, production),
      () => readSettings([], yes),
    ]) {
      expect(attempt).toThrow(/This is a stand-in for AWS and NODE_ENV is production/);
    }
    expect(readSettings(flag, yes).port).toBe(4566);
  });
});
