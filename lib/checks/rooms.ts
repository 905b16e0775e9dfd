import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { transform } from "@swc/core";
import { cruise, type ICruiseResult } from "dependency-cruiser";
import type { Check } from "./check";

const rooms = ["app", "components", "lib", "e2e"];
const isSource = /\.(ts|tsx)$/;

/**
 * Asks dependency-cruiser whether every import keeps to the table in .dependency-cruiser.cjs.
 *
 * dependency-cruiser reads TypeScript through the compiler's JavaScript interface, which
 * TypeScript 7 has no more, and its swc reader knows no JSX. So the sources are stripped of their
 * types by swc into a copy first, and the copy is cruised; type-only imports are gone by then.
 */
export const roomsCheck: Check = {
  name: "rooms: imports keep to the table",
  async problems(root) {
    await mkdir(join(root, "reports"), { recursive: true });
    // Inside the project, so that packages resolve as they do for the sources.
    const copy = await mkdtemp(join(root, "reports/rooms-"));
    try {
      await stripInto(root, copy);
      return await breaches(root, copy);
    } finally {
      await rm(copy, { recursive: true, force: true });
    }
  },
};

async function stripInto(root: string, copy: string): Promise<void> {
  const top = (await readdir(root)).filter(
    (name) => isSource.test(name) && !name.endsWith(".d.ts"),
  );
  const below = await Promise.all(
    rooms.map((room) =>
      readdir(join(root, room), { recursive: true, withFileTypes: true }).catch(() => []),
    ),
  );
  const files = below
    .flat()
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1));
  for (const file of [...top, ...files]) {
    await mkdir(dirname(join(copy, file)), { recursive: true });
    if (isSource.test(file)) await writeFile(join(copy, file), await strip(join(root, file)));
    else if (/\.(json|css|mjs|cjs)$/.test(file)) await cp(join(root, file), join(copy, file));
  }
}

async function strip(file: string): Promise<string> {
  const { code } = await transform(await readFile(file, "utf8"), {
    filename: file,
    swcrc: false,
    jsc: {
      parser: { syntax: "typescript", tsx: file.endsWith(".tsx") },
      target: "es2022",
      transform: { react: { runtime: "automatic" }, verbatimModuleSyntax: true },
    },
  });
  return code;
}

async function breaches(root: string, copy: string): Promise<string[]> {
  const table = createRequire(import.meta.url)(join(root, ".dependency-cruiser.cjs"));
  const { output } = await cruise(
    ["."],
    {
      baseDir: copy,
      validate: true,
      ruleSet: table,
      parser: "acorn",
      doNotFollow: { path: "node_modules" },
      exclude: { path: "^node_modules" },
    },
    {
      alias: { "@": copy },
      exportsFields: ["exports"],
      conditionNames: ["import", "require", "node", "default"],
    },
  );
  if (typeof output === "string") throw new Error("dependency-cruiser answered with text");
  return (output as ICruiseResult).summary.violations.map(
    ({ rule, from, to }) => `${from} → ${to.replace(/^.*node_modules\//, "")} (${rule.name})`,
  );
}
