import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { collect } from "./program";
import { add, playwrightCount, vitestCount } from "./report";

const project = process.cwd();
let folder: string;
let report: string;

beforeEach(() => {
  // Inside the project, so that the runners' own packages are found from there.
  mkdirSync(join(project, "reports"), { recursive: true });
  folder = mkdtempSync(join(project, "reports/runs-"));
  report = join(folder, "report.json");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(name: string, text: string): void {
  writeFileSync(join(folder, name), text);
}

async function runVitest(): Promise<number> {
  write("vitest.config.ts", "export default {};");
  const args = ["run", `--root=${folder}`, "--reporter=json", `--outputFile=${report}`];
  return (await collect(project, "vitest", args)).code;
}

async function runPlaywright(): Promise<number> {
  write(
    "playwright.config.ts",
    `export default { testDir: ".", retries: 1, reporter: [["json", { outputFile: ${JSON.stringify(report)} }]] };`,
  );
  return (await collect(project, "playwright", ["test", `--config=${folder}`])).code;
}

test("a server test that fails is named with its file and its reason", async () => {
  write(
    "sum.test.ts",
    `import { expect, test } from "vitest";
     test("holds", () => expect(1).toBe(1));
     test("does not hold", () => expect("seen").toBe("wanted"));
     test.todo("comes later");`,
  );
  write("broken.test.ts", `import "./nowhere";`);
  const count = vitestCount(report, await runVitest());
  expect(count).toMatchObject({ passed: 1, failed: 1, skipped: 1 });
  expect(count.failures).toHaveLength(2);
  const text = count.failures.join("\n");
  expect(text).toMatch(/reports\/runs-\w+\/sum\.test\.ts › does not hold\n.*expected 'seen'/);
  expect(text).toMatch(/reports\/runs-\w+\/broken\.test\.ts\n.*nowhere/);
});

test("a file that cannot be loaded is a failure, though no test of it failed", async () => {
  write("holds.test.ts", `import { test } from "vitest"; test("holds", () => {});`);
  write("broken.test.ts", `import "./nowhere";`);
  const count = vitestCount(report, await runVitest());
  expect(count).toMatchObject({ passed: 1, failed: 1 });
  expect(count.failures.join("\n")).toContain("broken.test.ts");
});

test("a browser test that fails, or passes only the second time, is named", async () => {
  write(
    "pages.spec.ts",
    `import { expect, test } from "@playwright/test";
     test("holds", () => expect(1).toBe(1));
     test.describe("inside", () => {
       test("does not hold", () => expect("seen").toBe("wanted"));
     });
     test("holds the second time", ({}, { retry }) => expect(retry).toBe(1));`,
  );
  const count = playwrightCount(report, await runPlaywright());
  expect(count).toMatchObject({ passed: 1, failed: 2, skipped: 0 });
  expect(count.failures).toHaveLength(2);
  const text = count.failures.join("\n");
  expect(text).toMatch(/pages\.spec\.ts:4 › does not hold\n[^›]*Expected: "wanted"/);
  expect(text).toMatch(/pages\.spec\.ts:6 › holds the second time\n[^›]*Expected: 1/);
});

test("no report, a bad exit, and a stage that ran nothing are failures with a reason", async () => {
  expect(vitestCount(report, 0)).toMatchObject({ passed: 0, failed: 1 });
  expect(playwrightCount(report, 0).failures).toEqual([
    expect.stringContaining("no usable report"),
  ]);
  write("holds.test.ts", `import { test } from "vitest"; test("holds", () => {});`);
  const code = await runVitest();
  expect(vitestCount(report, code)).toMatchObject({ passed: 1, failed: 0, failures: [] });
  expect(vitestCount(report, 137).failures).toEqual([expect.stringContaining("exit code was 137")]);
});

test("sums keep what failed", () => {
  const one = { passed: 2, failed: 1, skipped: 0, failures: ["a"] };
  const other = { passed: 3, failed: 1, skipped: 1, failures: ["b"] };
  expect(add(one, other)).toEqual({ passed: 5, failed: 2, skipped: 1, failures: ["a", "b"] });
});
