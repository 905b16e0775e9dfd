import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** Files that try an action thousands of times take minutes each. */
const TAKES_MINUTES =
  /(inputs|faults|tampers|fault-schedules|model|kill|two-instances|two-people|new-value)\.test\.ts$/;

/** Begins with what takes longest, so that no core waits at the end for one file. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const isLong = ({ moduleId }: TestSpecification) => TAKES_MINUTES.test(moduleId);
    return [...sorted.filter(isLong), ...sorted.filter((file) => !isLong(file))];
  }
}

export default defineConfig({
  resolve: {
    alias: [
      // The marker throws outside React's server condition; the files it guards are tested on Node.
      { find: /^server-only$/, replacement: here("./node_modules/server-only/empty.js") },
      { find: /^@\//, replacement: here("./") },
    ],
  },
  test: {
    include: ["{lib,components}/**/*.test.ts"],
    globalSetup: ["./lib/db/databases-broker.test-support.ts"],
    environment: "node",
    pool: "forks",
    maxWorkers: 2,
    sequence: { sequencer: LongestFirst },
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
});
