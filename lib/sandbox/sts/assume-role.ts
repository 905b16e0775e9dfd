import {
  AwsError,
  type Call,
  type Caller,
  type IamRole,
  type Operation,
  type World,
} from "../contract";
import { decisionFor } from "../iam/authorize";
import { longDate } from "../secrets-manager/trail";
import { type CommonInput, checkArn, commonTrail, readCommon } from "./common-input";
import { issueSession } from "./issue-session";
import { inheritTags, readTags, type TagRequest } from "./session-tags";
import { Shape } from "./shape";

interface AssumeRoleInput extends TagRequest, CommonInput {
  externalId?: string;
  sourceIdentity?: string;
  /** The tags of this very request; what follows from the calling session is not among them. */
  askedTags: Readonly<Record<string, string>>;
  tokenCode?: string;
}

/** Hands out a role's temporary credentials to a principal that its trust policy names (facts 3). */
export const assumeRole: Operation<AssumeRoleInput> = {
  name: "AssumeRole",
  readOnly: true,
  parse(raw, { caller }) {
    const members = raw as Record<string, unknown>;
    const shape = new Shape();
    const common = readCommon(members, shape);
    const externalId = shape.optional(members.ExternalId, {
      member: "externalId",
      min: 2,
      max: 1224,
      pattern: /^[\w+=,.@:/-]*$/,
    });
    const sourceIdentity = shape.optional(members.SourceIdentity, {
      member: "sourceIdentity",
      min: 2,
      max: 64,
      pattern: /^[\w+=,.@-]*$/,
    });
    const tokenCode = readMfa(members, shape);
    const tags = readTags(members, shape);
    checkArn(common.roleArn);
    const inherited = inheritTags(caller, tags);
    return { ...common, externalId, sourceIdentity, askedTags: tags.tags, tokenCode, ...inherited };
  },
  // Trust policies are asked in `run`: a refusal must not tell whether the role exists.
  needs: () => [],
  owners: ({ roleArn }) => [roleArn.split(":")[4] ?? ""],
  run(input, call) {
    const role = roleAt(call.world, input.roleArn);
    const sourceIdentity = input.sourceIdentity ?? call.caller.sourceIdentity;
    if (!role) throw refused(call.caller, "sts:AssumeRole", input.roleArn);
    if (input.tokenCode !== undefined) throw noSuchDevice();
    for (const action of actionsOf(input, sourceIdentity))
      ask(call, role, action, input, sourceIdentity);
    if (sourceIdentity !== undefined && changesSourceIdentity(call.caller, sourceIdentity)) {
      throw refused(call.caller, "sts:SetSourceIdentity", input.roleArn);
    }
    return issueSession(call.world, {
      role,
      sessionName: input.sessionName,
      durationSeconds: input.durationSeconds,
      sessionPolicy: input.policy,
      sessionPolicyArns: input.policyArns,
      asked: { accountId: call.caller.accountId, region: call.region.name },
      sourceIdentity,
      tags: input.tags,
      transitiveTagKeys: input.transitiveTagKeys,
      chained: call.caller.kind === "session",
    });
  },
  trail: (input, output) => ({
    requestParameters: {
      ...commonTrail(input),
      externalId: input.externalId,
      sourceIdentity: input.sourceIdentity,
      tags: trailTags(input),
      transitiveTagKeys: input.transitiveTagKeys.length > 0 ? input.transitiveTagKeys : undefined,
    },
    responseElements: sessionElements(output),
  }),
};

/** SerialNumber and TokenCode within their limits (facts 3); answers the code. */
function readMfa(raw: Record<string, unknown>, shape: Shape): string | undefined {
  shape.optional(raw.SerialNumber, {
    member: "serialNumber",
    min: 9,
    max: 256,
    pattern: /^[\w+=/:,.@-]*$/,
  });
  shape.list(raw.ProvidedContexts, { member: "providedContexts", max: 5 });
  return shape.optional(raw.TokenCode, {
    member: "tokenCode",
    min: 6,
    max: 6,
    pattern: /^[\d]*$/,
  });
}

