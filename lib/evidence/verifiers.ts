import "server-only";
import { readFileSync } from "node:fs";
import { join } from "node:path";

const folder = join(process.cwd(), "lib/evidence/verifier");

/** The verifiers that travel with every bundle. */
export function verifiers(): { path: string; content: string }[] {
  const script = read("verify.mjs");
  // One implementation of the rules for Node and the page, so that they cannot drift apart.
  const shared = /\/\/ --- shared[^\n]*begin ---\n([\s\S]*?)\/\/ --- shared[^\n]*end ---/.exec(
    script,
  );
  if (!shared?.[1]) throw new Error("verify.mjs has no part to share");
  const [, rules] = shared;
  return [
    { path: "verify.html", content: read("verify.html").replace("/*SHARED*/", () => rules) },
    { path: "verify.mjs", content: script },
    { path: "verify.py", content: read("verify.py") },
  ];
}

/** This release, as its package names it. */
export function toolVersion(): string {
  const text = readFileSync(
    /* turbopackIgnore: true */ join(process.cwd(), "package.json"),
    "utf8",
  );
  return String(JSON.parse(text).version);
}

function read(name: string): string {
  return readFileSync(/* turbopackIgnore: true */ join(folder, name), "utf8");
}
