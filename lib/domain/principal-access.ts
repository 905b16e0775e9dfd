import { z } from "zod";
import type { FailureView } from "./failure";
import { SecretArn } from "./place";
import { type PolicyStatement, parsePolicy, principalsOf, touches } from "./resource-policy";

/** What reading a value takes of AWS. */
export const READ_VALUE = "secretsmanager:GetSecretValue";

/** An IAM role or user; sessions come and go, and whole accounts are too many to ask about. */
export const PrincipalArn = z
  .string()
  .max(2048)
  .regex(
    /^arn:aws[a-z-]*:iam::\d{12}:(role|user)\/[\w+=,.@/-]{1,512}$/,
    "Name a role or user: arn:aws:iam::111122223333:role/name",
  );

export const CheckAccessInput = z.strictObject({ arn: SecretArn, principal: PrincipalArn });

/**
 * What one gate says. `silent`: it neither lets in nor keeps out; `depends`: on conditions of the
 * call that nobody can know beforehand; `unknown`: it could not be asked.
 */
export type GateAnswer = "allows" | "denies" | "silent" | "depends" | "unknown";

export interface Gate {
  gate: "identity" | "resource policy" | "key";
  answer: GateAnswer;
  says: string;
  /** Why it could not be asked. */
  failure?: FailureView;
}

/** Whether a principal can read the value, as far as the gates tell, and what nobody evaluated. */
export interface PrincipalAccess {
  principal: string;
  verdict: "blocked" | "can read" | "not known";
  /** The gates that block. */
  blockedBy: Gate["gate"][];
  gates: Gate[];
  /** Named, so that "can read" is not taken for more than it is. */
  notEvaluated: string[];
  readAt: string;
}

/** The account that a principal belongs to. */
export function accountOf(principal: string): string {
  return principal.split(":")[4] ?? "";
}

/** `arn:aws:sts::1:assumed-role/app` as CloudTrail tells readers, as the role that IAM knows. */
export function roleArnOf(reader: string): string {
  return reader.replace(/^(arn:[^:]+):sts::(\d{12}):assumed-role\//, "$1:iam::$2:role/");
}

/**
 * What the resource policy says to this principal about reading the value. A Deny wins; a
 * condition makes it depend on the call. An account named as a whole lets in whom its own policies
 * let (facts 2.6), so inside the secret's account it adds nothing by itself: `silent`.
 */
export function judgePolicy(policy: string | undefined, principal: string): GateAnswer {
  if (policy === undefined) return "silent";
  const statements = parsePolicy(policy);
  if (typeof statements === "string") return "unknown";
  const about = statements.filter((statement) => touches(statement, READ_VALUE));
  const named = (effect: "Allow" | "Deny", has: boolean) =>
    about.some(
      (statement) =>
        statement.Effect === effect &&
        (statement.Condition !== undefined) === has &&
        names(statement, principal, effect),
    );
  if (named("Deny", false)) return "denies";
  const mayDeny = named("Deny", true);
  if (named("Allow", false)) return mayDeny ? "depends" : "allows";
  return mayDeny || named("Allow", true) ? "depends" : "silent";
}

function names(
  { Principal, NotPrincipal }: PolicyStatement,
  principal: string,
  effect: "Allow" | "Deny",
): boolean {
  const is = (id: string) =>
    id === "*" || id === principal || isWholeAccount(id, principal, effect);
  if (NotPrincipal !== undefined) return !principalsOf(NotPrincipal).some(is);
  return principalsOf(Principal).some(is);
}

/** Denied as a whole, an account's principals are denied; allowed, its own policies still decide. */
function isWholeAccount(id: string, principal: string, effect: "Allow" | "Deny"): boolean {
  const account = accountOf(principal);
  return effect === "Deny" && (id === account || id.endsWith(`:iam::${account}:root`));
}

/** Whether the policy hands the decision to the principal's own account. */
export function trustsAccount(policy: string | undefined, principal: string): boolean {
  const statements = policy === undefined ? "none" : parsePolicy(policy);
  if (typeof statements === "string") return false;
  const account = accountOf(principal);
  return statements.some(
    (statement) =>
      statement.Effect === "Allow" &&
      touches(statement, READ_VALUE) &&
      principalsOf(statement.Principal).some(
        (id) => id === account || id.endsWith(`:iam::${account}:root`),
      ),
  );
}

/**
 * The gates together. Inside one account identity policy or resource policy is enough; across
 * accounts both must let in; a key that blocks always blocks (facts 2.8).
 */
export function judgeAccess(
  gates: { identity: GateAnswer; policy: GateAnswer; key: GateAnswer },
  isOtherAccount: boolean,
): Pick<PrincipalAccess, "verdict" | "blockedBy"> {
  const { identity, policy, key } = gates;
  const blockedBy: Gate["gate"][] = [];
  const identityAlone = !isOtherAccount && policy === "silent";
  if (identity === "denies" || (identity === "silent" && (isOtherAccount || identityAlone)))
    blockedBy.push("identity");
  if (policy === "denies" || (policy === "silent" && isOtherAccount))
    blockedBy.push("resource policy");
  if (key === "denies") blockedBy.push("key");
  if (blockedBy.length > 0) return { verdict: "blocked", blockedBy };
  const lets = isOtherAccount
    ? identity === "allows" && policy === "allows"
    : (identity === "allows" && (policy === "allows" || policy === "silent")) ||
      (policy === "allows" && identity === "silent");
  return { verdict: lets && key === "allows" ? "can read" : "not known", blockedBy };
}
