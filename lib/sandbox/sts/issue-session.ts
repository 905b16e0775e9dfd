import { AwsError, type Caller, type IamRole, type World } from "../contract";
import { managedPolicy } from "../iam/managed-policies";
import { iamId } from "../random";
import { checkSessionPolicy, packedPolicySize } from "./session-policy";
import type { TagRequest } from "./session-tags";
import { validationError } from "./shape";

/** What a new session is made of, after everything was allowed. */
export interface SessionOrder extends TagRequest {
  role: IamRole;
  sessionName: string;
  durationSeconds?: number;
  sessionPolicy?: string;
  /** Managed policies of the role's account, or of AWS, that limit the session too. */
  sessionPolicyArns: readonly string[];
  sourceIdentity?: string;
  /** Whose STS was asked, and where: it may be switched off there. */
  asked: { accountId: string; region: string };
  /** A role that assumes a role: one hour at most. */
  chained: boolean;
}

const DEFAULT_SECONDS = 3_600;
const CHAINED_SECONDS = 3_600;
/** Expired sessions are kept for a while, so that their use is answered with "expired". */
const MAX_SESSIONS = 20_000;

/**
 * Hands out temporary credentials; the answer is the common part of STS's responses. Throws
 * RegionDisabledException, ValidationError, MalformedPolicyDocument or PackedPolicyTooLarge.
 */
export function issueSession(world: World, order: SessionOrder) {
  const { role, sessionName } = order;
  checkRegion(world, order);
  const durationSeconds = checkedDuration(order);
  if (order.sessionPolicy !== undefined) checkSessionPolicy(order.sessionPolicy);
  const accountId = role.arn.split(":")[4] ?? "";
  checkManaged(world, accountId, order.sessionPolicyArns);
  const packed = packedPolicySize(order.sessionPolicy, order.sessionPolicyArns, order.tags);
  const now = world.clock.now();
  const expiresAt = new Date(Math.floor(now.getTime() / 1000) * 1000 + durationSeconds * 1000);
  const accessKeyId = iamId(world.random, "ASIA").slice(0, 20);
  const secretAccessKey = world.random.letters(40);
  const sessionToken = `IQoJb3JpZ2luX2Vj${world.random.letters(300)}`;
  const caller: Caller = {
    kind: "session",
    accountId,
    arn: `${role.arn.replace(":iam:", ":sts:").replace(/:role\/.*/, "")}:assumed-role/${role.name}/${sessionName}`,
    userId: `${role.roleId}:${sessionName}`,
    accessKeyId,
    roleArn: role.arn,
    roleName: role.name,
    sessionName,
    sourceIdentity: order.sourceIdentity,
    sessionTags: order.tags,
    transitiveTagKeys: order.transitiveTagKeys,
    issuedAt: now,
    sessionPolicy: order.sessionPolicy,
    sessionPolicyArns: order.sessionPolicyArns,
  };
  forgetExpired(world);
  world.sessions.set(accessKeyId, { caller, secretAccessKey, sessionToken, expiresAt });
  return {
    Credentials: {
      AccessKeyId: accessKeyId,
      SecretAccessKey: secretAccessKey,
      SessionToken: sessionToken,
      Expiration: expiresAt,
    },
    AssumedRoleUser: { AssumedRoleId: caller.userId, Arn: caller.arn },
    PackedPolicySize: packed,
    SourceIdentity: order.sourceIdentity,
  };
}

function checkRegion(world: World, { asked }: SessionOrder): void {
  if (!world.account(asked.accountId).iam.stsOffIn.has(asked.region)) return;
  throw new AwsError(
    "RegionDisabledException",
    `STS is not activated in this region for account:${asked.accountId}. Your account administrator can activate STS in this region using the IAM Console.`,
    403,
  );
}

function checkManaged(world: World, accountId: string, arns: readonly string[]): void {
  const { iam } = world.account(accountId);
  const missing = arns.find((arn) => managedPolicy(arn, iam) === undefined);
  if (missing !== undefined) {
    throw validationError(`Policy ${missing} does not exist or is not attachable.`);
  }
}

function checkedDuration({ role, durationSeconds, chained }: SessionOrder): number {
  if (durationSeconds === undefined) return DEFAULT_SECONDS;
  if (durationSeconds > role.maxSessionSeconds) {
    throw validationError(
      "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.",
    );
  }
  if (chained && durationSeconds > CHAINED_SECONDS) {
    throw validationError(
      "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.",
    );
  }
  return durationSeconds;
}

function forgetExpired(world: World): void {
  if (world.sessions.size < MAX_SESSIONS) return;
  const now = world.clock.now().getTime();
  for (const [id, session] of world.sessions) {
    if (session.expiresAt.getTime() < now) world.sessions.delete(id);
  }
}
