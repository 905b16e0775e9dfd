import { describe, it } from "vitest";
import {
  allow,
  ask,
  deny,
  OWN,
  ROLE,
  type Row,
  SECRET,
  SESSION,
  USER,
} from "./asking.test-support";

const to = (principal: unknown, more = {}) => allow({ Principal: principal, ...more });
const not = (principal: unknown, more = {}) => deny({ Principal: principal, ...more });
const root = { AWS: `arn:aws:iam::${OWN}:root` };

// Guarantees AWS's evaluation within one account: an explicit deny ends it, either side may
// allow, and a session policy limits all but a grant to the very session.
const rows: Record<string, Row> = {
  "nothing allows": { expect: ["implicit", "identity"] },
  "identity allows": { identity: [allow()], expect: ["allow", "identity"] },
  "identity allows the full ARN": {
    identity: [allow({ Resource: SECRET })],
    expect: ["allow", "identity"],
  },
  "identity allows with six question marks": {
    identity: [allow({ Resource: SECRET.replace("AbCdEf", "??????") })],
    expect: ["allow", "identity"],
  },
  "identity allows another secret": {
    identity: [allow({ Resource: SECRET.replace("main", "spare") })],
    expect: ["implicit", "identity"],
  },
  "identity allows another action": {
    identity: [allow({ Action: "secretsmanager:DescribeSecret" })],
    expect: ["implicit", "identity"],
  },
  "actions are compared without case": {
    identity: [allow({ Action: "SecretsManager:getsecretvalue" })],
    expect: ["allow", "identity"],
  },
  "a wildcard in the action": {
    identity: [allow({ Action: "secretsmanager:Get*" })],
    expect: ["allow", "identity"],
  },
  "NotAction leaves the action out": {
    identity: [allow({ Action: undefined, NotAction: "secretsmanager:GetSecretValue" })],
    expect: ["implicit", "identity"],
  },
  "NotAction allows the rest": {
    identity: [allow({ Action: undefined, NotAction: "secretsmanager:DeleteSecret" })],
    expect: ["allow", "identity"],
  },
  "NotResource leaves the secret out": {
    identity: [allow({ Resource: undefined, NotResource: SECRET })],
    expect: ["implicit", "identity"],
  },
  "identity denies what it allows": {
    identity: [allow(), deny()],
    expect: ["explicit", "identity"],
  },
  "identity denies, the resource allows the session": {
    identity: [deny()],
    resource: [to({ AWS: SESSION })],
    expect: ["explicit", "identity"],
  },
  "resource denies the account": {
    identity: [allow()],
    resource: [not(root)],
    expect: ["explicit", "resource"],
  },
  "resource denies the role": {
    identity: [allow()],
    resource: [not({ AWS: ROLE })],
    expect: ["explicit", "resource"],
  },
  "resource denies everybody": {
    identity: [allow()],
    resource: [not("*")],
    expect: ["explicit", "resource"],
  },
  "resource denies somebody else": {
    identity: [allow()],
    resource: [not({ AWS: USER })],
    expect: ["allow", "identity"],
  },
  "resource denies all but the role": {
    identity: [allow()],
    resource: [deny({ NotPrincipal: { AWS: [ROLE, SESSION, `arn:aws:iam::${OWN}:root`] } })],
    expect: ["allow", "identity"],
  },
  "resource allows the role": { resource: [to({ AWS: ROLE })], expect: ["allow", "resource"] },
  "resource allows the session": {
    resource: [to({ AWS: SESSION })],
    expect: ["allow", "resource"],
  },
  "resource allows another session of the role": {
    resource: [to({ AWS: SESSION.replace("/ann", "/eve") })],
    expect: ["implicit", "identity"],
  },
  "resource allows everybody": { resource: [to("*")], expect: ["allow", "resource"] },
  "resource allows the account, which allows nothing itself": {
    resource: [to(root)],
    expect: ["implicit", "identity"],
  },
  "resource allows the account by its number, identity allows": {
    identity: [allow()],
    resource: [to({ AWS: OWN })],
    expect: ["allow", "identity"],
  },
  "resource allows a user": {
    as: "user",
    resource: [to({ AWS: USER })],
    expect: ["allow", "resource"],
  },
  "resource allows another user": {
    as: "user",
    resource: [to({ AWS: USER.replace("bob", "eve") })],
    expect: ["implicit", "identity"],
  },
  "resource allows another action": {
    resource: [to({ AWS: ROLE }, { Action: "secretsmanager:DescribeSecret" })],
    expect: ["implicit", "identity"],
  },
  "session policy allows too": {
    identity: [allow()],
    session: [allow()],
    expect: ["allow", "identity"],
  },
  "session policy allows nothing": {
    identity: [allow()],
    session: [allow({ Action: "secretsmanager:DescribeSecret" })],
    expect: ["implicit", "session"],
  },
  "session policy alone grants nothing": { session: [allow()], expect: ["implicit", "identity"] },
  "session policy allows another secret": {
    identity: [allow()],
    session: [allow({ Resource: SECRET.replace("main", "spare") })],
    expect: ["implicit", "session"],
  },
  "session policy denies": {
    identity: [allow()],
    session: [allow(), deny()],
    expect: ["explicit", "session"],
  },
  "session policy limits a grant to the role": {
    resource: [to({ AWS: ROLE })],
    session: [allow({ Action: "secretsmanager:DescribeSecret" })],
    expect: ["implicit", "session"],
  },
  "session policy does not limit a grant to the session": {
    resource: [to({ AWS: SESSION })],
    session: [allow({ Action: "secretsmanager:DescribeSecret" })],
    expect: ["allow", "resource"],
  },
  "session policy's deny stands above a grant to the session": {
    resource: [to({ AWS: SESSION })],
    session: [deny()],
    expect: ["explicit", "session"],
  },
  "session policy limits a grant to everybody": {
    resource: [to("*")],
    session: [allow({ Action: "secretsmanager:DescribeSecret" })],
    expect: ["implicit", "session"],
  },
  "an action without a resource is granted by a star alone": {
    action: "secretsmanager:ListSecrets",
    on: "*",
    identity: [allow({ Action: "secretsmanager:ListSecrets" })],
    expect: ["allow", "identity"],
  },
  "an action without a resource is granted by no ARN": {
    action: "secretsmanager:ListSecrets",
    on: "*",
    identity: [
      allow({ Action: "secretsmanager:*", Resource: ["arn:aws:secretsmanager:*", SECRET] }),
    ],
    expect: ["implicit", "identity"],
  },
  "a key policy that names nobody shuts the account out": {
    action: "kms:Decrypt",
    on: `arn:aws:kms:eu-west-1:${OWN}:key/1`,
    identity: [allow({ Action: "kms:Decrypt" })],
    resource: [to({ AWS: USER }, { Action: "kms:Decrypt" })],
    expect: ["implicit", "resource"],
  },
  "a key policy that trusts the account leaves it to IAM": {
    action: "kms:Decrypt",
    on: `arn:aws:kms:eu-west-1:${OWN}:key/1`,
    identity: [allow({ Action: "kms:Decrypt" })],
    resource: [to(root, { Action: "kms:*" })],
    expect: ["allow", "identity"],
  },
  "a key policy that trusts the account, which allows nothing": {
    action: "kms:Decrypt",
    on: `arn:aws:kms:eu-west-1:${OWN}:key/1`,
    resource: [to(root, { Action: "kms:*" })],
    expect: ["implicit", "identity"],
  },
  "a key policy that names the role needs no identity policy": {
    action: "kms:Decrypt",
    on: `arn:aws:kms:eu-west-1:${OWN}:key/1`,
    resource: [to({ AWS: ROLE }, { Action: "kms:Decrypt" })],
    expect: ["allow", "resource"],
  },
};

describe("one account", () => {
  it.each(Object.entries(rows))("%s", (_name, row) => ask(row));
});
