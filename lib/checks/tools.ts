import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Check } from "./check";
import { collect } from "./program";

/** A check that is a program of its own: what it prints is the problem if it ends with non-zero. */
function tool(name: string, ...commands: readonly (readonly [string, ...string[]])[]): Check {
  return {
    name,
    async problems(root) {
      for (const [command, ...args] of commands) {
        const { code, output } = await collect(root, command, args);
        if (code !== 0) return [output || `${command} ended with ${code}`];
      }
      return [];
    },
  };
}

export const formatCheck = tool("format and lint: biome", ["biome", "ci", "--colors=off", "."]);

/** Route types first: in a fresh clone tsc does not know the pages otherwise. */
export const typesCheck = tool("types: tsc", ["next", "typegen"], ["tsc", "--noEmit"]);

export const unusedCheck = tool("unused code and packages: knip", ["knip"]);

/** True once `next build` has run to its end. */
export function isBuilt(root: string): boolean {
  return existsSync(join(root, ".next/BUILD_ID"));
}
