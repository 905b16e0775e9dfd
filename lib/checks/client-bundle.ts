import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Check } from "./check";

/** Words that only server code has. Found in a file for the browser, some wall has fallen. */
const serverWords = [
  /SecretsManagerClient/,
  /AWSSecurityTokenService/,
  // The operations table, which the browser may know, speaks of the IAM action sts:AssumeRole.
  /(?<!sts:)AssumeRole/,
  /ledger_entries/,
  /DATABASE_URL/,
  /NEXTAUTH_SECRET/,
  /AKIASTRONGROOM/,
];

/** Looks through everything the build serves to browsers for words of the server. */
export const clientBundleCheck: Check = {
  name: "client bundle: no server code, no source maps",
  async problems(root) {
    const folder = join(root, ".next/static");
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    const files = entries.filter((entry) => entry.isFile());
    if (!files.some(({ name }) => name.endsWith(".js"))) return ["the build has no script at all"];
    const found = await Promise.all(
      files.map(async ({ parentPath, name }) => {
        const path = join(parentPath, name);
        const shown = path.slice(root.length + 1);
        if (name.endsWith(".map")) return [`${shown} is a source map`];
        if (!/\.(js|css|json|html|txt)$/.test(name)) return [];
        const text = await readFile(path, "utf8");
        return serverWords
          .filter((word) => word.test(text))
          .map((word) => `${shown}: ${word.source}`);
      }),
    );
    return found.flat();
  },
};
