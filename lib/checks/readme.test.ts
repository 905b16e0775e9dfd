import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { z } from "zod";
import { withPrintedParts } from "./readme";

const root = process.cwd();
const readme = readFileSync(join(root, "README.md"), "utf8");

// What the README says each role may do, and the policies it tells people to deploy, are the
// ones the server uses. If this fails: npx tsx lib/checks/print-readme.ts
test("the printed parts are today's", () => {
  expect(withPrintedParts(readme, root)).toBe(readme);
});

test("a part that differs is noticed, and so is a missing mark", () => {
  const altered = readme.replace(
    "| revealed a value | yes | no |",
    "| revealed a value | yes | yes |",
  );
  expect(altered).not.toBe(readme);
  expect(withPrintedParts(altered, root)).toBe(readme);
  expect(() => withPrintedParts("nothing", root)).toThrow("no marks for operations");
});

// A command that the README names and nobody defined is the first thing a newcomer meets.
test("every npm command in the documents exists, and every file they link to", () => {
  const { scripts } = z
    .object({ scripts: z.record(z.string(), z.string()) })
    .parse(JSON.parse(readFileSync(join(root, "package.json"), "utf8")));
  for (const document of ["README.md", "SECURITY.md", "DECISIONS.md"]) {
    const text = readFileSync(join(root, document), "utf8");
    const commands = [...text.matchAll(/npm (?:run )?([a-z][a-z0-9-]*)/g)].map(
      ([, name = ""]) => name,
    );
    const own = commands.filter((name) => !["ci", "packages", "package"].includes(name));
    expect(own.filter((name) => scripts[name] === undefined)).toEqual([]);
    const links = [...text.matchAll(/\]\((?!https?:|#)([^)]+)\)/g)].map(([, path = ""]) => path);
    expect(links.filter((path) => !existsSync(join(root, path)))).toEqual([]);
  }
});

// A promise without a test is a wish: each row of SECURITY.md names one that exists.
test("every promise in SECURITY.md names tests that exist", () => {
  const text = readFileSync(join(root, "SECURITY.md"), "utf8");
  const named = [...text.matchAll(/`((?:lib|e2e)\/[^`\s]+\.(?:test|spec)\.ts)`/g)].map(
    ([, path = ""]) => path,
  );
  expect(named.length).toBeGreaterThan(10);
  expect(named.filter((path) => !existsSync(join(root, path)))).toEqual([]);
});
