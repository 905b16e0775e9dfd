import { type Account, AwsError, type CallBefore, type Need } from "../contract";

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

/** Customer managed policies by ARN; they have no other home, because nothing else reads them. */
const managed = new WeakMap<Account, Map<string, string>>();

export function managedPolicies(account: Account): Map<string, string> {
  const held = managed.get(account) ?? new Map<string, string>();
  managed.set(account, held);
  return held;
}

/** The document behind a managed policy's ARN, or IAM's refusal. */
export function documentOf(arn: string, account: Account): string {
  const own = managedPolicies(account).get(arn);
  if (own) return own;
  const name = /^arn:aws:iam::aws:policy\/(?:.*\/)?([^/]+)$/.exec(arn)?.[1];
  if (!name) {
    throw new AwsError("NoSuchEntity", `Policy ${arn} does not exist or is not attachable.`, 404);
  }
  const actions = offered[name];
  const statements = actions ? [{ Effect: "Allow", Action: actions, Resource: "*" }] : [];
  return JSON.stringify({ Version: "2012-10-17", Statement: statements });
}

/** Refuses what is no policy at all; what it grants is nobody's concern here. */
export function checkDocument(text: string): string {
  try {
    const document: unknown = JSON.parse(text);
    if (typeof document === "object" && document !== null && "Statement" in document) return text;
  } catch {
    // The same refusal as for JSON that is no policy.
  }
  throw new AwsError("MalformedPolicyDocument", "Syntax errors in policy.");
}

/** Inline policies and attached ones share a role's map; this tells them apart. */
export const attachedKey = (arn: string) => `arn ${arn}`;

/** The ARN of an attached policy, undefined for an inline one. */
export const attachedArn = (key: string) => (key.startsWith("arn ") ? key.slice(4) : undefined);

/** What IAM must allow on a role or user of the caller's own account. */
export function needOnEntity(
  action: string,
  entity: { arn: string },
  { account }: CallBefore,
): Need {
  return { action: `iam:${action}`, resourceArn: entity.arn, resourceAccountId: account.id };
}
