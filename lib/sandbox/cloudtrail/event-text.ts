import type { Caller, TrailRecord } from "../contract";

/** What a service event names instead of a caller (facts 4.3). */
type Identity = Readonly<Record<string, unknown>>;

/**
 * The full record as CloudTrail writes it (facts 4.2, 4.3). Members without content are left
 * out, except `requestParameters` and `responseElements`, which are null then.
 */
export function eventOf(record: TrailRecord): Record<string, unknown> {
  const serviceEvent = record.eventType === "AwsServiceEvent";
  return {
    eventVersion: "1.11",
    userIdentity: identityOf(record),
    eventTime: wholeSeconds(record.eventTime),
    eventSource: record.eventSource,
    eventName: record.eventName,
    awsRegion: record.region,
    sourceIPAddress: serviceEvent ? record.eventSource : record.sourceIpAddress,
    userAgent: serviceEvent ? record.eventSource : record.userAgent,
    ...(record.errorCode ? { errorCode: loggedCode(record.errorCode) } : {}),
    ...(record.errorMessage ? { errorMessage: record.errorMessage } : {}),
    requestParameters: record.requestParameters,
    responseElements: record.responseElements,
    ...(record.additionalEventData ? { additionalEventData: record.additionalEventData } : {}),
    requestID: record.requestId,
    eventID: record.eventId,
    readOnly: record.readOnly,
    eventType: record.eventType,
    managementEvent: true,
    recipientAccountId: record.accountId,
    eventCategory: "Management",
  };
}

/** `CloudTrailEvent` of an item: the record as one JSON text. */
export function eventText(record: TrailRecord): string {
  return JSON.stringify(eventOf(record));
}

/** What a look-up by Username compares with: the session name of a role, the name of a user. */
export function usernameOf(record: TrailRecord): string | undefined {
  if (record.eventType === "AwsServiceEvent" || !record.caller) return undefined;
  return record.caller.sessionName ?? record.caller.userName;
}

function identityOf(record: TrailRecord): Identity {
  const { caller } = record;
  if (record.eventType === "AwsServiceEvent" || !caller) {
    return { accountId: record.accountId, invokedBy: record.eventSource };
  }
  if (caller.kind === "service") return { type: "AWSService", invokedBy: caller.arn };
  if (caller.kind === "web-identity") {
    return {
      type: "WebIdentityUser",
      principalId: caller.userId,
      userName: caller.userName,
      identityProvider: caller.arn,
    };
  }
  const common = {
    principalId: caller.userId,
    arn: caller.arn,
    accountId: caller.accountId,
    accessKeyId: caller.accessKeyId,
  };
  if (caller.kind === "user") return { type: "IAMUser", ...common, userName: caller.userName };
  return { type: "AssumedRole", ...common, sessionContext: sessionOf(caller) };
}

function sessionOf(caller: Caller): Identity {
  return {
    sessionIssuer: {
      type: "Role",
      principalId: caller.userId.split(":", 1)[0],
      arn: caller.roleArn,
      accountId: caller.accountId,
      userName: caller.roleName,
    },
    attributes: {
      ...(caller.issuedAt ? { creationDate: wholeSeconds(caller.issuedAt) } : {}),
      mfaAuthenticated: "false",
    },
    ...(caller.sourceIdentity ? { sourceIdentity: caller.sourceIdentity } : {}),
  };
}

/**
 * CloudTrail writes a refusal by IAM without the suffix its wire code has; detection rules for
 * this service compare with the short form. Other codes are written as they were answered.
 */
function loggedCode(code: string): string {
  return code === "AccessDeniedException" ? "AccessDenied" : code;
}

/** CloudTrail's times have no fraction. */
function wholeSeconds(moment: Date): string {
  return `${moment.toISOString().slice(0, 19)}Z`;
}
