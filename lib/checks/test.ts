/**
 * `npm test`: static checks, server tests, production build, browser tests. Every stage runs even
 * if an earlier one failed (a browser test needs the build, though); a stage that leaves no report
 * counts as a failure. What failed is named once more at the end, where a long output is still
 * read; the last line is the sum, and the exit code is non-zero on any failure.
 */
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { findBrowser } from "./browser";
import { runChecks } from "./check";
import { clientBundleCheck } from "./client-bundle";
import { show } from "./program";
import { add, type Count, playwrightCount, vitestCount } from "./report";
import { sourceChecks } from "./source-checks";
import { buildWithoutProxy, copyFolder } from "./without-proxy";

const root = process.cwd();
const reports = join(root, "reports");
const unitReport = join(reports, "unit.json");
const browserReport = join(reports, "e2e.json");
const bareReport = join(reports, "e2e-without-proxy.json");

mkdirSync(reports, { recursive: true });
for (const report of [unitReport, browserReport, bareReport]) rmSync(report, { force: true });

const counts = [await staticChecks(), await serverTests(), ...(await browserTests())];
const { passed, failed, skipped, failures } = counts.reduce(add);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
if (failures.length > 0) title("what failed");
for (const failure of failures) console.log(failure);
console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`);

async function staticChecks(): Promise<Count> {
  title("static checks");
  return countOf(await runChecks(sourceChecks, root));
}

async function serverTests(): Promise<Count> {
  title("server tests");
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${unitReport}`];
  const code = await show(root, "vitest", ["run", ...reporters]);
  return vitestCount(unitReport, code);
}

async function browserTests(): Promise<Count[]> {
  title("production build");
  if ((await show(root, "next", ["build"])) !== 0) return [stageFailed("the production build")];
  const bundle = countOf(await runChecks([clientBundleCheck], root));
  title("browser tests");
  const browser = await findBrowser(root);
  if (browser === undefined) return [bundle, stageFailed("no browser was found")];
  const code = await show(root, "playwright", ["test"], { CHROME_PATH: browser });
  const main = playwrightCount(browserReport, code);
  return [bundle, main, await refusalsWithoutProxy(browser)];
}

/** The authorization suite once more, against a build that has no proxy.ts. */
async function refusalsWithoutProxy(browser: string): Promise<Count> {
  title("authorization without proxy.ts");
  if ((await buildWithoutProxy(root)) !== 0) return stageFailed("the build without proxy.ts");
  const code = await show(root, "playwright", ["test", "refusals"], {
    CHROME_PATH: browser,
    CONSOLE_BUILD: copyFolder,
    PLAYWRIGHT_JSON_OUTPUT_NAME: bareReport,
  });
  return playwrightCount(bareReport, code);
}

function countOf(verdicts: readonly { name: string; problems: readonly string[] }[]): Count {
  const failed = verdicts.filter(({ problems }) => problems.length > 0);
  return {
    passed: verdicts.length - failed.length,
    failed: failed.length,
    skipped: 0,
    failures: failed.map(
      ({ name, problems }) => `${name}\n    ${problems.slice(0, 8).join("\n    ")}`,
    ),
  };
}

function stageFailed(what: string): Count {
  return { passed: 0, failed: 1, skipped: 0, failures: [what] };
}

function title(text: string): void {
  console.log(`\n== ${text}`);
}
