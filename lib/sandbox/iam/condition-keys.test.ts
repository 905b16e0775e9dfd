import { describe, it } from "vitest";
import { allow, ask, deny, ROLE, type Row, SECRET } from "./asking.test-support";

const when = (Condition: unknown) => [allow({ Condition })];
const equals = (key: string, value: unknown) => when({ StringEquals: { [key]: value } });
const yes = ["allow", "identity"] as const;
const no = ["implicit", "identity"] as const;

/** Each key of the service, with a value that the request carries (facts 2.6). */
const serviceKeys: Record<string, string> = {
  "secretsmanager:AddReplicaRegions": "eu-central-1",
  "secretsmanager:BlockPublicPolicy": "true",
  "secretsmanager:Description": "main database",
  "secretsmanager:ForceDeleteWithoutRecovery": "true",
  "secretsmanager:ForceOverwriteReplicaSecret": "false",
  "secretsmanager:KmsKeyId": "alias/app",
  "secretsmanager:ModifyRotationRules": "true",
  "secretsmanager:Name": "db/main",
  "secretsmanager:RecoveryWindowInDays": "7",
  "secretsmanager:ResourceTag/team": "payments",
  "secretsmanager:RotateImmediately": "false",
  "secretsmanager:RotationLambdaARN": "arn:aws:lambda:eu-west-1:111122223333:function:rotate",
  "secretsmanager:SecretId": SECRET,
  "secretsmanager:SecretPrimaryRegion": "eu-west-1",
  "secretsmanager:VersionId": "EXAMPLE1-90ab-cdef-fedc-ba987SECRET1",
  "secretsmanager:VersionStage": "AWSCURRENT",
  "secretsmanager:resource/AllowRotationLambdaArn":
    "arn:aws:lambda:eu-west-1:111122223333:function:rotate",
};

describe("condition keys of the service", () => {
  // Guarantees that each key works, which the evaluator's own list of keys would not allow.
  it.each(Object.entries(serviceKeys))("%s", (key, value) => {
    ask({ identity: equals(key, value), context: { [key]: value }, expect: yes });
    ask({ identity: equals(key, value), context: { [key]: "else" }, expect: no });
    ask({ identity: equals(key, value), expect: no });
  });
});

const rows: Record<string, Row> = {
  "aws:ResourceTag says the same as the service's key": {
    identity: equals("aws:ResourceTag/team", "payments"),
    context: { "secretsmanager:ResourceTag/team": "payments" },
    expect: yes,
  },
  "a tag that must equal the session's": {
    // biome-ignore lint/suspicious/noTemplateCurlyInString: IAM's variable.
    identity: equals("secretsmanager:ResourceTag/team", "${aws:PrincipalTag/team}"),
    context: { "secretsmanager:ResourceTag/team": "payments" },
    tags: { team: "payments" },
    expect: yes,
  },
  "a tag that does not equal the session's": {
    // biome-ignore lint/suspicious/noTemplateCurlyInString: IAM's variable.
    identity: equals("secretsmanager:ResourceTag/team", "${aws:PrincipalTag/team}"),
    context: { "secretsmanager:ResourceTag/team": "payments" },
    tags: { team: "search" },
    expect: no,
  },
  "a variable in the resource": {
    identity: [
      // biome-ignore lint/suspicious/noTemplateCurlyInString: IAM's variable.
      allow({ Resource: "arn:aws:secretsmanager:*:*:secret:${aws:PrincipalTag/team}/*" }),
    ],
    tags: { team: "db" },
    expect: yes,
  },
  "a variable that stands for nothing": {
    identity: [
      // biome-ignore lint/suspicious/noTemplateCurlyInString: IAM's variable.
      allow({ Resource: "arn:aws:secretsmanager:*:*:secret:${aws:PrincipalTag/team}/*" }),
    ],
    expect: no,
  },
  "an operator that does not exist": {
    identity: when({ StringResembles: { "aws:RequestedRegion": "eu-west-1" } }),
    expect: no,
  },
  "a short recovery window is denied": {
    identity: [
      allow(),
      deny({ Condition: { NumericLessThan: { "secretsmanager:RecoveryWindowInDays": "14" } } }),
    ],
    context: { "secretsmanager:RecoveryWindowInDays": "7" },
    expect: ["explicit", "identity"],
  },
  "a long recovery window passes the same deny": {
    identity: [
      allow(),
      deny({ Condition: { NumericLessThan: { "secretsmanager:RecoveryWindowInDays": "14" } } }),
    ],
    context: { "secretsmanager:RecoveryWindowInDays": "30" },
    expect: yes,
  },
  "deletion without recovery is denied by Bool": {
    identity: [
      allow(),
      deny({ Condition: { Bool: { "secretsmanager:ForceDeleteWithoutRecovery": "true" } } }),
    ],
    context: { "secretsmanager:ForceDeleteWithoutRecovery": "true" },
    expect: ["explicit", "identity"],
  },
  "the role's ARN stands for its sessions": {
    identity: when({ ArnEquals: { "aws:PrincipalArn": ROLE } }),
    expect: yes,
  },
  "a source identity that is demanded and there": {
    identity: when({ StringLike: { "aws:SourceIdentity": "ann*" } }),
    sourceIdentity: "ann@example",
    expect: yes,
  },
  "a source identity that is demanded and absent": {
    identity: when({ Null: { "aws:SourceIdentity": "false" } }),
    expect: no,
  },
  "IfExists passes an absent key": {
    identity: when({ StringEqualsIfExists: { "secretsmanager:VersionStage": "AWSCURRENT" } }),
    expect: yes,
  },
  "ForAllValues holds every key to the list": {
    identity: when({ "ForAllValues:StringEquals": { "aws:TagKeys": ["team", "env"] } }),
    context: { "aws:TagKeys": ["team", "owner"] },
    expect: no,
  },
  "ForAnyValue is content with one": {
    identity: when({ "ForAnyValue:StringEquals": { "aws:TagKeys": ["team"] } }),
    context: { "aws:TagKeys": ["team", "owner"] },
    expect: yes,
  },
  "another Region is not the requested one": {
    identity: equals("aws:RequestedRegion", "us-east-1"),
    expect: no,
  },
  "before the date": {
    identity: when({ DateLessThan: { "aws:CurrentTime": "2026-12-01T00:00:00Z" } }),
    expect: yes,
  },
  "after the date": {
    identity: when({ DateGreaterThan: { "aws:CurrentTime": "2026-12-01T00:00:00Z" } }),
    expect: no,
  },
  "the address is this machine's": {
    identity: when({ IpAddress: { "aws:SourceIp": "127.0.0.0/8" } }),
    expect: yes,
  },
  "plain http counts as the https endpoint it plays": {
    identity: [allow(), deny({ Condition: { Bool: { "aws:SecureTransport": "false" } } })],
    expect: yes,
  },
  "two operators must both hold": {
    identity: when({
      StringEquals: { "secretsmanager:VersionStage": "AWSCURRENT" },
      StringLike: { "secretsmanager:SecretId": "nothing*" },
    }),
    context: {
      "secretsmanager:VersionStage": "AWSCURRENT",
      "secretsmanager:SecretId": SECRET,
    },
    expect: no,
  },
};

describe("conditions", () => {
  it.each(Object.entries(rows))("%s", (_name, row) => ask(row));
});
