import { describe, expect, test } from "vitest";
import { concerns, readTrailEvent } from "./trail-event";

const ARN = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:prod/db-XTUSpD";

function record(more: object): string {
  return JSON.stringify({
    eventID: "0b4e",
    eventTime: "2026-10-21T16:40:02Z",
    eventSource: "secretsmanager.amazonaws.com",
    eventName: "UpdateSecretVersionStage",
    eventType: "AwsApiCall",
    readOnly: false,
    userIdentity: {
      type: "AssumedRole",
      arn: "arn:aws:sts::111122223333:assumed-role/StrongroomOperator/operator-1",
      sessionContext: {
        sessionIssuer: { userName: "StrongroomOperator" },
        sourceIdentity: "operator-1",
      },
    },
    userAgent: "Strongroom/0.1 aws-sdk-js/3.1162.0",
    sourceIPAddress: "10.0.0.1",
    requestParameters: { secretId: "prod/db", versionStage: "AWSCURRENT" },
    responseElements: { arn: ARN },
    ...more,
  });
}

const person = {
  type: "AssumedRole",
  sessionContext: { sessionIssuer: { userName: "payments-api" } },
  arn: "arn:aws:sts::111122223333:assumed-role/payments-api/i-1",
};

describe("who acted (facts 4.2, 4.3)", () => {
  test.each([
    ["a person through a role", {}, "operator-1 as StrongroomOperator", "person"],
    ["an application's role", { userIdentity: person }, "role payments-api", "role"],
    [
      "an IAM user",
      {
        userIdentity: {
          type: "IAMUser",
          userName: "alice",
          arn: "arn:aws:iam::111122223333:user/alice",
        },
      },
      "user alice",
      "user",
    ],
    [
      "the root",
      { userIdentity: { type: "Root", arn: "arn:aws:iam::111122223333:root" } },
      "the account's root",
      "root",
    ],
    [
      "Secrets Manager itself",
      { userIdentity: { accountId: "111122223333", invokedBy: "secretsmanager.amazonaws.com" } },
      "Secrets Manager",
      "aws",
    ],
    ["nobody named", { userIdentity: {} }, "unknown", "unknown"],
  ])("%s", (_case, more, words, kind) => {
    expect(readTrailEvent(record(more))?.actor).toMatchObject({ words, kind });
  });

  test.each([
    ["Strongroom/0.1 aws-sdk-js/3", "strongroom"],
    ["APN/1.0 HashiCorp/1.0 Terraform/1.9 aws-sdk-go-v2", "infrastructure code"],
    ["cloudformation.amazonaws.com", "infrastructure code"],
    ["AWS Internal", "aws console"],
    ["aws-cli/2.15 Python/3.11", "cli"],
    ["secretsmanager.amazonaws.com", "service"],
    ["Boto3/1.43.11", "sdk"],
  ])("user agent %s means %s", (userAgent, source) => {
    expect(readTrailEvent(record({ userAgent }))?.actor.source).toBe(source);
  });
});

describe("which secret (facts 4.4)", () => {
  const secret = { arn: ARN, name: "prod/db" };
  test.each([
    ["answer's arn", {}, true],
    ["answer's aRN of before February 2024", { responseElements: { aRN: ARN } }, true],
    [
      "another secret's arn under the same name",
      { responseElements: { arn: ARN.replace("XTUSpD", "0xn1mO") } },
      false,
    ],
    ["typed name", { responseElements: null }, true],
    [
      "typed partial ARN",
      { responseElements: null, requestParameters: { secretId: ARN.slice(0, -7) } },
      true,
    ],
    ["typed full ARN", { responseElements: null, requestParameters: { secretId: ARN } }, true],
    [
      "CreateSecret's name",
      { responseElements: null, requestParameters: { name: "prod/db" } },
      true,
    ],
    [
      "a longer name",
      { responseElements: null, requestParameters: { secretId: "prod/db2" } },
      false,
    ],
    [
      "service event",
      { requestParameters: null, responseElements: null, additionalEventData: { SecretId: ARN } },
      true,
    ],
    [
      "service event, other spelling",
      { requestParameters: null, responseElements: null, serviceEventDetails: { secretId: ARN } },
      true,
    ],
  ])("%s", (_case, more, expected) => {
    const event = readTrailEvent(record(more));
    expect(event && concerns(event, secret)).toBe(expected);
  });
});

// The purge date of a deletion is in no API but this answer (facts 2.3).
test("DeleteSecret's answer gives the purge date, in either spelling of a date", () => {
  const of = (deletionDate: string) =>
    readTrailEvent(
      record({
        eventName: "DeleteSecret",
        requestParameters: { secretId: ARN, recoveryWindowInDays: 7 },
        responseElements: { arn: ARN, deletionDate },
      }),
    );
  expect(of("May 3, 2018 5:51:02 PM")).toMatchObject({
    purgeNotBefore: "2018-05-03T17:51:02.000Z",
    recoveryWindowDays: 7,
  });
  expect(of("May 3, 2018, 5:51:02\u202fPM")?.purgeNotBefore).toBe("2018-05-03T17:51:02.000Z");
  expect(of("soon")?.purgeNotBefore).toBeUndefined();
});

test.each([
  "",
  "{",
  "[]",
  "null",
  '"x"',
  record({ eventSource: "kms.amazonaws.com" }),
  record({ eventTime: "yesterday" }),
  record({ eventID: 7 }),
])("is no event: %s", (text) => {
  expect(readTrailEvent(text)).toBeUndefined();
});
