import type { Caller, Need } from "../contract";

/** What the request itself adds to the condition keys. */
export interface RequestFacts {
  now: Date;
  region: string;
  userAgent: string;
  sourceIpAddress: string;
}

type Context = Record<string, string | readonly string[]>;

/**
 * The condition keys of one request: AWS's global ones, and the service's own that the need
 * brought along. `secretsmanager:ResourceTag/x` and `aws:ResourceTag/x` say the same, so one
 * stands for the other (facts 2.6).
 *
 * `aws:SecureTransport` is true: the stand-in plays an https endpoint on a plain socket.
 */
export function contextOf(caller: Caller, need: Need, facts: RequestFacts): Context {
  const context: Context = {
    "aws:PrincipalArn": caller.roleArn ?? caller.arn,
    "aws:PrincipalAccount": caller.accountId,
    "aws:PrincipalType": caller.kind === "session" ? "AssumedRole" : "User",
    "aws:userid": caller.userId,
    "aws:RequestedRegion": facts.region,
    "aws:ResourceAccount": need.resourceAccountId,
    "aws:SecureTransport": "true",
    "aws:ViaAWSService": "false",
    "aws:PrincipalIsAWSService": "false",
    "aws:SourceIp": facts.sourceIpAddress,
    "aws:UserAgent": facts.userAgent,
    "aws:CurrentTime": facts.now.toISOString(),
    "aws:EpochTime": String(Math.floor(facts.now.getTime() / 1000)),
  };
  if (caller.userName) context["aws:username"] = caller.userName;
  if (caller.sourceIdentity) context["aws:SourceIdentity"] = caller.sourceIdentity;
  if (caller.kind === "session") {
    context["aws:MultiFactorAuthPresent"] = "false";
    if (caller.issuedAt) context["aws:TokenIssueTime"] = caller.issuedAt.toISOString();
  }
  for (const [key, value] of Object.entries(caller.sessionTags)) {
    context[`aws:PrincipalTag/${key}`] = value;
  }
  for (const [key, value] of Object.entries(need.context ?? {})) {
    context[key] = value;
    const twin = twinOf(key);
    if (twin) context[twin] ??= value;
  }
  return context;
}

const RESOURCE_TAG = /^([a-z-]+):(?:ResourceTag|resourcetag)\/(.+)$/;

function twinOf(key: string): string | null {
  const match = RESOURCE_TAG.exec(key);
  if (!match) return null;
  return match[1] === "aws"
    ? `secretsmanager:ResourceTag/${match[2]}`
    : `aws:ResourceTag/${match[2]}`;
}

/** Keys whose value differs between requests that are otherwise the same. */
const CHANGING = ["aws:currenttime", "aws:epochtime", "aws:useragent", "aws:sourceip"];

/** Whether a policy asks for something that changes from request to request. */
export function asksForChangingKeys(policy: string): boolean {
  const text = policy.toLowerCase();
  return CHANGING.some((key) => text.includes(key));
}
