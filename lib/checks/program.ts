import { spawn } from "node:child_process";
import path from "node:path";

/** How a program ended, with all it printed. */
export interface Ended {
  code: number;
  output: string;
}

/** Environment of every program the checks start: no telemetry, no colours in captured text. */
export function quietEnvironment(): NodeJS.ProcessEnv {
  return {
    ...process.env,
    NEXT_TELEMETRY_DISABLED: "1",
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true",
  };
}

/** Runs a command of node_modules/.bin to its end and collects what it prints. */
export function collect(root: string, command: string, args: readonly string[]): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(path.resolve(root, "node_modules/.bin", command), args, {
      cwd: root,
      env: { ...quietEnvironment(), NO_COLOR: "1", FORCE_COLOR: "0" },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const chunks: Buffer[] = [];
    child.stdout.on("data", (chunk: Buffer) => chunks.push(chunk));
    child.stderr.on("data", (chunk: Buffer) => chunks.push(chunk));
    child.on("error", reject);
    child.on("close", (code) =>
      resolve({ code: code ?? 1, output: Buffer.concat(chunks).toString("utf8").trim() }),
    );
  });
}

/** Runs a command of node_modules/.bin with its output shown; resolves to its exit code. */
export function show(
  root: string,
  command: string,
  args: readonly string[],
  environment: Record<string, string> = {},
): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(path.resolve(root, "node_modules/.bin", command), args, {
      cwd: root,
      env: { ...quietEnvironment(), ...environment },
      stdio: ["ignore", "inherit", "inherit"],
    });
    child.on("error", reject);
    child.on("close", (code) => resolve(code ?? 1));
  });
}
