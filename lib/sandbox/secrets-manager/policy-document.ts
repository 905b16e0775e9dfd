import { refusals } from "./refusals";

/** A policy document that has passed the syntax check. */
export interface PolicyDocument {
  Version?: string;
  Statement: readonly Statement[];
}

interface Statement {
  Effect: "Allow" | "Deny";
  Principal?: unknown;
  NotPrincipal?: unknown;
  Action?: unknown;
  NotAction?: unknown;
  Condition?: unknown;
}

/** Conditions that bind a policy for everyone to a known account, organization, network or ARN. */
const narrowing =
  /^(aws:(PrincipalOrgID|PrincipalOrgPaths|PrincipalAccount|PrincipalArn|SourceAccount|SourceArn|SourceOrgID|SourceOrgPaths|SourceVpc|SourceVpce|SourceIp|VpcSourceIp|userid)|kms:CallerAccount)$/i;

/**
 * Reads a policy and checks its syntax.
 *
 * @throws MalformedPolicyDocumentException
 */
export function checkPolicy(text: string): PolicyDocument {
  const document = parse(text);
  const version = document.Version;
  if (version !== undefined && version !== "2012-10-17" && version !== "2008-10-17") {
    throw refusals.malformedPolicy();
  }
  const statements = [document.Statement ?? []].flat() as unknown[];
  if (statements.length === 0 || !statements.every(isStatement)) throw refusals.malformedPolicy();
  return { ...document, Statement: statements };
}

/** Says whether a policy gives access to everyone: what BlockPublicPolicy refuses (facts 2.6). */
export function isPublic(document: PolicyDocument): boolean {
  return document.Statement.some(
    (statement) =>
      statement.Effect === "Allow" &&
      (statement.NotPrincipal !== undefined || isEveryone(statement.Principal)) &&
      !isNarrowed(statement.Condition),
  );
}

/** The document as AWS's Java printer writes it: two spaces, ` : `, lists on one line. */
export function prettyPolicy(text: string): string {
  return print(JSON.parse(text), "");
}

function print(value: unknown, indent: string): string {
  if (Array.isArray(value)) {
    if (value.length === 0) return "[ ]";
    return `[ ${value.map((item) => print(item, indent)).join(", ")} ]`;
  }
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const inner = `${indent}  `;
  const members = Object.entries(value).map(
    ([name, member]) => `${inner}${JSON.stringify(name)} : ${print(member, inner)}`,
  );
  return members.length === 0 ? "{ }" : `{\n${members.join(",\n")}\n${indent}}`;
}

function parse(text: string): Record<string, unknown> {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    throw refusals.malformedPolicy();
  }
  if (typeof document !== "object" || document === null || Array.isArray(document)) {
    throw refusals.malformedPolicy();
  }
  return document as Record<string, unknown>;
}

function isStatement(value: unknown): value is Statement {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  const statement = value as Record<string, unknown>;
  const one = (a: string, b: string) =>
    (statement[a] === undefined) !== (statement[b] === undefined);
  return (
    (statement.Effect === "Allow" || statement.Effect === "Deny") &&
    one("Principal", "NotPrincipal") &&
    one("Action", "NotAction") &&
    one("Resource", "NotResource") &&
    isPrincipal(statement.Principal ?? statement.NotPrincipal)
  );
}

function isPrincipal(value: unknown): boolean {
  if (value === "*") return true;
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  return Object.entries(value).every(
    ([kind, names]) =>
      ["AWS", "Service", "Federated", "CanonicalUser"].includes(kind) &&
      [names].flat().every((name) => typeof name === "string"),
  );
}

function isEveryone(principal: unknown): boolean {
  if (principal === "*") return true;
  const aws = (principal as { AWS?: unknown } | undefined)?.AWS;
  return [aws ?? []].flat().includes("*");
}

function isNarrowed(condition: unknown): boolean {
  if (typeof condition !== "object" || condition === null) return false;
  return Object.entries(condition).some(
    ([operator, keys]) =>
      !/Not|Null|IfExists/.test(operator) &&
      typeof keys === "object" &&
      keys !== null &&
      Object.entries(keys).some(([key, values]) => narrowing.test(key) && isClosed(values)),
  );
}

function isClosed(values: unknown): boolean {
  return [values].flat().every((value) => value !== "*" && value !== "0.0.0.0/0");
}
