import { z } from "zod";

/** AWS's limit for a policy on a secret, in characters (facts 2.6). */
export const POLICY_CHARS_MAX = 20_480;

const OneOrMany = z.union([z.string(), z.array(z.string())]).transform((value) => [value].flat());
const Principal = z.union([z.literal("*"), z.record(z.string(), OneOrMany)]);

const Statement = z.looseObject({
  Sid: z.string().optional(),
  Effect: z.enum(["Allow", "Deny"]),
  Principal: Principal.optional(),
  NotPrincipal: Principal.optional(),
  Action: OneOrMany.optional(),
  NotAction: OneOrMany.optional(),
  Resource: OneOrMany.optional(),
  NotResource: OneOrMany.optional(),
  Condition: z.record(z.string(), z.record(z.string(), z.unknown())).optional(),
});
/** One statement; a field that holds one thing or several holds a list here. */
export type PolicyStatement = z.output<typeof Statement>;

const Policy = z.looseObject({
  Version: z.enum(["2012-10-17", "2008-10-17"]).optional(),
  Statement: z.union([Statement, z.array(Statement)]).transform((value) => [value].flat()),
});

/** The statements, or a sentence that says where the text stops being a policy. */
export function parsePolicy(text: string): PolicyStatement[] | string {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return `This is not JSON: ${error instanceof Error ? error.message : "unreadable"}.`;
  }
  const policy = Policy.safeParse(value);
  if (policy.success) return policy.data.Statement;
  const [issue] = policy.error.issues;
  return `This is not a policy: ${issue?.path.join(".") || "the document"}: ${issue?.message ?? "unreadable"}.`;
}

/** Who is named by `Principal`, AWS principals only; `*` for everyone. */
export function principalsOf(principal: PolicyStatement["Principal"]): string[] {
  if (principal === undefined) return [];
  return principal === "*"
    ? ["*"]
    : Object.entries(principal).flatMap(([kind, ids]) => (kind === "AWS" ? ids : []));
}

/** The account that a principal of a policy belongs to; undefined for everyone and for services. */
export function accountIdOf(principal: string): string | undefined {
  return (
    /^(?:\d{12}|arn:[^:]+:(?:iam|sts)::(\d{12}):.+)$/.exec(principal)?.[1] ??
    (/^\d{12}$/.test(principal) ? principal : undefined)
  );
}

/** Condition keys that say who asks or from where; others say what is asked, or how. */
const limitingKey =
  /^aws:(principal(orgid|orgpaths|account|arn|tag\/.+)|source(vpce|vpc|ip|arn|account|orgid|orgpaths|identity)|vpcsourceip|userid|username)$/i;

/**
 * Whether a condition narrows down who is let in. An operator that negates lets in everyone else,
 * and `…IfExists` everyone who does not say; a value of `*` is anybody.
 */
export function limitsWho(condition: PolicyStatement["Condition"]): boolean {
  return Object.entries(condition ?? {}).some(
    ([operator, keys]) =>
      !/not|null|ifexists|^forallvalues:/i.test(operator) &&
      Object.entries(keys).some(
        ([key, values]) => limitingKey.test(key) && ![values].flat().includes("*"),
      ),
  );
}

/** Whether the statement speaks of an action, whatever it says of it. */
export function touches({ Action = [], NotAction }: PolicyStatement, action: string): boolean {
  return NotAction
    ? !NotAction.some((pattern) => matches(pattern, action))
    : Action.some((pattern) => matches(pattern, action));
}

/** Whether the statement speaks of reading or writing the value. */
export function touchesValue(statement: PolicyStatement): boolean {
  return ["secretsmanager:GetSecretValue", "secretsmanager:PutSecretValue"].some((action) =>
    touches(statement, action),
  );
}

/** IAM's wildcards: `*` for any run of characters, `?` for one; case does not matter. */
function matches(pattern: string, action: string): boolean {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, "\\$&")
    .replaceAll("*", ".*")
    .replaceAll("?", ".");
  return new RegExp(`^${source}$`, "i").test(action);
}

/** Both documents as JSON, so that AWS's own way of printing makes no difference (facts 1.2). */
export function isSamePolicy(a: string, b: string): boolean {
  return canonicalPolicy(a) === canonicalPolicy(b);
}

/** The same text for the same document, however its keys are ordered and its lines broken. */
export function canonicalPolicy(text: string): string {
  try {
    return JSON.stringify(sorted(JSON.parse(text)));
  } catch {
    return text.trim();
  }
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, sorted(inner)]),
  );
}
