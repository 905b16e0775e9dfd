import { readFileSync } from "node:fs";
import { relative } from "node:path";
import { z } from "zod";

/** How many tests of a stage passed, failed, and said that they could not run here. */
export interface Count {
  passed: number;
  failed: number;
  skipped: number;
  /** What failed, one text each: the file and the test, and on the next lines why. */
  failures: readonly string[];
}

const VitestReport = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  numPendingTests: z.number(),
  numTodoTests: z.number(),
  testResults: z.array(
    z.object({
      name: z.string(),
      status: z.string(),
      message: z.string(),
      assertionResults: z.array(
        z.object({
          fullName: z.string(),
          status: z.string(),
          failureMessages: z.array(z.string()),
        }),
      ),
    }),
  ),
});

const PlaywrightError = z.object({ message: z.string().optional() });

const PlaywrightSpec = z.object({
  title: z.string(),
  file: z.string(),
  line: z.number(),
  tests: z.array(
    z.object({
      status: z.string(),
      results: z.array(z.object({ errors: z.array(PlaywrightError) })),
    }),
  ),
});

const PlaywrightSuite = z.object({
  specs: z.array(PlaywrightSpec),
  get suites() {
    return z.array(PlaywrightSuite).optional();
  },
});

const PlaywrightReport = z.object({
  stats: z.object({
    expected: z.number(),
    unexpected: z.number(),
    flaky: z.number(),
    skipped: z.number(),
  }),
  suites: z.array(PlaywrightSuite),
  errors: z.array(PlaywrightError),
});

/** Counts of a Vitest JSON report. A missing report, or a bad exit without a failed test, is a failure. */
export function vitestCount(path: string, exitCode: number): Count {
  return counted(path, exitCode, (json) => {
    const report = VitestReport.parse(json);
    return {
      passed: report.numPassedTests,
      failed: report.numFailedTests,
      skipped: report.numPendingTests + report.numTodoTests,
      failures: report.testResults.flatMap(({ name, status, message, assertionResults }) => {
        const file = relative(process.cwd(), name);
        const tests = assertionResults
          .filter((test) => test.status === "failed")
          .map((test) => failure(`${file} › ${test.fullName}`, test.failureMessages));
        // A file that could not be loaded has no test to name.
        return status === "failed" && tests.length === 0 ? [failure(file, [message])] : tests;
      }),
    };
  });
}

/** Counts of a Playwright JSON report; a flaky test is a failed one. */
export function playwrightCount(path: string, exitCode: number): Count {
  return counted(path, exitCode, (json) => {
    const { stats, suites, errors } = PlaywrightReport.parse(json);
    return {
      passed: stats.expected,
      failed: stats.unexpected + stats.flaky,
      skipped: stats.skipped,
      failures: [
        ...suites.flatMap(failuresOfSuite),
        ...messages(errors).map((message) => failure("outside a test", [message])),
      ],
    };
  });
}

export function add(one: Count, other: Count): Count {
  return {
    passed: one.passed + other.passed,
    failed: one.failed + other.failed,
    skipped: one.skipped + other.skipped,
    failures: [...one.failures, ...other.failures],
  };
}

function failuresOfSuite(suite: z.infer<typeof PlaywrightSuite>): string[] {
  const own = suite.specs.flatMap(({ title, file, line, tests }) =>
    tests
      .filter(({ status }) => status === "unexpected" || status === "flaky")
      .map(({ results }) =>
        failure(
          `${file}:${line} › ${title}`,
          results.flatMap(({ errors }) => messages(errors)),
        ),
      ),
  );
  return [...own, ...(suite.suites ?? []).flatMap(failuresOfSuite)];
}

function messages(errors: readonly z.infer<typeof PlaywrightError>[]): string[] {
  return errors.flatMap(({ message }) => (message === undefined ? [] : [message]));
}

/** Whole messages stand where the test ran; here a few lines, so that many failures fit. */
function failure(name: string, reasons: readonly string[]): string {
  const colours = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, "g");
  const lines = reasons.flatMap((reason) =>
    reason
      .replace(colours, "")
      .split("\n")
      .filter((line) => line.trim() !== "")
      .slice(0, 8)
      .map((line) => `    ${line.slice(0, 300)}`),
  );
  return [name, ...lines].join("\n");
}

function counted(path: string, exitCode: number, read: (json: unknown) => Count): Count {
  let count: Count;
  try {
    count = read(JSON.parse(readFileSync(path, "utf8")));
  } catch (error) {
    const why = `no usable report at ${path}: ${String(error)}`;
    return { passed: 0, failed: 1, skipped: 0, failures: [why] };
  }
  // A suite that failed to load has no failed test; a stage that ran nothing proves nothing.
  const silent = count.failed === 0 && (exitCode !== 0 || count.passed === 0);
  if (!silent) return count;
  const why = `${path}: no test failed, but ${count.passed} passed and the exit code was ${exitCode}`;
  return { ...count, failed: 1, failures: [...count.failures, why] };
}
