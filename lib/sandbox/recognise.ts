import { log } from "./call-log";
import { AwsError, type Caller, type World } from "./contract";
import { callerOf } from "./credentials";
import { makeOutcome } from "./incoming";
import { refusalOf } from "./protocol/answer";
import { type Destination, routeOf } from "./protocol/route";
import { type Claim, readClaim, type SignedRequest } from "./signature";

/** A call whose caller and destination are known. */
export interface Recognised {
  destination: Destination;
  claim: Claim | null;
  caller: Caller;
}

/** Finds out what is called and by whom, or how AWS's front door refuses it. */
export function recognise(
  world: World,
  signed: SignedRequest,
): Recognised | { destination: Destination; error: AwsError; claim: Claim | null } {
  let claim: Claim | null = null;
  let destination: Destination = unread(signed);
  try {
    const read = claimIn(signed);
    claim = read instanceof AwsError ? null : read;
    destination = routeOf(world, signed, claim);
    if (read instanceof AwsError) throw read;
    const { operation, service } = destination;
    if (!claim && !operation?.unsigned) throw missingToken(destination);
    if (claim && !/^[a-z]{2}(-[a-z]+)+-\d$/.test(claim.region)) {
      throw new AwsError(
        "InvalidSignatureException",
        "Credential should be scoped to a valid region.",
      );
    }
    if (claim && service && claim.service !== service.signingName) {
      throw new AwsError(
        "InvalidSignatureException",
        `Credential should be scoped to correct service: '${service.signingName}'.`,
      );
    }
    const caller = claim ? callerOf(world, signed, claim) : anonymous(destination);
    if (!service || !operation) throw unknownOperation(destination, claim);
    return { destination, claim, caller };
  } catch (error) {
    if (error instanceof AwsError) return { destination, error, claim };
    throw error;
  }
}

/** The claim, or why it cannot be read: the refusal still has to find the caller's protocol. */
function claimIn(signed: SignedRequest): Claim | AwsError | null {
  try {
    return readClaim(signed);
  } catch (error) {
    if (error instanceof AwsError) return error;
    throw error;
  }
}

/** Where a request goes that cannot even be routed. */
function unread(signed: SignedRequest): Destination {
  const protocol = signed.headers["x-amz-target"] === undefined ? "query" : "json-1.1";
  return { protocol, operationName: "", raw: () => ({}) };
}

/** The unsigned caller of STS; CloudTrail files the call with the role's account. */
function anonymous(destination?: Destination): Caller {
  const roleArn = destination?.operation ? destination.raw().RoleArn : undefined;
  return {
    kind: "web-identity",
    accountId: typeof roleArn === "string" ? (roleArn.split(":")[4] ?? "") : "",
    arn: "",
    userId: "",
    accessKeyId: "",
    sessionTags: {},
  };
}

function missingToken(destination: Destination): AwsError {
  const text =
    destination.protocol === "rest-json"
      ? "Missing Authentication Token"
      : "Request is missing Authentication Token";
  return new AwsError("MissingAuthenticationTokenException", text);
}

function unknownOperation(destination: Destination, claim: Claim | null): AwsError {
  const { protocol, operationName, service } = destination;
  if (protocol === "query") {
    const version = service?.apiVersion ? ` for version ${service.apiVersion}` : "";
    return new AwsError(
      "UnknownOperationException",
      `Could not find operation ${operationName.slice(0, 128) || "(none)"}${version}`,
    );
  }
  const message = service ? "" : `This stand-in has no service ${claim?.service.slice(0, 64)}.`;
  return new AwsError("UnknownOperationException", message, protocol === "rest-json" ? 404 : 400);
}

/** A refused stranger is logged too: "every AWS call received". CloudTrail does not know it. */
export function logStranger(
  world: World,
  signed: SignedRequest,
  destination: Destination,
  claim: Claim | null,
  error: AwsError,
  requestId: string,
): void {
  const service = destination.service ?? { signingName: claim?.service ?? "" };
  log(
    world,
    {
      service,
      operation: { name: destination.operation?.name ?? destination.operationName.slice(0, 128) },
      caller: { ...anonymous(), accessKeyId: claim?.accessKeyId ?? "" },
      region: claim?.region ?? "",
      requestId,
      userAgent: String(signed.headers["user-agent"] ?? ""),
    },
    { ...makeOutcome(), error },
    refusalOf(destination, error, requestId, true).status,
    false,
  );
}
