import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { show } from "./program";

/** Where the copy lies: inside the project, so that packages resolve as they do for the sources. */
export const copyFolder = "reports/without-proxy";

const copied = ["app", "components", "lib", "public", "package.json", "tsconfig.json"];

/**
 * Builds the console without proxy.ts, in a copy. What the authorization suite then shows holds
 * by the guard alone. Resolves to the exit code of the build.
 */
export async function buildWithoutProxy(root: string): Promise<number> {
  const folder = join(root, copyFolder);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const instrumentation = readdirSync(root).filter((name) => name.startsWith("instrumentation"));
  for (const name of [...copied, ...instrumentation, "postcss.config.mjs"]) {
    cpSync(join(root, name), join(folder, name), { recursive: true });
  }
  const settings = readFileSync(join(root, "next.config.ts"), "utf8");
  const here = JSON.stringify(root);
  writeFileSync(join(folder, "next.config.ts"), settings.replaceAll("import.meta.dirname", here));
  return show(folder, join(root, "node_modules/.bin/next"), ["build"]);
}
