import { defineConfig } from "@playwright/test";
import { stack } from "./e2e/stack";
import { browserArguments, installedBrowser } from "./lib/checks/browser";

/** Another build than the usual one: the tests of authorization also run without proxy.ts. */
const app = process.env.CONSOLE_BUILD ?? ".";

export default defineConfig({
  testDir: "e2e",
  // One at a time: a test may inject faults or count calls, and nobody else may be in its way.
  workers: 1,
  retries: 0,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  forbidOnly: true,
  reporter: [
    ["list"],
    ["json", { outputFile: process.env.PLAYWRIGHT_JSON_OUTPUT_NAME ?? "reports/e2e.json" }],
  ],
  outputDir: "test-results",
  use: {
    baseURL: stack.console,
    viewport: { width: 1440, height: 900 },
    launchOptions: { executablePath: installedBrowser(), args: browserArguments() },
  },
  webServer: {
    // A fresh data folder: what an earlier run revealed must not count against this one.
    command: `rm -rf ${stack.data} && exec node --import tsx lib/sandbox/demo.ts --no-build --app ${app} --data ${stack.data}`,
    url: `${stack.console}/api/health`,
    env: stack.ports,
    timeout: 90_000,
    reuseExistingServer: false,
    gracefulShutdown: { signal: "SIGTERM", timeout: 15_000 },
  },
});
