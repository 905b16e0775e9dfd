import { type Account, AwsError, type Operation } from "../contract";
import { identityVerdict } from "../iam/verdict";
import {
  type Members,
  membersOf,
  missing,
  optionalInteger,
  optionalList,
  optionalText,
  requiredText,
} from "../members";
import { pageOf } from "../paging";

interface SimulateInput {
  sourceArn: string;
  morePolicies: readonly string[];
  actions: readonly string[];
  resources: readonly string[];
  context: Readonly<Record<string, string | readonly string[]>>;
  maxItems: number;
  marker?: string;
}

/**
 * What a user's or role's own policies say about actions on resources. Resource policies, session
 * policies and service control policies have no part in it, as in AWS unless they are passed in.
 */
export const simulatePrincipalPolicy: Operation<SimulateInput> = {
  name: "SimulatePrincipalPolicy",
  readOnly: true,
  quota: { group: "SimulatePrincipalPolicy", perSecond: 5 },
  parse: (raw) => parseSimulate(membersOf(raw)),
  needs: ({ sourceArn }, { account }) => [
    {
      action: "iam:SimulatePrincipalPolicy",
      resourceArn: sourceArn,
      resourceAccountId: account.id,
    },
  ],
  run: (input, { account }) => {
    const policies = [...policiesOf(input.sourceArn, account), ...input.morePolicies];
    const questions = input.actions.flatMap((action) =>
      input.resources.map((resourceArn) => ({ action, resourceArn })),
    );
    const page = pageOf(questions, input.maxItems, input.marker, {
      code: "InvalidInput",
      message: "The Marker is not valid.",
    });
    return {
      EvaluationResults: page.items.map(({ action, resourceArn }) => ({
        EvalActionName: action,
        EvalResourceName: resourceArn,
        EvalDecision: decisionOf(policies, input, account, { action, resourceArn }),
        MatchedStatements: [],
        MissingContextValues: [],
      })),
      IsTruncated: page.next !== undefined,
      ...(page.next ? { Marker: page.next } : {}),
    };
  },
  trail: ({ sourceArn, actions, resources }) => ({
    requestParameters: {
      policySourceArn: sourceArn,
      actionNames: actions,
      resourceArns: resources,
    },
    responseElements: null,
  }),
};

function decisionOf(
  policies: readonly string[],
  { sourceArn, context }: SimulateInput,
  account: Account,
  question: { action: string; resourceArn: string },
): "allowed" | "explicitDeny" | "implicitDeny" {
  const verdict = identityVerdict(policies, {
    principalArn: sourceArn,
    principalAccountId: account.id,
    ...question,
    context: { "aws:PrincipalArn": sourceArn, "aws:PrincipalAccount": account.id, ...context },
  });
  if (verdict === "allow") return "allowed";
  return verdict === "deny" ? "explicitDeny" : "implicitDeny";
}

function policiesOf(sourceArn: string, account: Account): string[] {
  const found = /^arn:aws:iam::(\d{12}):(role|user)\/(?:.*\/)?([^/]+)$/.exec(sourceArn);
  const [, accountId, kind, name] = found ?? [];
  if (!found) throw new AwsError("InvalidInput", `Invalid Entity Arn: ${sourceArn}`);
  const holder =
    accountId !== account.id
      ? undefined
      : kind === "role"
        ? account.iam.roles.get(name ?? "")
        : account.iam.users.get(name ?? "");
  if (!holder) throw new AwsError("NoSuchEntity", `No such entity: ${sourceArn}`, 404);
  return [...holder.policies.values()];
}

function parseSimulate(members: Members): SimulateInput {
  const actions = textsOf(members, "ActionNames");
  if (!actions) throw missing("ActionNames");
  const context = (optionalList(members, "ContextEntries") ?? []).map((entry) => {
    const pair = membersOf(entry);
    const values = textsOf(pair, "ContextKeyValues") ?? [];
    // Operators for single values do not look into lists.
    const value = values.length === 1 && values[0] !== undefined ? values[0] : values;
    return [requiredText(pair, "ContextKeyName"), value] as const;
  });
  return {
    sourceArn: requiredText(members, "PolicySourceArn", { min: 20, max: 2048 }),
    morePolicies: textsOf(members, "PolicyInputList") ?? [],
    actions,
    resources: textsOf(members, "ResourceArns") ?? ["*"],
    context: Object.fromEntries(context),
    maxItems: optionalInteger(members, "MaxItems", 1, 1000) ?? 100,
    marker: optionalText(members, "Marker", { min: 1 }),
  };
}

function textsOf(members: Members, name: string): string[] | undefined {
  return optionalList(members, name)?.map((value) => String(value));
}
