import { spawnSync } from "node:child_process";
import {
  mkdirSync,
  mkdtempSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { buildIsCurrent } from "./build";
import { writeSettings } from "./demo-settings";
import { lockFolder } from "./folder-lock";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "strongroom-demo-"));
  symlinkSync(join(process.cwd(), "node_modules"), join(folder, "node_modules"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function demo(args: string[], environment: Record<string, string> = {}) {
  const program = join(process.cwd(), "lib/sandbox/demo.ts");
  const { status, stderr, stdout } = spawnSync(
    process.execPath,
    ["--import", "tsx", program, ...args],
    { cwd: folder, env: { ...process.env, ...ports, ...environment }, encoding: "utf8" },
  );
  return { status, stderr: stderr.trim(), stdout };
}

const ports = { PORT: "4741", SANDBOX_PORT: "4742", OIDC_PORT: "4743", DEMO_DB_PORT: "4744" };

// Whoever cannot start gets one sentence that says what to do, and a non-zero end.
test("a missing build is one sentence", () => {
  expect(demo(["--no-build"])).toMatchObject({
    status: 1,
    stderr: "There is no build yet; run it without --no-build, or npm run build.",
  });
});

test("a second run on the same data folder is one sentence", () => {
  const data = join(folder, "data");
  mkdirSync(data);
  const unlock = lockFolder(data);
  expect(demo(["--no-build", "--data", data])).toMatchObject({
    status: 1,
    stderr: `The folder ${data} is in use by process ${process.pid}: end that first.`,
  });
  unlock();
});

test("a wrong option and a wrong port are named", () => {
  expect(demo(["--nobuild"])).toMatchObject({ status: 1 });
  expect(demo(["--nobuild"]).stderr).toContain("Usage: npm run demo");
  expect(demo([], { PORT: "80800" })).toMatchObject({
    status: 1,
    stderr: 'PORT must be a port between 1 and 65535, not "80800".',
  });
});

// A stale build would show yesterday's console without a word.
test("a build is current until a source is newer", () => {
  expect(buildIsCurrent(folder)).toBe(false);
  const now = Date.now() / 1000;
  const put = (path: string, at: number) => {
    mkdirSync(join(folder, path, ".."), { recursive: true });
    writeFileSync(join(folder, path), "");
    utimesSync(join(folder, path), at, at);
  };
  put("app/page.tsx", now - 60);
  put("lib/domain/secret.ts", now - 60);
  put(".next/BUILD_ID", now - 30);
  expect(buildIsCurrent(folder)).toBe(true);
  put("lib/sandbox/server.ts", now);
  put("lib/domain/secret.test.ts", now);
  expect(buildIsCurrent(folder)).toBe(true);
  put("lib/domain/deep/secret.ts", now);
  expect(buildIsCurrent(folder)).toBe(false);
});

// Secrets are made once, differ between installations, and are the owner's alone.
test("secrets are made once and kept with mode 0600", () => {
  const numbers = { console: 1, aws: 2, oidc: 3, database: 4 };
  const first = writeSettings(join(folder, "a"), numbers);
  expect(writeSettings(join(folder, "a"), numbers).secrets).toEqual(first.secrets);
  expect(writeSettings(join(folder, "b"), numbers).secrets).not.toEqual(first.secrets);
  expect(statSync(join(folder, "a/secrets.json")).mode & 0o777).toBe(0o600);
  expect(statSync(first.configFile).mode & 0o777).toBe(0o600);
});
