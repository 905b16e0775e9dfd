import { spawnSync } from "node:child_process";
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { RunProblem } from "./run";

const sources = ["app", "components", "lib", "public"];
const files = ["next.config.ts", "postcss.config.mjs", "proxy.ts", "package-lock.json"];

/** True if `next build` has run to its end and no source of the application is newer. */
export function buildIsCurrent(root: string): boolean {
  const builtAt = modifiedAt(join(root, ".next/BUILD_ID"));
  if (builtAt === undefined) return false;
  return newestOf(root) <= builtAt;
}

/** Makes the production build, showing its output; throws a RunProblem if it fails. */
export function build(root: string): void {
  const { status } = spawnSync(
    process.execPath,
    [join(root, "node_modules/next/dist/bin/next"), "build"],
    {
      cwd: root,
      env: { ...process.env, NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" },
      stdio: ["ignore", "inherit", "inherit"],
    },
  );
  if (status !== 0) throw new RunProblem("The build failed; its messages stand above.");
}

function newestOf(root: string): number {
  const below = sources.flatMap((folder) => entriesOf(join(root, folder)));
  const instrumentation = entriesOf(root, false).filter((path) => /instrumentation/.test(path));
  const times = [...below, ...instrumentation, ...files.map((file) => join(root, file))]
    // Tests, checks and the stand-in are no part of the build.
    .filter((path) => !/\.test\.ts$|\/lib\/(sandbox|checks)\//.test(path))
    .map((path) => modifiedAt(path) ?? 0);
  return Math.max(0, ...times);
}

function entriesOf(folder: string, recursive = true): string[] {
  try {
    return readdirSync(folder, { recursive, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name));
  } catch {
    return [];
  }
}

function modifiedAt(path: string): number | undefined {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs;
}
