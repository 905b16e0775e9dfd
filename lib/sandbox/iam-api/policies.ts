import { type Account, AwsError, type CallBefore, type Need } from "../contract";
import { managedPolicy } from "../iam/managed-policies";

/** The document behind a managed policy's ARN, or IAM's refusal. */
export function documentOf(arn: string, account: Account): string {
  const document = managedPolicy(arn, account.iam);
  if (document !== undefined) return document;
  throw new AwsError("NoSuchEntity", `Policy ${arn} does not exist or is not attachable.`, 404);
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
