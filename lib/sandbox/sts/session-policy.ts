import { deflateRawSync } from "node:zlib";
import { AwsError } from "../contract";

/**
 * How much fits into the packed form. AWS publishes no formula; this one lets every policy of
 * 2,048 characters of ordinary text pass with some tags beside it.
 */
const PACKED_BYTES = 1_024;

/**
 * Percent of the packed size that policy, policy ARNs and tags use; undefined if there were none
 * (facts 11.12). Throws PackedPolicyTooLarge above 100.
 */
export function packedPolicySize(
  policy: string | undefined,
  policyArns: readonly string[],
  tags: Readonly<Record<string, string>>,
): number | undefined {
  const parts = [...policyArns, ...Object.entries(tags).flat()];
  if (policy === undefined && parts.length === 0) return undefined;
  const packed = deflateRawSync([policy ?? "", ...parts].join("\n")).length;
  const percent = Math.ceil((packed * 100) / PACKED_BYTES);
  if (percent <= 100) return percent;
  throw new AwsError(
    "PackedPolicyTooLarge",
    `Packed size of session tags and policies consumes ${percent}% of allotted space.`,
  );
}

/** Throws MalformedPolicyDocument unless the text is a policy that a session can have. */
export function checkSessionPolicy(text: string): void {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw malformed("This policy contains invalid Json");
  }
  if (!isRecord(value)) throw malformed("Syntax errors in policy.");
  const { Version, Statement, Id: _id, ...rest } = value;
  const versionIsKnown =
    Version === undefined || Version === "2012-10-17" || Version === "2008-10-17";
  const statements: unknown[] = Array.isArray(Statement) ? Statement : [Statement];
  if (!versionIsKnown || Object.keys(rest).length > 0 || statements.length === 0) {
    throw malformed("Syntax errors in policy.");
  }
  for (const statement of statements) checkStatement(statement);
}

const MEMBERS = new Set([
  "Sid",
  "Effect",
  "Action",
  "NotAction",
  "Resource",
  "NotResource",
  "Condition",
]);

function checkStatement(statement: unknown): void {
  if (!isRecord(statement)) throw malformed("Syntax errors in policy.");
  if ("Principal" in statement || "NotPrincipal" in statement) {
    throw malformed("Policy document should not specify a principal.");
  }
  const { Effect, Action, NotAction, Resource, NotResource, Condition } = statement;
  const oneOf = (a: unknown, b: unknown) => isText(a) !== isText(b);
  const complete =
    (Effect === "Allow" || Effect === "Deny") &&
    oneOf(Action, NotAction) &&
    oneOf(Resource, NotResource) &&
    (Condition === undefined || isRecord(Condition)) &&
    Object.keys(statement).every((member) => MEMBERS.has(member));
  if (!complete) throw malformed("Syntax errors in policy.");
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const isText = (value: unknown) =>
  typeof value === "string" ||
  (Array.isArray(value) && value.length > 0 && value.every((each) => typeof each === "string"));

const malformed = (message: string) => new AwsError("MalformedPolicyDocument", message);
