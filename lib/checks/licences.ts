import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import type { Check } from "./check";
import { readLockfile } from "./lockfile";

/** Licences that whoever runs or ships the product may use without giving anything back. */
const allowed = new Set([
  "0BSD",
  "Apache-2.0",
  "BlueOak-1.0.0",
  "BSD-2-Clause",
  "BSD-3-Clause",
  "CC0-1.0",
  "ISC",
  "MIT",
  "MIT-0",
  "OFL-1.1",
  "SIL OPEN FONT LICENSE",
  "Unlicense",
]);

/** Allowed for these packages alone, each for the reason beside it. */
const exceptions: readonly { package: RegExp; licence: string; because: string }[] = [
  {
    package: /^@img\/sharp-/,
    licence: "LGPL-3.0-or-later",
    because: "optional part of next's image optimizer, which is off; a shared library, unchanged",
  },
  { package: /^lightningcss/, licence: "MPL-2.0", because: "builds the style sheet, unchanged" },
  { package: /^caniuse-lite$/, licence: "CC-BY-4.0", because: "data, read at build time" },
];

const Manifest = z.object({
  name: z.string(),
  license: z.union([z.string(), z.object({ type: z.string() })]).optional(),
  licenses: z.array(z.object({ type: z.string() })).optional(),
});

/**
 * Reads the licence of every production dependency out of its own package.json and refuses what
 * is not on the list above: AGPL and GPL, and also what names none.
 */
export const licencesCheck: Check = {
  name: "licences of production dependencies",
  async problems(root) {
    const { packages } = await readLockfile(root);
    const paths = Object.entries(packages)
      .filter(([path, { dev, devOptional }]) => path !== "" && !dev && !devOptional)
      .map(([path, { optional }]) => ({ path, optional: optional === true }));
    const found = await Promise.all(
      paths.map(async ({ path, optional }) => {
        const text = await readFile(join(root, path, "package.json"), "utf8").catch(() => null);
        // Binaries of other platforms are locked but not installed.
        if (text === null) return optional ? [] : [`${path} is not installed`];
        return problemOf(Manifest.parse(JSON.parse(text)));
      }),
    );
    return found.flat();
  },
};

function problemOf(manifest: z.infer<typeof Manifest>): string[] {
  const { name, license, licenses } = manifest;
  const written = typeof license === "string" ? license : (license?.type ?? licenses?.[0]?.type);
  if (written === undefined) return [`${name} names no licence`];
  return isAllowed(name, written) ? [] : [`${name} is ${written}`];
}

/** `A OR B` needs one that is allowed, `A AND B` needs both. */
function isAllowed(name: string, written: string): boolean {
  const terms = written.replace(/[()]/g, "");
  if (/ AND /.test(terms)) return terms.split(" AND ").every((term) => isAllowed(name, term));
  if (/ OR /.test(terms)) return terms.split(" OR ").some((term) => isAllowed(name, term));
  return (
    allowed.has(terms) ||
    exceptions.some((exception) => exception.licence === terms && exception.package.test(name))
  );
}
