import { AwsError, type Caller, type Need, type World } from "../contract";
import { asksForChangingKeys, contextOf, type RequestFacts } from "./condition-keys";
import { type Decision, decide } from "./decide";
import { managedPolicy } from "./managed-policies";

/**
 * Asks IAM for every need in turn and throws AWS's refusal at the first one that is not allowed.
 * Decisions are remembered: the same principal, policies, action, resource and condition keys
 * are evaluated once.
 */
export function authorize(
  world: World,
  caller: Caller,
  needs: readonly Need[],
  facts: RequestFacts,
): void {
  for (const need of needs) {
    const decision = decisionFor(world, caller, need, facts);
    if (!decision.allowed) throw need.refusal ?? accessDenied(caller, need, decision);
  }
}

/** IAM's answer to one need, without throwing. */
export function decisionFor(
  world: World,
  caller: Caller,
  need: Need,
  facts: RequestFacts,
): Decision {
  if (caller.kind === "service") return { allowed: true, source: "no permission needed" };
  const identityPolicies = identityPoliciesOf(world, caller);
  const sessionPolicies = sessionPoliciesOf(world, caller);
  const question = () =>
    decide({
      request: {
        principalArn: caller.arn,
        principalAccountId: caller.accountId,
        action: need.action,
        resourceArn: need.resourceArn === "*" ? NO_RESOURCE : need.resourceArn,
        context: contextOf(caller, need, facts),
      },
      identityPolicies,
      sessionPolicies,
      caller,
      resourceAccountId: need.resourceAccountId,
      resourcePolicy: need.resourcePolicy,
      resourcePolicyRules: isRuledByResource(need),
    });
  // No policy is empty, so the empty text keeps the kinds apart.
  const limits = sessionPolicies ?? [];
  const policies = [...identityPolicies, "", ...limits, "", need.resourcePolicy ?? ""];
  if (policies.some(isChanging)) return question();
  return remembered(keyOf(caller, need, policies, facts), question);
}

/** The identity policies that count now; a user or role that is gone has none. */
export function identityPoliciesOf(world: World, caller: Caller): readonly string[] {
  const iam = world.accounts.get(caller.accountId)?.iam;
  const holder =
    caller.kind === "session"
      ? iam?.roles.get(caller.roleName ?? "")
      : iam?.users.get(caller.userName ?? "");
  return holder ? [...holder.policies.values()] : [];
}

/**
 * The session policies that count now: the inline one, and the managed ones as they stand. A
 * managed policy that is gone grants nothing; undefined if the session was not limited at all.
 */
function sessionPoliciesOf(world: World, caller: Caller): readonly string[] | undefined {
  const { sessionPolicy, sessionPolicyArns = [] } = caller;
  if (sessionPolicy === undefined && sessionPolicyArns.length === 0) return undefined;
  const iam = world.account(caller.accountId).iam;
  const managed = sessionPolicyArns.map((arn) => managedPolicy(arn, iam));
  return [sessionPolicy, ...managed].filter((each) => each !== undefined);
}

/**
 * What an action without a resource is matched against: only `"Resource": "*"` may allow it, and
 * the evaluator would take a `*` in a request for a pattern that every statement overlaps.
 */
const NO_RESOURCE = "arn:none:none:none:none:none";

/** Key policies and trust policies must allow even their own account. */
function isRuledByResource(need: Need): boolean {
  return need.resourcePolicy !== undefined && /^(kms|sts):/.test(need.action);
}

/**
 * AWS's words (facts 1.1). The resource is named as the caller typed it, and left out for actions
 * that have none, such as ListSecrets; the reason names the kind of policy that denied, or the kind
 * that would have had to allow.
 */
export function accessDenied(caller: Caller, need: Need, decision: Decision): AwsError {
  const resource = need.resourceAsTyped ?? need.resourceArn;
  const where = resource === "*" ? "" : ` on resource: ${resource}`;
  const what = `User: ${caller.arn} is not authorized to perform: ${need.action}${where}`;
  if (decision.allowed) return new AwsError("AccessDeniedException", what);
  const article = decision.source === "identity-based policy" ? "an" : "a";
  const because = decision.explicit
    ? `with an explicit deny in ${article} ${decision.source}`
    : `because no ${decision.source} allows the ${need.action} action`;
  return new AwsError("AccessDeniedException", `${what} ${because}`);
}

const MAX_REMEMBERED = 100_000;
const decisions = new Map<string, Decision>();
/** Small numbers stand for policy texts, so that keys stay short. */
const policyIds = new Map<string, number>();
const changingTexts = new Map<string, boolean>();
const callerKeys = new WeakMap<Caller, string>();

function remembered(key: string, ask: () => Decision): Decision {
  const known = decisions.get(key);
  if (known) return known;
  if (decisions.size >= MAX_REMEMBERED) {
    // Keys hold policy numbers, so both are forgotten together.
    decisions.clear();
    policyIds.clear();
    changingTexts.clear();
    return ask();
  }
  const decision = ask();
  decisions.set(key, decision);
  return decision;
}

function policyId(text: string): number {
  const known = policyIds.get(text);
  if (known !== undefined) return known;
  const id = policyIds.size;
  policyIds.set(text, id);
  return id;
}

function isChanging(policy: string): boolean {
  const known = changingTexts.get(policy);
  if (known !== undefined) return known;
  const answer = asksForChangingKeys(policy);
  changingTexts.set(policy, answer);
  return answer;
}

/** Everything about a caller that a policy may ask for. */
function callerKey(caller: Caller): string {
  const known = callerKeys.get(caller);
  if (known !== undefined) return known;
  const { sessionPolicy: _counted, ...asked } = caller;
  const key = JSON.stringify(asked);
  callerKeys.set(caller, key);
  return key;
}

function keyOf(
  caller: Caller,
  need: Need,
  policies: readonly string[],
  facts: RequestFacts,
): string {
  const parts: unknown[] = [callerKey(caller), need.action, need.resourceArn];
  parts.push(need.resourceAccountId, facts.region, ...policies.map(policyId));
  for (const [key, value] of Object.entries(need.context ?? {})) parts.push(key, String(value));
  return parts.join("\u0000");
}
