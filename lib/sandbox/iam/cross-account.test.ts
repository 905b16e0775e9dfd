import { describe, it } from "vitest";
import {
  allow,
  ask,
  deny,
  FOREIGN,
  OTHER,
  OWN,
  ROLE,
  type Row,
  SESSION,
  USER,
} from "./asking.test-support";

const to = (principal: unknown, more = {}) => allow({ Principal: principal, ...more });
const root = { AWS: `arn:aws:iam::${OWN}:root` };
const away = { on: FOREIGN, owner: OTHER };

// Guarantees that another account's resource opens only when both sides say so.
const rows: Record<string, Row> = {
  "neither side": { ...away, expect: ["implicit", "identity"] },
  "only the identity": { ...away, identity: [allow()], expect: ["implicit", "resource"] },
  "only the resource, to the role": {
    ...away,
    resource: [to({ AWS: ROLE })],
    expect: ["implicit", "identity"],
  },
  "only the resource, to the session": {
    ...away,
    resource: [to({ AWS: SESSION })],
    expect: ["implicit", "identity"],
  },
  "only the resource, to everybody": {
    ...away,
    resource: [to("*")],
    expect: ["implicit", "identity"],
  },
  "both, to the role": {
    ...away,
    identity: [allow()],
    resource: [to({ AWS: ROLE })],
    expect: ["allow", "resource"],
  },
  "both, to the session": {
    ...away,
    identity: [allow()],
    resource: [to({ AWS: SESSION })],
    expect: ["allow", "resource"],
  },
  "both, to the account": {
    ...away,
    identity: [allow()],
    resource: [to(root)],
    expect: ["allow", "resource"],
  },
  "both, to the account by its number": {
    ...away,
    identity: [allow()],
    resource: [to({ AWS: OWN })],
    expect: ["allow", "resource"],
  },
  "both, to everybody": {
    ...away,
    identity: [allow()],
    resource: [to("*")],
    expect: ["allow", "resource"],
  },
  "both, to a user": {
    ...away,
    as: "user",
    identity: [allow()],
    resource: [to({ AWS: USER })],
    expect: ["allow", "resource"],
  },
  "the resource names a third account": {
    ...away,
    identity: [allow()],
    resource: [to({ AWS: "arn:aws:iam::777788889999:root" })],
    expect: ["implicit", "resource"],
  },
  "the identity allows its own account's secrets only": {
    ...away,
    identity: [allow({ Resource: `arn:aws:secretsmanager:*:${OWN}:secret:*` })],
    resource: [to(root)],
    expect: ["implicit", "identity"],
  },
  "the session policy leaves the call out": {
    ...away,
    identity: [allow()],
    session: [allow({ Action: "secretsmanager:DescribeSecret" })],
    resource: [to({ AWS: SESSION })],
    expect: ["implicit", "session"],
  },
  "the session policy lets it through": {
    ...away,
    identity: [allow()],
    session: [allow({ Resource: FOREIGN })],
    resource: [to(root)],
    expect: ["allow", "resource"],
  },
  "the session policy denies": {
    ...away,
    identity: [allow()],
    session: [deny()],
    resource: [to(root)],
    expect: ["explicit", "session"],
  },
  "the identity denies": {
    ...away,
    identity: [allow(), deny({ Resource: FOREIGN })],
    resource: [to(root)],
    expect: ["explicit", "identity"],
  },
  "the resource denies the role of an allowed account": {
    ...away,
    identity: [allow()],
    resource: [to(root), deny({ Principal: { AWS: ROLE } })],
    expect: ["explicit", "resource"],
  },
  "the resource allows another action": {
    ...away,
    identity: [allow()],
    resource: [to(root, { Action: "secretsmanager:DescribeSecret" })],
    expect: ["implicit", "resource"],
  },
  "a key of the other account that trusts this one": {
    action: "kms:Decrypt",
    on: `arn:aws:kms:eu-west-1:${OTHER}:key/1`,
    owner: OTHER,
    identity: [allow({ Action: "kms:Decrypt" })],
    resource: [to(root, { Action: "kms:Decrypt" })],
    expect: ["allow", "resource"],
  },
  "a key of the other account that does not": {
    action: "kms:Decrypt",
    on: `arn:aws:kms:eu-west-1:${OTHER}:key/1`,
    owner: OTHER,
    identity: [allow({ Action: "kms:Decrypt" })],
    resource: [to({ AWS: `arn:aws:iam::${OTHER}:root` }, { Action: "kms:*" })],
    expect: ["implicit", "resource"],
  },
};

describe("two accounts", () => {
  it.each(Object.entries(rows))("%s", (_name, row) => ask(row));
});
