import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { clientBundleCheck } from "./client-bundle";
import { licencesCheck } from "./licences";
import { floorCheck, lockfileCheck } from "./lockfile";

const project = process.cwd();
let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "strongroom-checks-"));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function write(path: string, content: unknown): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  const text = typeof content === "string" ? content : JSON.stringify(content);
  writeFileSync(join(root, path), text);
}

function lock(packages: Record<string, object>): void {
  write("package-lock.json", { packages: { "": {}, ...packages } });
}

// A release with a known hole cannot be locked, however deep it sits.
test("the floor finds an old copy, a pre-release of the fix, and a package that is gone", async () => {
  write("lib/checks/security-floor.json", [
    { package: "next", min: "16.4.1", advisory: "A-1", date: "2026-10-14" },
    { package: "react", min: "19.3.1", advisory: "A-2", date: "2026-10-14" },
    { package: "gone", min: "1.0.0", advisory: "A-3", date: "2026-10-14" },
  ]);
  lock({
    "node_modules/next": { version: "16.4.1" },
    "node_modules/a/node_modules/next": { version: "16.4.0" },
    "node_modules/b/node_modules/next": { version: "15.9.9" },
    "node_modules/react": { version: "19.3.1-rc.1" },
  });
  const problems = await floorCheck.problems(root);
  expect(problems.join("\n")).toContain("a/node_modules/next is 16.4.0, needs 16.4.1 (A-1)");
  expect(problems.join("\n")).toContain("b/node_modules/next is 15.9.9");
  expect(problems.join("\n")).toContain("react is 19.3.1-rc.1");
  expect(problems.join("\n")).toContain("gone is on the floor file");
  expect(problems).toHaveLength(4);
});

test("newer releases are above the floor, also in their tenth minor", async () => {
  write("lib/checks/security-floor.json", [
    { package: "next", min: "16.4.1", advisory: "A-1", date: "2026-10-14" },
  ]);
  lock({ "node_modules/next": { version: "16.10.0" } });
  expect(await floorCheck.problems(root)).toEqual([]);
});

// A lock with an address works behind one registry only, and names it.
test("an address in the lock and a package without hash are found", async () => {
  lock({
    "node_modules/a": { version: "1.0.0", integrity: "sha512-x", resolved: "https://r.example/a" },
    "node_modules/b": { version: "1.0.0" },
    "node_modules/c": { version: "1.0.0", integrity: "sha512-y" },
  });
  const problems = await lockfileCheck.problems(root);
  expect(problems).toEqual([
    "node_modules/a has an address: https://r.example/a",
    "node_modules/b has no integrity hash",
  ]);
});

// Whoever offers a server that links AGPL code owes its source: not in production.
test("copyleft, unknown and missing licences are refused; development packages are not asked", async () => {
  const licences: Record<string, unknown> = {
    mit: "MIT",
    either: "(GPL-3.0-only OR Apache-2.0)",
    agpl: "AGPL-3.0-or-later",
    both: "MIT AND GPL-2.0-only",
    none: undefined,
    odd: "SEE LICENSE IN FILE",
    lgpl: "LGPL-3.0-or-later",
    "dev-agpl": "AGPL-3.0-or-later",
  };
  for (const [name, license] of Object.entries(licences)) {
    write(`node_modules/${name}/package.json`, { name, license });
  }
  const entries = Object.keys(licences).map((name) => [
    `node_modules/${name}`,
    { version: "1.0.0", dev: name.startsWith("dev-") },
  ]);
  lock({ ...Object.fromEntries(entries), "node_modules/absent": { version: "1.0.0" } });
  expect([...(await licencesCheck.problems(root))].sort()).toEqual([
    "agpl is AGPL-3.0-or-later",
    "both is MIT AND GPL-2.0-only",
    "lgpl is LGPL-3.0-or-later",
    "node_modules/absent is not installed",
    "none names no licence",
    "odd is SEE LICENSE IN FILE",
  ]);
});

// The browser gets no line of server code; one planted word is enough to fail.
test("server words and source maps in the client bundle are found", async () => {
  write(".next/static/chunks/a.js", 'x.n("SecretsManagerClient","y")');
  write(".next/static/chunks/b.js", 'const may = { iam: ["sts:AssumeRole"] }');
  write(".next/static/chunks/c.js.map", "{}");
  write(".next/static/chunks/d.css", "/* ledger_entries */");
  expect([...(await clientBundleCheck.problems(root))].sort()).toEqual([
    ".next/static/chunks/a.js: SecretsManagerClient",
    ".next/static/chunks/c.js.map is a source map",
    ".next/static/chunks/d.css: ledger_entries",
  ]);
});

test("an empty build is no proof", async () => {
  mkdirSync(join(root, ".next/static"), { recursive: true });
  expect(await clientBundleCheck.problems(root)).toEqual(["the build has no script at all"]);
});

test("the project's own lock passes all three", async () => {
  expect(await floorCheck.problems(project)).toEqual([]);
  expect(await lockfileCheck.problems(project)).toEqual([]);
  expect(await licencesCheck.problems(project)).toEqual([]);
});
