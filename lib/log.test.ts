import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";

/** Runs lines of code in a process of its own and answers what it wrote. */
function logged(code: string): Record<string, unknown>[] {
  const program = `import { log } from "./lib/log.ts"; ${code}`;
  const run = spawnSync(
    process.execPath,
    ["--import", "tsx", "--conditions=react-server", "--input-type=module", "-e", program],
    { encoding: "utf8" },
  );
  expect(run.stderr).toBe("");
  return run.stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
}

// Whatever somebody puts into an error or a field by mistake must not reach the log.
test("a line holds the allowed fields, names and codes of errors, and nothing else", () => {
  const [first, second] = logged(`
    const cause = Object.assign(new TypeError("canary-in-message"), { code: "23505", detail: "canary-in-detail" });
    const error = new Error("canary-in-outer", { cause });
    log("error", "It failed", { operation: "secret.reveal-value", seq: 7, error, value: "canary-in-field" });
    log("warn", "Odd", { error: Object.assign(new Error("x"), { code: "canary with spaces\\n" }) });
  `);
  expect(JSON.stringify([first, second])).not.toContain("canary");
  expect(first).toMatchObject({
    level: 50,
    msg: "It failed",
    operation: "secret.reveal-value",
    seq: 7,
    error: "Error < TypeError",
    errorCode: "23505",
  });
});

// Names of secrets may hold line feeds and terminal controls.
test("control characters cannot forge a line", () => {
  const lines = logged(`log("info", "One", { region: "eu\\n{\\"level\\":60}\\u001b[2J" });`);
  expect(lines).toHaveLength(1);
});
