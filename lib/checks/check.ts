/** One static check: its name and what it found wrong. No problem = passed. */
export interface Check {
  name: string;
  /** Resolves to one sentence per problem; rejects only if the check itself cannot be made. */
  problems(root: string): Promise<readonly string[]>;
}

/** A check that is another program: its output is the problem when it ends with non-zero. */
export interface Verdict {
  name: string;
  problems: readonly string[];
  seconds: number;
}

/** Runs the checks one after another and prints a line for each; what breaks counts as failed. */
export async function runChecks(checks: readonly Check[], root: string): Promise<Verdict[]> {
  const verdicts: Verdict[] = [];
  for (const check of checks) {
    const startedAt = performance.now();
    const problems = await check
      .problems(root)
      .catch((error: unknown) => [`could not be checked: ${String(error)}`]);
    const seconds = (performance.now() - startedAt) / 1000;
    console.log(
      `${problems.length === 0 ? "ok    " : "FAILED"} ${check.name} (${seconds.toFixed(1)} s)`,
    );
    for (const problem of problems) console.log(problem.replace(/^/gm, "       "));
    verdicts.push({ name: check.name, problems, seconds });
  }
  return verdicts;
}
