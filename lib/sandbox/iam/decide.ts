import type { Caller } from "../contract";
import {
  identityVerdict,
  type PolicyRequest,
  type ResourceVerdict,
  resourceVerdict,
} from "./verdict";

/** The kind of policy that settled a request. */
export type Source =
  | "identity-based policy"
  | "session policy"
  | "resource-based policy"
  | "no permission needed";

/** IAM's answer, and which kind of policy it came from. */
export type Decision =
  | { allowed: true; source: Source }
  | { allowed: false; explicit: boolean; source: Source };

/** What is asked: who, with which policies, on whose resource. */
export interface Question {
  request: PolicyRequest;
  /** Identity policies of the user or role, as text. */
  identityPolicies: readonly string[];
  /** Inline and managed session policies together; undefined if the session has none. */
  sessionPolicies?: readonly string[];
  caller: Caller;
  resourceAccountId: string;
  resourcePolicy?: string;
  /**
   * Role trust policies and KMS key policies stand above the account's own policies: without
   * an allow there, the identity's policies count for nothing even in the same account.
   */
  resourcePolicyRules: boolean;
}

const NOTHING: ResourceVerdict = {
  denied: false,
  toPrincipal: false,
  toIdentity: false,
  toAccount: false,
};

/**
 * AWS's evaluation order for one account's principals: any explicit deny ends it; within one
 * account either side may allow; across accounts both must. Session policies, of which one must
 * allow, limit everything but a resource policy's grant to the very session.
 */
export function decide(question: Question): Decision {
  const { request, caller, resourcePolicy, sessionPolicies } = question;
  const identity = identityVerdict(question.identityPolicies, request);
  const session =
    sessionPolicies === undefined ? "allow" : identityVerdict(sessionPolicies, request);
  const resource =
    resourcePolicy === undefined ? NOTHING : resourceVerdict(resourcePolicy, request);

  if (identity === "deny") return refuse(true, "identity-based policy");
  if (resource.denied) return refuse(true, "resource-based policy");
  if (session === "deny") return refuse(true, "session policy");

  if (caller.accountId !== question.resourceAccountId) {
    if (identity !== "allow") return refuse(false, "identity-based policy");
    if (session !== "allow") return refuse(false, "session policy");
    return resource.toAccount
      ? { allowed: true, source: "resource-based policy" }
      : refuse(false, "resource-based policy");
  }
  if (resource.toPrincipal) return { allowed: true, source: "resource-based policy" };
  const byResource = resource.toIdentity;
  const byIdentity = identity === "allow" && (!question.resourcePolicyRules || resource.toAccount);
  if (!byResource && !byIdentity) {
    const missing = identity === "allow" ? "resource-based policy" : "identity-based policy";
    return refuse(false, missing);
  }
  if (session !== "allow") return refuse(false, "session policy");
  return { allowed: true, source: byIdentity ? "identity-based policy" : "resource-based policy" };
}

const refuse = (explicit: boolean, source: Source): Decision => ({
  allowed: false,
  explicit,
  source,
});
