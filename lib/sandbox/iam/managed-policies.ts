import type { Iam } from "../contract";

/** Policies that AWS itself offers, as far as they matter to secrets; others grant nothing here. */
const offered: Readonly<Record<string, readonly string[]>> = {
  AdministratorAccess: ["*"],
  SecretsManagerReadWrite: [
    "secretsmanager:*",
    "kms:DescribeKey",
    "kms:ListAliases",
    "lambda:ListFunctions",
  ],
  AWSKeyManagementServicePowerUser: ["kms:*"],
};

/** The document behind a managed policy's ARN: the account's own, or one that AWS offers. */
export function managedPolicy(arn: string, iam: Iam): string | undefined {
  const own = iam.managedPolicies.get(arn);
  if (own !== undefined) return own;
  const name = /^arn:aws:iam::aws:policy\/(?:.*\/)?([^/]+)$/.exec(arn)?.[1];
  if (!name) return undefined;
  const actions = offered[name];
  const statements = actions ? [{ Effect: "Allow", Action: actions, Resource: "*" }] : [];
  return JSON.stringify({ Version: "2012-10-17", Statement: statements });
}
