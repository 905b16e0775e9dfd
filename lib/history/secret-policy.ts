import "server-only";
import { createHash } from "node:crypto";
import type { AwsAccess } from "@/lib/aws/clients";
import { resourcePolicyOf } from "@/lib/aws/resource-policy";
import { notePolicy } from "@/lib/db/policies-seen";
import { placeOf } from "@/lib/domain/place";
import { lintPolicy } from "@/lib/domain/policy-lints";
import { canonicalPolicy, parsePolicy, principalsOf } from "@/lib/domain/resource-policy";
import type { SeenPolicy } from "@/lib/domain/restore-evidence";
import { log } from "@/lib/log";

/**
 * The resource policy as AWS prints it, undefined if there is none. How it stood is remembered, for
 * the day on which the secret is restored.
 *
 * @throws Failure with AWS's words
 */
export async function readPolicy(
  aws: AwsAccess,
  arn: string,
  now: Date,
): Promise<string | undefined> {
  const text = await resourcePolicyOf(aws.secretsManager(placeOf(arn), "browse"), arn);
  try {
    await notePolicy(arn, seenPolicyOf(arn, text), now);
  } catch (error) {
    log("warn", "A policy was not remembered", { error });
  }
  return text;
}

/** Reads it only to be remembered, before something else is done. Never throws. */
export async function rememberPolicy(aws: AwsAccess, arn: string, now: Date): Promise<void> {
  await readPolicy(aws, arn, now).catch(() => undefined);
}

/** What of a policy is kept and compared. */
export function seenPolicyOf(arn: string, text: string | undefined): SeenPolicy {
  if (text === undefined) return { state: "none" };
  const findings = lintPolicy(text, { secretArn: arn, usesDefaultKey: false });
  return {
    state: "present",
    sha256: createHash("sha256").update(canonicalPolicy(text)).digest("hex"),
    isPublic: findings.some(({ lint }) => lint === "public"),
    gonePrincipals: goneIn(text),
  };
}

/** AWS shows a deleted role's or user's own id where its ARN stood. */
function goneIn(text: string): string[] {
  const statements = parsePolicy(text);
  if (typeof statements === "string") return [];
  const named = statements.flatMap(({ Principal, NotPrincipal }) => [
    ...principalsOf(Principal),
    ...principalsOf(NotPrincipal),
  ]);
  return [...new Set(named.filter((each) => /^A(?:ROA|IDA)[A-Z0-9]{8,}$/.test(each)))];
}
