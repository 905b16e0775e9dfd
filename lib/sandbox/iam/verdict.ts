import { runUnsafeSimulation } from "@cloud-copilot/iam-simulate";

/** What one kind of policy says about one request, before the kinds are combined. */
export type Verdict = "allow" | "deny" | "none";

/** One request as policies see it. */
export interface PolicyRequest {
  /** The principal's ARN; for a role session the session's ARN. */
  principalArn: string;
  principalAccountId: string;
  action: string;
  resourceArn: string;
  context: Readonly<Record<string, string | readonly string[]>>;
}

type Document = { Statement?: unknown };

const parsed = new Map<string, Document | null>();
const MAX_PARSED = 5_000;

/** The policy behind a text; null if it is no JSON object. Parsed once per text. */
export function policyDocument(text: string): Document | null {
  const known = parsed.get(text);
  if (known !== undefined) return known;
  if (parsed.size >= MAX_PARSED) parsed.clear();
  let document: Document | null = null;
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null && !Array.isArray(value)) document = value;
  } catch {
    document = null;
  }
  parsed.set(text, document);
  return document;
}

/** An account that owns nothing: makes the evaluator apply its cross-account rules. */
const ELSEWHERE = "000000000000";

/** Makes the evaluator look at the identity's policies alone, whatever the service (KMS, STS). */
const trusting = (accountId: string) => ({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { AWS: accountId }, Action: "*", Resource: "*" }],
});

/**
 * What identity-style policies (identity or session policies) say. A text that is no policy
 * grants nothing and denies everything that it might have denied, so it counts as a deny.
 *
 * The evaluator is called without its own validation, because that refuses condition keys that
 * it does not list, such as `secretsmanager:ResourceTag/team`; matching knows no such list.
 */
export function identityVerdict(policies: readonly string[], request: PolicyRequest): Verdict {
  const documents = policies.map(policyDocument);
  if (documents.includes(null)) return "deny";
  return verdict(() =>
    runUnsafeSimulation(
      {
        ...simulationBase(request, request.principalAccountId),
        identityPolicies: documents.map((policy, index) => ({ name: String(index), policy })),
        resourcePolicy: named(trusting(request.principalAccountId)),
      },
      {},
    ),
  );
}

/** Whom a resource policy's allow names; the rules for session policies depend on it. */
export interface ResourceVerdict {
  denied: boolean;
  /** Names the user or the very role session: no session policy limits such a grant. */
  toPrincipal: boolean;
  /** Names the principal, its role, or everybody. */
  toIdentity: boolean;
  /** Names any of these, or the principal's whole account, which must then allow it itself. */
  toAccount: boolean;
}

/** What a resource's policy (or a role's trust policy) says about the principal. */
export function resourceVerdict(policy: string, request: PolicyRequest): ResourceVerdict {
  const document = policyDocument(policy);
  if (!document) return { denied: true, toPrincipal: false, toIdentity: false, toAccount: false };
  const direct = askResource(document, request, request.principalAccountId, []);
  if (direct === "deny") {
    return { denied: true, toPrincipal: false, toIdentity: false, toAccount: false };
  }
  const anywhere = askResource(document, request, ELSEWHERE, [ALLOW_ALL]);
  const named = direct === "allow" ? onlyNaming(document, request.principalArn) : null;
  return {
    denied: false,
    toPrincipal:
      named !== null && askResource(named, request, request.principalAccountId, []) === "allow",
    toIdentity: direct === "allow",
    toAccount: anywhere === "allow",
  };
}

const ALLOW_ALL = {
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }],
};

function askResource(
  document: Document,
  request: PolicyRequest,
  resourceAccountId: string,
  identity: readonly Document[],
): Verdict {
  return verdict(() =>
    runUnsafeSimulation(
      {
        ...simulationBase(request, resourceAccountId),
        identityPolicies: identity.map((policy, index) => ({ name: String(index), policy })),
        resourcePolicy: named(document),
      },
      {},
    ),
  );
}

/**
 * The evaluator wants a name for each policy but passes none on for a resource's policy, unless
 * the document comes in its own envelope.
 */
const named = (policyDocument: Document) => ({
  __validated: true,
  policyDocument,
  metadata: { name: "ResourcePolicy" },
  errors: [],
});

/** The statements whose Principal spells out this very ARN. */
function onlyNaming(document: Document, principalArn: string): Document {
  const statements = [document.Statement].flat();
  return { ...document, Statement: statements.filter((each) => names(each, principalArn)) };
}

function names(statement: unknown, principalArn: string): boolean {
  if (typeof statement !== "object" || statement === null || !("Principal" in statement)) {
    return false;
  }
  const { Principal } = statement;
  if (typeof Principal !== "object" || Principal === null || !("AWS" in Principal)) return false;
  return [Principal.AWS].flat().includes(principalArn);
}

function simulationBase(request: PolicyRequest, resourceAccountId: string) {
  return {
    request: {
      principal: request.principalArn,
      action: request.action,
      resource: { resource: request.resourceArn, accountId: resourceAccountId },
      contextVariables: request.context as Record<string, string | string[]>,
    },
    serviceControlPolicies: [],
    resourceControlPolicies: [],
  };
}

/** A document the evaluator cannot read must never grant: it counts as a deny. */
function verdict(ask: () => "Allowed" | "ExplicitlyDenied" | "ImplicitlyDenied"): Verdict {
  try {
    const answer = ask();
    if (answer === "Allowed") return "allow";
    return answer === "ExplicitlyDenied" ? "deny" : "none";
  } catch {
    return "deny";
  }
}
