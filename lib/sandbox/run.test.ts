import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Part, Run, requireFreePort } from "./run";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "strongroom-run-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A part that writes its process id, and that of a child of its own, and then stays. */
function lasting(name: string, onSigterm = ""): Part {
  const pids = join(folder, `${name}.pids`);
  const grandchild = "setInterval(() => {}, 1000)";
  const code = `
    ${onSigterm}
    const child = require("node:child_process").spawn(process.execPath, ["-e", ${JSON.stringify(grandchild)}]);
    require("node:fs").writeFileSync(${JSON.stringify(pids)}, process.pid + " " + child.pid);
    setInterval(() => {}, 1000);`;
  return {
    name,
    args: ["-e", code],
    environment: {},
    log: join(folder, `${name}.log`),
    isReady: async () => pidsOf(name).length === 2,
  };
}

/** One that ignores being asked to end. */
function stubborn(name: string): Part {
  return lasting(name, `process.on("SIGTERM", () => {});`);
}

function pidsOf(name: string): number[] {
  try {
    const text = readFileSync(join(folder, `${name}.pids`), "utf8");
    return text.split(" ").map(Number);
  } catch {
    return [];
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  // A process that nobody has waited for yet is gone all the same.
  const state = `/proc/${pid}/stat`;
  return !existsSync(state) || !readFileSync(state, "utf8").includes(") Z ");
}

// Ctrl-C leaves no process behind, not even what a part started and not one that ignores signals.
test("ending a run ends every child and its children", async () => {
  const run = new Run(folder);
  await Promise.all([run.start(stubborn("a"), 10_000), run.start(lasting("b"), 10_000)]);
  const pids = [...pidsOf("a"), ...pidsOf("b")];
  expect(pids.filter(isAlive)).toHaveLength(4);
  await run.end();
  await expect.poll(() => pids.filter(isAlive)).toEqual([]);
});

// If one part dies the whole run ends, and says whose last words they are.
test("a part that dies breaks the run with its last words", async () => {
  const run = new Run(folder);
  await run.start(lasting("survivor"), 10_000);
  const dying: Part = {
    name: "stand-in",
    args: ["-e", `console.error("no room left"); process.exit(3)`],
    environment: {},
    log: join(folder, "dying.log"),
    isReady: async () => false,
  };
  await expect(run.start(dying, 10_000)).rejects.toThrow(
    /stand-in ended \(code 3\).*no room left/s,
  );
  await run.end();
  await expect.poll(() => pidsOf("survivor").slice(0, 1).filter(isAlive)).toEqual([]);
});

test("a part that never answers is given up with the reason", async () => {
  const run = new Run(folder);
  const silent = { ...lasting("silent"), isReady: () => Promise.reject(new Error("refused")) };
  await expect(run.start(silent, 300)).rejects.toThrow("did not answer within 0.3 s (refused)");
  await run.end();
});

// The runner itself may be killed without a chance to clean up.
test("children end when the runner is killed", async () => {
  const script = join(folder, "runner.mts");
  const here = JSON.stringify(join(process.cwd(), "lib/sandbox/run.ts"));
  const readyFile = JSON.stringify(join(folder, "child.pid"));
  const code = `require("node:fs").writeFileSync(${readyFile}, String(process.pid)); setInterval(() => {}, 1000)`;
  writeFileSync(
    script,
    `import { existsSync } from "node:fs"; import { Run } from ${here};
     const run = new Run(${JSON.stringify(folder)});
     await run.start({ name: "child", args: ["-e", ${JSON.stringify(code)}], environment: {},
       log: ${JSON.stringify(join(folder, "child.log"))}, isReady: async () => existsSync(${readyFile}) }, 10_000);
     console.log("ready");
     setInterval(() => {}, 1000);`,
  );
  const runner = spawn(process.execPath, ["--import", "tsx", script], {
    cwd: process.cwd(),
    stdio: ["ignore", "pipe", "inherit"],
  });
  await once(runner.stdout, "data");
  const child = Number(readFileSync(join(folder, "child.pid"), "utf8"));
  expect(isAlive(child)).toBe(true);
  runner.kill("SIGKILL");
  await expect.poll(() => isAlive(child), { timeout: 5_000 }).toBe(false);
});

test("a taken port is one clear sentence", async () => {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : 0;
  await expect(requireFreePort(port, "console", "PORT")).rejects.toThrow(
    `Port ${port} for the console is taken; set PORT to a free one and try again.`,
  );
  server.close();
  await once(server, "close");
  await expect(requireFreePort(port, "console", "PORT")).resolves.toBeUndefined();
});
