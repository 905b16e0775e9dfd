import type { Caller, IamRole, World } from "../contract";
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
  sourceIdentity?: string;
  /** A role that assumes a role: one hour at most. */
  chained: boolean;
}

const DEFAULT_SECONDS = 3_600;
const CHAINED_SECONDS = 3_600;
/** Expired sessions are kept for a while, so that their use is answered with "expired". */
const MAX_SESSIONS = 20_000;

/** Hands out temporary credentials; the answer is the common part of STS's responses. */
export function issueSession(world: World, order: SessionOrder) {
  const { role, sessionName } = order;
  const durationSeconds = checkedDuration(order);
  if (order.sessionPolicy !== undefined) checkSessionPolicy(order.sessionPolicy);
  const packed = packedPolicySize(order.sessionPolicy, order.tags);
  const now = world.clock.now();
  const expiresAt = new Date(Math.floor(now.getTime() / 1000) * 1000 + durationSeconds * 1000);
  const accessKeyId = iamId(world.random, "ASIA").slice(0, 20);
  const secretAccessKey = world.random.letters(40);
  const sessionToken = `IQoJb3JpZ2luX2Vj${world.random.letters(300)}`;
  const caller: Caller = {
    kind: "session",
    accountId: role.arn.split(":")[4] ?? "",
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
