import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { stack } from "./stack";

/** Writes a file into the stack's data folder and answers its path. */
export function writeStackFile(name: string, text: string): string {
  const path = join(stack.data, name);
  writeFileSync(path, text, { mode: 0o600 });
  return path;
}
