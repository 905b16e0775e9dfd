import { refusals } from "./refusals";

const allowed = /^[A-Za-z0-9/_+=.@!-]+$/;
const arnShape = /^arn:(aws[a-z-]*):secretsmanager:([a-z0-9-]+):(\d{12}):secret:(.+)$/;
const suffixAtEnd = /-[A-Za-z0-9]{6}$/;

/** What a SecretId says: a name in the caller's account, or an ARN (full or without suffix). */
export type SecretId =
  | { kind: "name"; name: string }
  | {
      kind: "arn";
      accountId: string;
      region: string;
      /** The name to look up. */
      name: string;
      /** The ARN that must match; absent for a partial ARN. */
      arn?: string;
    };

/**
 * Refuses a name AWS calls invalid: the first check of every operation (facts 11 rule 1).
 * `!` passes, because the error text lists it and service-owned names have it.
 */
export function checkName(name: string): void {
  if (!allowed.test(name)) throw refusals.badName();
}

/**
 * Reads a SecretId (facts 2.1). A partial ARN of a secret whose own name ends in hyphen and six
 * characters is read as a full ARN, as AWS does, so it finds nothing.
 *
 * @throws ValidationException for a bad character, in a name as in an ARN's name.
 */
export function readSecretId(typed: string): SecretId {
  if (!typed.startsWith("arn:")) {
    checkName(typed);
    return { kind: "name", name: typed };
  }
  const match = arnShape.exec(typed);
  const [, , region, accountId, rest] = match ?? [];
  if (!region || !accountId || !rest) throw refusals.badName();
  checkName(rest);
  if (!suffixAtEnd.test(rest)) return { kind: "arn", accountId, region, name: rest };
  return { kind: "arn", accountId, region, name: rest.slice(0, -7), arn: typed };
}

/** `arn:<partition>:secretsmanager:<region>:<account>:secret:<name>-<suffix>`. */
export function secretArn(region: string, accountId: string, name: string, suffix: string): string {
  return `arn:${partitionOf(region)}:secretsmanager:${region}:${accountId}:secret:${name}-${suffix}`;
}

/** The same secret's ARN in another Region: a replica keeps the suffix (facts 2.5). */
export function arnInRegion(arn: string, region: string): string {
  const parts = arn.split(":");
  parts[3] = region;
  return parts.join(":");
}

/** `aws`, `aws-cn` or `aws-us-gov`. */
export function partitionOf(region: string): string {
  if (region.startsWith("cn-")) return "aws-cn";
  return region.startsWith("us-gov-") ? "aws-us-gov" : "aws";
}
