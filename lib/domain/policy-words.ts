import { type PolicyStatement, parsePolicy } from "./resource-policy";

/** One statement of a resource policy as a sentence's parts. */
export interface StatementWords {
  sid?: string;
  effect: "Allow" | "Deny";
  who: string[];
  what: string[];
  /** `aws:SecureTransport (Bool) false`; all of them must hold. */
  onlyIf: string[];
  /** Set if the statement speaks of something else than this secret. */
  about?: string[];
}

const acts: Record<string, string> = {
  "*": "do anything",
  "secretsmanager:*": "do anything with it",
  "secretsmanager:getsecretvalue": "read the value",
  "secretsmanager:batchgetsecretvalue": "read the value among others",
  "secretsmanager:describesecret": "see what it is, without its value",
  "secretsmanager:listsecretversionids": "list its versions",
  "secretsmanager:putsecretvalue": "write a value",
  "secretsmanager:updatesecret": "write a value or change description and key",
  "secretsmanager:updatesecretversionstage": "move its staging labels",
  "secretsmanager:rotatesecret": "rotate it",
  "secretsmanager:deletesecret": "schedule its deletion",
  "secretsmanager:restoresecret": "restore it",
  "secretsmanager:putresourcepolicy": "replace this policy",
  "secretsmanager:deleteresourcepolicy": "remove this policy",
  "secretsmanager:getresourcepolicy": "read this policy",
  "secretsmanager:tagresource": "set tags",
  "secretsmanager:untagresource": "remove tags",
};

/** A policy, statement by statement, in words; undefined if the text is not a policy. */
export function policyInWords(text: string, secretArn: string): StatementWords[] | undefined {
  const statements = parsePolicy(text);
  if (typeof statements === "string") return undefined;
  return statements.map((statement) => ({
    sid: statement.Sid,
    effect: statement.Effect,
    who: whoIn(statement),
    what: whatIn(statement),
    onlyIf: conditionsOf(statement),
    about: aboutOf(statement, secretArn),
  }));
}

function whoIn({ Principal, NotPrincipal }: PolicyStatement): string[] {
  if (NotPrincipal !== undefined) return ["everyone except:", ...namesOf(NotPrincipal)];
  return Principal === undefined ? ["nobody"] : namesOf(Principal);
}

function namesOf(principal: NonNullable<PolicyStatement["Principal"]>): string[] {
  if (principal === "*") return ["everyone"];
  return Object.entries(principal).flatMap(([kind, ids]) =>
    ids.map((id) => {
      if (kind === "Service") return `the AWS service ${id}`;
      if (kind === "Federated") return `identities of ${id}`;
      return kind === "AWS" ? principalWords(id) : id;
    }),
  );
}

/** A principal of a policy in words: whole accounts, roles, users, sessions. */
export function principalWords(id: string): string {
  if (id === "*") return "everyone";
  const account = /^(\d{12})$|^arn:[^:]+:iam::(\d{12}):root$/.exec(id);
  if (account)
    return `whoever account ${account[1] ?? account[2]} itself lets, by its own policies`;
  const [, accountId, kind, name] =
    /^arn:[^:]+:(?:iam|sts)::(\d{12}):(role|user|assumed-role)\/(.+)$/.exec(id) ?? [];
  if (!accountId || !kind || !name) return id;
  const word = kind === "assumed-role" ? "session" : kind;
  return `${word} ${name} of account ${accountId}`;
}

function whatIn({ Action, NotAction }: PolicyStatement): string[] {
  const words = (action: string) => acts[action.toLowerCase()] ?? action;
  if (NotAction) return ["do anything except:", ...NotAction.map(words)];
  return (Action ?? []).map(words);
}

function conditionsOf({ Condition = {} }: PolicyStatement): string[] {
  return Object.entries(Condition).flatMap(([operator, keys]) =>
    Object.entries(keys).map(([key, value]) => {
      const values = [value].flat().map(String).join(" or ");
      return `${key} (${operator}) ${values}`;
    }),
  );
}

/** In a policy on a secret `*` means this secret (facts 2.6). */
function aboutOf({ Resource, NotResource }: PolicyStatement, arn: string): string[] | undefined {
  if (NotResource) return ["everything except:", ...NotResource];
  const own = new Set(["*", arn, `${arn.slice(0, -7)}-??????`]);
  const others = (Resource ?? []).filter((resource) => !own.has(resource));
  return others.length > 0 ? others : undefined;
}
