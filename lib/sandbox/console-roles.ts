import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { IamRole, World } from "./contract";
import { iamId } from "./random";

/** The accounts of the demo's settings file: production and staging. */
export const CONSOLE_ACCOUNTS = ["111122223333", "444455556666"] as const;

/** The console's own access key: it may become the console's roles, and nothing else. */
export const CONSOLE_USER = {
  accountId: CONSOLE_ACCOUNTS[0],
  name: "strongroom-console",
  accessKeyId: "AKIASTRONGROOMCONSOLE",
  secretAccessKey: "sandbox-console",
} as const;

/** What the trust policies of the demo ask the console to present. */
export const EXTERNAL_ID = "strongroom-demo";

/** Role names by the name of their files; the observer is optional. */
const ROLES = {
  operator: "StrongroomOperator",
  approver: "StrongroomApprover",
  auditor: "StrongroomAuditor",
  observer: "StrongroomObserver",
} as const;

/** A policy folder that cannot be used, in one sentence. */
export class PolicyFolderProblem extends Error {}

/**
 * Puts the console's user and roles into the accounts, from the policy files that the product
 * ships (`<role>.identity.json`, `<role>.trust.json`, `console.identity.json`), which are read
 * as data. `${accountId}`, `${externalId}`, `${partition}` and `${consolePrincipal}` are filled
 * in; IAM's own variables such as `${aws:PrincipalTag/team}` stay.
 *
 * Throws PolicyFolderProblem for a missing file or one that is no JSON.
 */
export function putConsoleRoles(
  world: World,
  folder: string,
  accountIds: readonly string[] = CONSOLE_ACCOUNTS,
): void {
  const createdAt = world.clock.now();
  for (const accountId of accountIds) {
    const { iam } = world.account(accountId);
    for (const [file, name] of Object.entries(ROLES)) {
      const optional = file === "observer" && !existsSync(join(folder, `${file}.trust.json`));
      if (optional) continue;
      const role: IamRole = {
        name,
        arn: `arn:aws:iam::${accountId}:role/${name}`,
        roleId: iamId(world.random, "AROA"),
        trustPolicy: readPolicy(folder, `${file}.trust.json`, accountId),
        policies: new Map([[name, readPolicy(folder, `${file}.identity.json`, accountId)]]),
        maxSessionSeconds: 3_600,
        createdAt,
      };
      iam.roles.set(name, role);
    }
  }
  const { accountId, name, accessKeyId, secretAccessKey } = CONSOLE_USER;
  world.account(accountId).iam.users.set(name, {
    name,
    arn: `arn:aws:iam::${accountId}:user/${name}`,
    userId: iamId(world.random, "AIDA"),
    accessKeyId,
    secretAccessKey,
    policies: new Map([[name, readPolicy(folder, "console.identity.json", accountId)]]),
    createdAt,
  });
}

function readPolicy(folder: string, file: string, accountId: string): string {
  const path = join(folder, file);
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch {
    throw new PolicyFolderProblem(`The policy file ${path} cannot be read.`);
  }
  const filled = fill(text, {
    accountId,
    externalId: EXTERNAL_ID,
    partition: "aws",
    consolePrincipal: `arn:aws:iam::${CONSOLE_USER.accountId}:user/${CONSOLE_USER.name}`,
  });
  try {
    return JSON.stringify(JSON.parse(filled));
  } catch {
    throw new PolicyFolderProblem(`The policy file ${path} is not JSON.`);
  }
}

function fill(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(/\$\{(\w+)\}/g, (placeholder, name) => values[name] ?? placeholder);
}
