import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type OperationName, operations } from "../domain/operations";
import { consoleRoles } from "../domain/role";

/** Parts of README.md that are printed from what the product itself uses, by the name of their mark. */
export const printed: Readonly<Record<string, (root: string) => string>> = {
  operations: () => operationsTable(),
  policies: (root) => policyFiles(root),
  settings: (root) => settingsFile(root),
};

/** The text with every marked part printed afresh. Throws if a part has no mark. */
export function withPrintedParts(text: string, root: string): string {
  return Object.entries(printed).reduce((whole, [name, print]) => {
    const [begin, end] = [`<!-- printed: ${name} -->`, `<!-- end: ${name} -->`];
    const from = whole.indexOf(begin);
    const to = whole.indexOf(end);
    if (from < 0 || to < from) throw new Error(`README.md has no marks for ${name}`);
    return `${whole.slice(0, from + begin.length)}\n\n${print(root)}\n\n${whole.slice(to)}`;
  }, text);
}

function operationsTable(): string {
  const rows = (Object.keys(operations) as OperationName[]).map((name) => {
    const { roles, audited, look, stepUp, says } = operations[name];
    const may = consoleRoles.map((role) =>
      (roles as readonly string[]).includes(role) ? "yes" : "no",
    );
    const recorded = audited ? "yes" : look ? "an auditor's" : "-";
    return `| ${says} | ${may.join(" | ")} | ${recorded} | ${stepUp ? "yes" : "-"} |`;
  });
  return [
    `| Who has … | ${consoleRoles.join(" | ")} | in the ledger | fresh sign-in |`,
    `|---|${consoleRoles.map(() => "---|").join("")}---|---|`,
    ...rows,
  ].join("\n");
}

function policyFiles(root: string): string {
  const folder = join(root, "lib/aws/policies");
  return readdirSync(folder)
    .filter((name) => name.endsWith(".json"))
    .sort()
    .map((name) => {
      const policy = readFileSync(join(folder, name), "utf8").trim();
      return `<details><summary><code>${name}</code></summary>\n\n\`\`\`json\n${policy}\n\`\`\`\n\n</details>`;
    })
    .join("\n\n");
}

function settingsFile(root: string): string {
  const text = readFileSync(join(root, "lib/config.example.yaml"), "utf8").trim();
  return `\`\`\`yaml\n${text}\n\`\`\``;
}
