import { AwsError, type Caller, type IamUser, type World } from "./contract";
import { type Claim, type SignedRequest, verifySignature } from "./signature";

/**
 * Who signed the request. Throws UnrecognizedClientException, InvalidSignatureException or
 * ExpiredTokenException; credentials expire by the simulated clock.
 */
export function callerOf(
  world: World,
  request: SignedRequest,
  claim: Claim,
  realNow = new Date(),
): Caller {
  const token = request.headers["x-amz-security-token"];
  const session = world.sessions.get(claim.accessKeyId);
  if (session) {
    if (token !== session.sessionToken) throw unrecognized();
    verifySignature(request, claim, session.secretAccessKey, realNow);
    if (session.expiresAt.getTime() <= world.clock.now().getTime()) throw expired();
    return session.caller;
  }
  const user = userOf(world, claim.accessKeyId);
  if (!user || token !== undefined) throw unrecognized();
  verifySignature(request, claim, user.secretAccessKey, realNow);
  return callerOfUser(user);
}

const callers = new WeakMap<IamUser, Caller>();

/** The caller behind a user's long-term access key. */
export function callerOfUser(user: IamUser): Caller {
  const known = callers.get(user);
  if (known) return known;
  const caller: Caller = {
    kind: "user",
    accountId: user.arn.split(":")[4] ?? "",
    arn: user.arn,
    userId: user.userId,
    accessKeyId: user.accessKeyId,
    userName: user.name,
    sessionTags: {},
  };
  callers.set(user, caller);
  return caller;
}

const lastSeen = new WeakMap<World, Map<string, IamUser>>();

function userOf(world: World, accessKeyId: string): IamUser | undefined {
  const seen = lastSeen.get(world) ?? new Map<string, IamUser>();
  lastSeen.set(world, seen);
  const known = seen.get(accessKeyId);
  // A user may have been removed or replaced since.
  if (known && isStillThere(world, known)) return known;
  for (const account of world.accounts.values()) {
    for (const user of account.iam.users.values()) {
      if (user.accessKeyId === accessKeyId) {
        seen.set(accessKeyId, user);
        return user;
      }
    }
  }
  return undefined;
}

function isStillThere(world: World, user: IamUser): boolean {
  const accountId = user.arn.split(":")[4] ?? "";
  return world.accounts.get(accountId)?.iam.users.get(user.name) === user;
}

const unrecognized = () =>
  new AwsError(
    "UnrecognizedClientException",
    "The security token included in the request is invalid.",
  );

const expired = () =>
  new AwsError("ExpiredTokenException", "The security token included in the request is expired");