/** Nobody here has an MFA device, so no code can be right. */
const noSuchDevice = () =>
  new AwsError(
    "AccessDeniedException",
    "MultiFactorAuthentication failed, unable to validate MFA code.  Please verify your MFA serial number is valid and associated with this user.",
    403,
  );

/** The role behind an ARN, if there is one. */
export function roleAt(world: World, roleArn: string): IamRole | undefined {
  const account = world.accounts.get(roleArn.split(":")[4] ?? "");
  const role = account?.iam.roles.get(roleArn.slice(roleArn.lastIndexOf("/") + 1));
  return role?.arn === roleArn ? role : undefined;
}

/** Every action that trust policy and caller must both allow (facts 3). */
export function actionsOf(tags: TagRequest, sourceIdentity: string | undefined): string[] {
  const actions = ["sts:AssumeRole"];
  if (Object.keys(tags.tags).length > 0) actions.push("sts:TagSession");
  if (sourceIdentity !== undefined) actions.push("sts:SetSourceIdentity");
  return actions;
}

/** Condition keys that a trust policy may ask for. */
export function trustContext(
  input: {
    sessionName: string;
    externalId?: string;
    askedTags: Readonly<Record<string, string>>;
    transitiveTagKeys: readonly string[];
  },
  sourceIdentity: string | undefined,
): Record<string, string | readonly string[]> {
  const context: Record<string, string | readonly string[]> = {
    "sts:RoleSessionName": input.sessionName,
  };
  if (input.externalId !== undefined) context["sts:ExternalId"] = input.externalId;
  if (sourceIdentity !== undefined) context["sts:SourceIdentity"] = sourceIdentity;
  const asked = Object.entries(input.askedTags);
  for (const [key, value] of asked) context[`aws:RequestTag/${key}`] = value;
  if (asked.length > 0) context["aws:TagKeys"] = asked.map(([key]) => key);
  if (input.transitiveTagKeys.length > 0) {
    context["sts:TransitiveTagKeys"] = input.transitiveTagKeys;
  }
  return context;
}

function ask(
  call: Call,
  role: IamRole,
  action: string,
  input: AssumeRoleInput,
  sourceIdentity: string | undefined,
): void {
  const need = {
    action,
    resourceArn: role.arn,
    resourceAccountId: role.arn.split(":")[4] ?? "",
    resourcePolicy: role.trustPolicy,
    context: trustContext(input, sourceIdentity),
  };
  const decision = decisionFor(call.world, call.caller, need, {
    now: call.now,
    region: call.region.name,
    userAgent: "",
    sourceIpAddress: "127.0.0.1",
  });
  if (!decision.allowed) throw refused(call.caller, action, input.roleArn);
}

/** Once set, a source identity stays for the whole chain. */
const changesSourceIdentity = (caller: Caller, wanted: string) =>
  caller.sourceIdentity !== undefined && caller.sourceIdentity !== wanted;

/** The same words for a role that does not exist and for one that does not trust the caller. */
const refused = (caller: Caller, action: string, roleArn: string) =>
  new AwsError(
    "AccessDeniedException",
    `User: ${caller.arn} is not authorized to perform: ${action} on resource: ${roleArn}`,
    403,
  );

/** Tags as CloudTrail writes them down. */
function trailTags({ tags }: TagRequest) {
  const pairs = Object.entries(tags).map(([key, value]) => ({ key, value }));
  return pairs.length > 0 ? pairs : undefined;
}

/** What CloudTrail keeps of the answer: who it is now, never what it signs with. */
export function sessionElements(output: unknown): Record<string, unknown> | null {
  if (output === null) return null;
  const { Credentials, AssumedRoleUser, SourceIdentity } = output as ReturnType<
    typeof issueSession
  >;
  return {
    credentials: {
      accessKeyId: Credentials.AccessKeyId,
      expiration: longDate(Credentials.Expiration),
    },
    assumedRoleUser: { assumedRoleId: AssumedRoleUser.AssumedRoleId, arn: AssumedRoleUser.Arn },
    sourceIdentity: SourceIdentity,
  };
}
