import type { JWTPayload } from "jose";
import { AwsError, type Call, type Caller, type IamRole, type Operation } from "../contract";
import { decisionFor } from "../iam/authorize";
import { actionsOf, roleAt, sessionElements, trustContext } from "./assume-role";
import { type CommonInput, checkArn, commonTrail, readCommon } from "./common-input";
import { issueSession } from "./issue-session";
import { issuerOf, type TrustedProvider, verifiedClaims } from "./openid";
import type { TagRequest } from "./session-tags";
import { Shape } from "./shape";

interface WebIdentityInput extends CommonInput {
  token: string;
}

/**
 * Hands out a role's credentials to the holder of an OpenID token; nobody signs the call. Source
 * identity and session tags come from the token (facts 3).
 */
export const assumeRoleWithWebIdentity: Operation<WebIdentityInput> = {
  name: "AssumeRoleWithWebIdentity",
  readOnly: true,
  unsigned: true,
  parse(raw) {
    const members = raw as Record<string, unknown>;
    const shape = new Shape();
    const common = readCommon(members, shape);
    const token = shape.required(members.WebIdentityToken, {
      member: "webIdentityToken",
      min: 4,
      max: 20_000,
    });
    shape.check();
    checkArn(common.roleArn);
    return { ...common, token };
  },
  needs: () => [],
  async run(input, call) {
    const issuer = issuerOf(input.token).replace(/\/$/, "");
    const provider = providerAt(call, input.roleArn, issuer);
    const claims = await verifiedClaims(input.token, provider);
    const role = roleAt(call.world, input.roleArn);
    const wish = wishOf(claims);
    const host = issuer.replace(/^https?:\/\//, "");
    const caller = federated(input.roleArn, host);
    // Only now is it known who called: CloudTrail and the log of calls name the person.
    Object.assign(call.caller, {
      arn: caller.arn,
      userId: `${host}:${audienceOf(claims)}:${claims.sub}`,
      userName: claims.sub,
    });
    const actions = actionsOf(wish, wish.sourceIdentity).map((action) =>
      action === "sts:AssumeRole" ? "sts:AssumeRoleWithWebIdentity" : action,
    );
    for (const action of actions) {
      if (
        !role ||
        !trusts(call, caller, role, action, { ...wish, ...input }, claimKeys(host, claims))
      ) {
        throw new AwsError("AccessDeniedException", `Not authorized to perform ${action}`, 403);
      }
    }
    if (!role) throw new Error("A role that does not exist trusts nobody.");
    const session = issueSession(call.world, {
      ...wish,
      role,
      sessionName: input.sessionName,
      durationSeconds: input.durationSeconds,
      sessionPolicy: input.policy,
      sessionPolicyArns: input.policyArns,
      asked: { accountId: caller.accountId, region: call.region.name },
      chained: false,
    });
    return {
      ...session,
      SubjectFromWebIdentityToken: claims.sub,
      Provider: caller.arn,
      Audience: audienceOf(claims),
    };
  },
  trail: (input, output) => ({
    requestParameters: commonTrail(input),
    responseElements: sessionElements(output),
  }),
};

function providerAt(call: Call, roleArn: string, issuer: string): TrustedProvider {
  const account = call.world.accounts.get(roleArn.split(":")[4] ?? "");
  const provider = account?.iam.oidcProviders.get(issuer.replace(/^https?:\/\//, ""));
  if (provider) return provider;
  throw new AwsError(
    "InvalidIdentityToken",
    `No OpenIDConnect provider found in your account for ${issuer}`,
  );
}

/** The provider as a principal of the role's account, as trust policies name it. */
function federated(roleArn: string, host: string): Caller {
  const accountId = roleArn.split(":")[4] ?? "";
  const arn = `arn:aws:iam::${accountId}:oidc-provider/${host}`;
  return { kind: "web-identity", accountId, arn, userId: host, accessKeyId: "", sessionTags: {} };
}

/** The client that the token was made for. */
const audienceOf = (claims: JWTPayload): string | undefined =>
  typeof claims.azp === "string" ? claims.azp : [claims.aud ?? []].flat()[0];

/** `<issuer>:sub`, `<issuer>:aud` and kin, which trust policies compare. */
function claimKeys(host: string, claims: JWTPayload): Record<string, string | readonly string[]> {
  const keys: Record<string, string | readonly string[]> = {};
  for (const name of ["sub", "aud", "azp", "email", "amr"]) {
    const value = claims[name];
    if (typeof value === "string") keys[`${host}:${name}`] = value;
    else if (Array.isArray(value)) keys[`${host}:${name}`] = value.map(String);
  }
  return keys;
}

function trusts(
  call: Call,
  caller: Caller,
  role: IamRole,
  action: string,
  asked: TagRequest & { sessionName: string; sourceIdentity?: string },
  claimed: Record<string, string | readonly string[]>,
): boolean {
  const need = {
    action,
    resourceArn: role.arn,
    resourceAccountId: caller.accountId,
    resourcePolicy: role.trustPolicy,
    context: {
      ...trustContext({ ...asked, askedTags: asked.tags }, asked.sourceIdentity),
      ...claimed,
    },
  };
  return decisionFor(call.world, caller, need, {
    now: call.now,
    region: call.region.name,
    userAgent: "",
    sourceIpAddress: "127.0.0.1",
  }).allowed;
}

const TAGS_CLAIM = "https://aws.amazon.com/tags";
const SOURCE_IDENTITY_CLAIM = "https://aws.amazon.com/source_identity";

/** Session tags and source identity that the provider put into the token. */
function wishOf(claims: JWTPayload): TagRequest & { sourceIdentity?: string } {
  const tagged = claims[TAGS_CLAIM];
  const record = isRecord(tagged) ? tagged : {};
  const principal = isRecord(record.principal_tags) ? record.principal_tags : {};
  const tags: Record<string, string> = {};
  for (const [key, value] of Object.entries(principal)) {
    const first: unknown = [value].flat()[0];
    if (typeof first === "string") tags[key] = first;
  }
  const sourceIdentity = claims[SOURCE_IDENTITY_CLAIM];
  return {
    tags,
    transitiveTagKeys: [record.transitive_tag_keys ?? []].flat().map(String),
    sourceIdentity: typeof sourceIdentity === "string" ? sourceIdentity : undefined,
  };
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
