import { expect, test } from "vitest";
import type { Caller, TrailRecord } from "../contract";
import { eventOf, eventText, usernameOf } from "./event-text";

const session: Caller = {
  kind: "session",
  accountId: "111122223333",
  arn: "arn:aws:sts::111122223333:assumed-role/StrongroomOperator/operator-1",
  userId: "AROAEXAMPLEROLEID0001:operator-1",
  accessKeyId: "ASIAEXAMPLEKEY000001",
  roleArn: "arn:aws:iam::111122223333:role/StrongroomOperator",
  roleName: "StrongroomOperator",
  sessionName: "operator-1",
  sourceIdentity: "operator-1",
  sessionTags: {},
  issuedAt: new Date("2026-11-21T09:30:00.400Z"),
};

const user: Caller = {
  kind: "user",
  accountId: "111122223333",
  arn: "arn:aws:iam::111122223333:user/terraform",
  userId: "AIDAEXAMPLEUSERID0001",
  accessKeyId: "AKIAEXAMPLEKEY000001",
  userName: "terraform",
  sessionTags: {},
};

const call: TrailRecord = {
  eventId: "11111111-2222-4333-8444-555555555555",
  eventTime: new Date("2026-11-21T10:02:11.987Z"),
  eventSource: "secretsmanager.amazonaws.com",
  eventName: "DeleteSecret",
  readOnly: false,
  accountId: "111122223333",
  region: "eu-west-1",
  caller: session,
  sourceIpAddress: "203.0.113.9",
  userAgent: "aws-sdk-js/3",
  requestId: "99999999-2222-4333-8444-555555555555",
  requestParameters: { secretId: "prod/db", recoveryWindowInDays: 7 },
  responseElements: { name: "prod/db", deletionDate: "Nov 28, 2026 10:02:11 AM", arn: "arn" },
  eventType: "AwsApiCall",
};

// Facts 4.2: the members that every record of a call has, with the session's issuer and identity.
test("a call of a role session names role, session, source identity and key", () => {
  expect(eventOf(call)).toEqual({
    eventVersion: "1.11",
    userIdentity: {
      type: "AssumedRole",
      principalId: "AROAEXAMPLEROLEID0001:operator-1",
      arn: session.arn,
      accountId: "111122223333",
      accessKeyId: "ASIAEXAMPLEKEY000001",
      sessionContext: {
        sessionIssuer: {
          type: "Role",
          principalId: "AROAEXAMPLEROLEID0001",
          arn: "arn:aws:iam::111122223333:role/StrongroomOperator",
          accountId: "111122223333",
          userName: "StrongroomOperator",
        },
        attributes: { creationDate: "2026-11-21T09:30:00Z", mfaAuthenticated: "false" },
        sourceIdentity: "operator-1",
      },
    },
    eventTime: "2026-11-21T10:02:11Z",
    eventSource: "secretsmanager.amazonaws.com",
    eventName: "DeleteSecret",
    awsRegion: "eu-west-1",
    sourceIPAddress: "203.0.113.9",
    userAgent: "aws-sdk-js/3",
    requestParameters: { secretId: "prod/db", recoveryWindowInDays: 7 },
    responseElements: { name: "prod/db", deletionDate: "Nov 28, 2026 10:02:11 AM", arn: "arn" },
    requestID: "99999999-2222-4333-8444-555555555555",
    eventID: "11111111-2222-4333-8444-555555555555",
    readOnly: false,
    eventType: "AwsApiCall",
    managementEvent: true,
    recipientAccountId: "111122223333",
    eventCategory: "Management",
  });
  expect(usernameOf(call)).toBe("operator-1");
});

test("a call of an IAM user names the user", () => {
  const record = { ...call, caller: user };
  expect(eventOf(record).userIdentity).toEqual({
    type: "IAMUser",
    principalId: "AIDAEXAMPLEUSERID0001",
    arn: user.arn,
    accountId: "111122223333",
    accessKeyId: "AKIAEXAMPLEKEY000001",
    userName: "terraform",
  });
  expect(usernameOf(record)).toBe("terraform");
});

// Facts 4.2: errorCode and errorMessage on failure only; IAM's refusals without their suffix.
test("a refused call carries its error, a successful one has no such member", () => {
  expect(eventOf(call)).not.toHaveProperty("errorCode");
  const refused = eventOf({
    ...call,
    errorCode: "AccessDeniedException",
    errorMessage: "User: x is not authorized",
    responseElements: null,
  });
  expect(refused).toMatchObject({
    errorCode: "AccessDenied",
    errorMessage: "User: x is not authorized",
    responseElements: null,
  });
  const invalid = { ...call, errorCode: "InvalidRequestException", errorMessage: "…" };
  expect(eventOf(invalid)).toMatchObject({ errorCode: "InvalidRequestException" });
});

// Facts 4.3: identity, address and agent are the service's, parameters null, the ARN in `SecretId`.
test("a service event has the shape of AWS's published samples", () => {
  const arn = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:prod/db-AbCdEf";
  const record: TrailRecord = {
    ...call,
    caller: undefined,
    eventName: "RotationFailed",
    requestId: `Rotation-${arn}-1`,
    requestParameters: null,
    responseElements: null,
    additionalEventData: { SecretId: arn },
    errorMessage: "Error when executing lambda fn during setSecret step",
    eventType: "AwsServiceEvent",
  };
  expect(eventOf(record)).toMatchObject({
    userIdentity: { accountId: "111122223333", invokedBy: "secretsmanager.amazonaws.com" },
    sourceIPAddress: "secretsmanager.amazonaws.com",
    userAgent: "secretsmanager.amazonaws.com",
    requestParameters: null,
    responseElements: null,
    additionalEventData: { SecretId: arn },
    errorMessage: "Error when executing lambda fn during setSecret step",
    readOnly: false,
    eventType: "AwsServiceEvent",
  });
  expect(usernameOf(record)).toBeUndefined();
});

test("the text is JSON of the same record", () => {
  expect(JSON.parse(eventText(call))).toEqual(eventOf(call));
});
