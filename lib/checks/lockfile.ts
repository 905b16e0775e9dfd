import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import type { Check } from "./check";

const Lockfile = z.object({
  packages: z.record(
    z.string(),
    z.object({
      version: z.string().optional(),
      resolved: z.string().optional(),
      integrity: z.string().optional(),
      link: z.boolean().optional(),
      dev: z.boolean().optional(),
      devOptional: z.boolean().optional(),
      optional: z.boolean().optional(),
    }),
  ),
});
export type Lockfile = z.infer<typeof Lockfile>;

const Floor = z.array(
  z.object({
    package: z.string(),
    min: z.string().regex(/^\d+\.\d+\.\d+$/),
    advisory: z.string(),
    date: z.iso.date(),
  }),
);

/** Reads package-lock.json; rejects if its shape is not npm's. */
export async function readLockfile(root: string): Promise<Lockfile> {
  return Lockfile.parse(JSON.parse(await readFile(join(root, "package-lock.json"), "utf8")));
}

/**
 * Compares every locked copy of the packages in security-floor.json with the first release that
 * carries the named fixes. Advisory services cannot be relied on from everywhere; this file can.
 */
export const floorCheck: Check = {
  name: "security floor: no release with a known hole",
  async problems(root) {
    const floor = Floor.parse(
      JSON.parse(await readFile(join(root, "lib/checks/security-floor.json"), "utf8")),
    );
    const { packages } = await readLockfile(root);
    return floor.flatMap(({ package: name, min, advisory }) => {
      const copies = Object.entries(packages).filter(
        ([path]) => path === `node_modules/${name}` || path.endsWith(`/node_modules/${name}`),
      );
      if (copies.length === 0) return [`${name} is on the floor file but not in the lock`];
      return copies
        .filter(([, { version = "0.0.0" }]) => isBelow(version, min))
        .map(([path, { version }]) => `${path} is ${version}, needs ${min} (${advisory})`);
    });
  },
};

/** The lock names no registry (it must work behind any) and pins every package by its hash. */
export const lockfileCheck: Check = {
  name: "lockfile: hashes, no addresses",
  async problems(root) {
    const { packages } = await readLockfile(root);
    return Object.entries(packages)
      .filter(([path]) => path !== "")
      .flatMap(([path, { resolved, integrity, link }]) => [
        ...(resolved === undefined ? [] : [`${path} has an address: ${resolved}`]),
        ...(integrity === undefined && !link ? [`${path} has no integrity hash`] : []),
      ]);
  },
};

function isBelow(version: string, min: string): boolean {
  // A pre-release of the floor itself came before the fix.
  const [plain = "", preRelease] = version.split(/-(.*)/);
  const [is, needs] = [plain, min].map((text) => text.split(".").map(Number));
  for (let part = 0; part < 3; part += 1) {
    const difference = (is?.[part] ?? 0) - (needs?.[part] ?? 0);
    if (difference !== 0) return difference < 0;
  }
  return preRelease !== undefined;
}
