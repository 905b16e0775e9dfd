import { expect } from "vitest";
import type { Caller, Need } from "../contract";
import { makeWorld } from "../world";
import { accessDenied, decisionFor } from "./authorize";

/** One statement, written short. */
export type Statement = Record<string, unknown>;

export const OWN = "111122223333";
export const OTHER = "444455556666";
export const SECRET = `arn:aws:secretsmanager:eu-west-1:${OWN}:secret:db/main-AbCdEf`;
export const FOREIGN = `arn:aws:secretsmanager:eu-west-1:${OTHER}:secret:db/main-AbCdEf`;
export const ROLE = `arn:aws:iam::${OWN}:role/Operator`;
export const SESSION = `arn:aws:sts::${OWN}:assumed-role/Operator/ann`;
export const USER = `arn:aws:iam::${OWN}:user/bob`;
export const READ = "secretsmanager:GetSecretValue";

export const allow = (more: Statement = {}): Statement => ({
  Effect: "Allow",
  Action: READ,
  Resource: "*",
  ...more,
});
export const deny = (more: Statement = {}): Statement => ({ ...allow(more), Effect: "Deny" });

/** One row of a table: who holds which policies, asks for what, and what IAM must answer. */
export interface Row {
  as?: "session" | "user";
  identity?: Statement[];
  session?: Statement[];
  resource?: Statement[];
  action?: string;
  on?: string;
  owner?: string;
  context?: Need["context"];
  tags?: Record<string, string>;
  sourceIdentity?: string;
  /** `allow`, `explicit` or `implicit` denial, then the kind of policy that decided. */
  expect: readonly ["allow" | "explicit" | "implicit", Source];
}

type Source = "identity" | "session" | "resource";

const SOURCES = {
  identity: "identity-based policy",
  session: "session policy",
  resource: "resource-based policy",
} as const;

const textOf = (statements: Statement[]) =>
  JSON.stringify({ Version: "2012-10-17", Statement: statements });

/** Puts the row's principal into a world of its own and asks; also checks AWS's words. */
export function ask(row: Row): void {
  const world = makeWorld([]);
  const policies = new Map(row.identity ? [["inline", textOf(row.identity)]] : []);
  const { iam } = world.account(OWN);
  const createdAt = new Date(0);
  const common = { policies, createdAt };
  iam.roles.set("Operator", {
    ...common,
    name: "Operator",
    arn: ROLE,
    roleId: "AROA1",
    trustPolicy: "{}",
    maxSessionSeconds: 3600,
  });
  iam.users.set("bob", {
    ...common,
    name: "bob",
    arn: USER,
    userId: "AIDA1",
    accessKeyId: "AKIA1",
    secretAccessKey: "x",
  });
  const caller: Caller = {
    accountId: OWN,
    sessionTags: row.tags ?? {},
    sourceIdentity: row.sourceIdentity,
    ...(row.as === "user"
      ? { kind: "user", arn: USER, userId: "AIDA1", accessKeyId: "AKIA1", userName: "bob" }
      : {
          kind: "session",
          arn: SESSION,
          userId: "AROA1:ann",
          accessKeyId: "ASIA1",
          roleArn: ROLE,
          roleName: "Operator",
          sessionName: "ann",
          sessionPolicy: row.session && textOf(row.session),
        }),
  };
  const need: Need = {
    action: row.action ?? READ,
    resourceArn: row.on ?? SECRET,
    resourceAccountId: row.owner ?? OWN,
    resourcePolicy: row.resource && textOf(row.resource),
    resourceAsTyped: "db/main",
    context: row.context,
  };
  const facts = {
    now: new Date("2026-11-21T12:00:00Z"),
    region: "eu-west-1",
    userAgent: "test",
    sourceIpAddress: "127.0.0.1",
  };
  const decision = decisionFor(world, caller, need, facts);
  const [answer, kind] = row.expect;
  const source = SOURCES[kind];
  if (answer === "allow") return void expect(decision).toEqual({ allowed: true, source });
  expect(decision).toEqual({ allowed: false, explicit: answer === "explicit", source });
  const article = kind === "identity" ? "an" : "a";
  const reason =
    answer === "explicit"
      ? `with an explicit deny in ${article} ${source}`
      : `because no ${source} allows the ${need.action} action`;
  expect(accessDenied(caller, need, decision).message).toBe(
    `User: ${caller.arn} is not authorized to perform: ${need.action} on resource: db/main ${reason}`,
  );
}
