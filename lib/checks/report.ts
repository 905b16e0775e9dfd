import { readFileSync } from "node:fs";
import { z } from "zod";

/** How many tests of a stage passed, failed, and said that they could not run here. */
export interface Count {
  passed: number;
  failed: number;
  skipped: number;
}

const VitestReport = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  numPendingTests: z.number(),
  numTodoTests: z.number(),
  success: z.boolean(),
});

const PlaywrightReport = z.object({
  stats: z.object({
    expected: z.number(),
    unexpected: z.number(),
    flaky: z.number(),
    skipped: z.number(),
  }),
  errors: z.array(z.unknown()),
});

/** Counts of a Vitest JSON report. A missing report, or a bad exit without a failed test, is a failure. */
export function vitestCount(path: string, exitCode: number): Count {
  return counted(path, exitCode, (json) => {
    const report = VitestReport.parse(json);
    return {
      passed: report.numPassedTests,
      failed: report.numFailedTests,
      skipped: report.numPendingTests + report.numTodoTests,
    };
  });
}

/** Counts of a Playwright JSON report; a flaky test is a failed one. */
export function playwrightCount(path: string, exitCode: number): Count {
  return counted(path, exitCode, (json) => {
    const { stats } = PlaywrightReport.parse(json);
    return {
      passed: stats.expected,
      failed: stats.unexpected + stats.flaky,
      skipped: stats.skipped,
    };
  });
}

export function add(one: Count, other: Count): Count {
  return {
    passed: one.passed + other.passed,
    failed: one.failed + other.failed,
    skipped: one.skipped + other.skipped,
  };
}

function counted(path: string, exitCode: number, read: (json: unknown) => Count): Count {
  let count: Count;
  try {
    count = read(JSON.parse(readFileSync(path, "utf8")));
  } catch (error) {
    console.log(`no usable report at ${path}: ${String(error)}`);
    return { passed: 0, failed: 1, skipped: 0 };
  }
  // A suite that failed to load has no failed test; a stage that ran nothing proves nothing.
  const silent = count.failed === 0 && (exitCode !== 0 || count.passed === 0);
  return silent ? { ...count, failed: 1 } : count;
}
