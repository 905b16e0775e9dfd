import { readFileSync } from "node:fs";
import { join } from "node:path";

/** The two accounts of the demo's settings file. */
export const demoAccounts = ["111122223333", "444455556666"] as const;

/** The console's own key: the default credential chain finds it in the environment. */
export const consoleKey = {
  accessKeyId: "AKIASTRONGROOMCONSOLE",
  secretAccessKey: "sandbox-console",
} as const;

export const externalId = "strongroom-demo";

const roleNames = {
  operator: "StrongroomOperator",
  approver: "StrongroomApprover",
  auditor: "StrongroomAuditor",
  observer: "StrongroomObserver",
} as const;

/**
 * Makes the console's user and the three roles in both accounts of the stand-in, from the policy
 * files that the product ships: a wrong file then fails here as it would in a real account.
 * Rejects with the stand-in's words.
 */
export async function putConsolePrincipals(root: string, awsUrl: string): Promise<void> {
  const policy = (name: string, accountId: string) => policyFile(root, name, accountId);
  for (const accountId of demoAccounts) {
    const users =
      accountId === demoAccounts[0]
        ? [
            {
              name: "strongroom-console",
              ...consoleKey,
              policies: { console: policy("console.identity", accountId) },
            },
          ]
        : [];
    const roles = Object.entries(roleNames).map(([role, name]) => ({
      name,
      trustPolicy: policy(`${role}.trust`, accountId),
      policies: { strongroom: policy(`${role}.identity`, accountId) },
    }));
    await post(`${awsUrl}/_sandbox/iam`, { accountId, users, roles });
  }
}

function policyFile(root: string, name: string, accountId: string): string {
  const filled: Record<string, string> = {
    partition: "aws",
    accountId,
    externalId,
    consolePrincipal: `arn:aws:iam::${demoAccounts[0]}:user/strongroom-console`,
  };
  const text = readFileSync(join(root, "lib/aws/policies", `${name}.json`), "utf8");
  // IAM's own variables, such as ${aws:PrincipalTag/team}, are left to IAM.
  return text.replace(/\$\{(\w+)\}/g, (whole, key: string) => filled[key] ?? whole);
}

async function post(url: string, body: unknown): Promise<void> {
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${url}: ${response.status} ${await response.text()}`);
}
