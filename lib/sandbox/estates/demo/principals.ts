import type { Caller, IamRole, World } from "../../contract";
import { iamIdOf, tokenOf } from "./made-up";

export const production = "111122223333";
export const staging = "444455556666";

/** The three Regions of each account. */
export const regions = ["eu-west-1", "us-east-1", "eu-central-1"] as const;

export type RegionName = (typeof regions)[number];

/** Somebody or something that calls AWS in the history. */
export interface Actor {
  /** `role/…` or `user/…`, as a person would name it. */
  name: string;
  /** The identity at a moment; sessions change as real ones do. */
  callerAt(moment: Date): Caller;
  /** Makes its role or user, unless the account has it. */
  install(world: World): void;
  sourceIpAddress: string;
  userAgent: string;
}

interface RoleSpec {
  accountId: string;
  roleName: string;
  path?: string;
  /** The session's name; one per task or run where `sessionHours` says when it changes. */
  session: (turn: number) => string;
  /** How long one set of credentials lives. */
  sessionHours: number;
  sourceIdentity?: string;
  trusts: string;
  /** The role's inline policy; none for roles whose policies somebody else brings. */
  may?: string;
  sourceIpAddress: string;
  userAgent: string;
}

const HOUR_MS = 3_600_000;

/** An actor with sessions of a role. */
export function roleActor(spec: RoleSpec): Actor {
  const cache = new Map<number, Caller>();
  const roleId = iamIdOf("AROA", `${spec.accountId} ${spec.roleName}`);
  return {
    name: `role/${spec.roleName}`,
    install: (world) => {
      ensureRole(world, spec);
    },
    sourceIpAddress: spec.sourceIpAddress,
    userAgent: spec.userAgent,
    callerAt(moment) {
      const turn = Math.floor(moment.getTime() / (spec.sessionHours * HOUR_MS));
      const known = cache.get(turn);
      if (known) return known;
      const sessionName = spec.session(turn);
      const caller: Caller = {
        kind: "session",
        accountId: spec.accountId,
        arn: `arn:aws:sts::${spec.accountId}:assumed-role/${spec.roleName}/${sessionName}`,
        userId: `${roleId}:${sessionName}`,
        accessKeyId: iamIdOf("ASIA", `${spec.roleName} ${spec.accountId} ${sessionName} ${turn}`),
        roleArn: roleArnOf(spec),
        roleName: spec.roleName,
        sessionName,
        sourceIdentity: spec.sourceIdentity,
        sessionTags: {},
        issuedAt: new Date(turn * spec.sessionHours * HOUR_MS),
      };
      cache.set(turn, caller);
      return caller;
    },
  };
}

interface UserSpec {
  accountId: string;
  userName: string;
  sourceIpAddress: string;
  userAgent: string;
}

/** An actor with an IAM user's long-lived key. */
export function userActor(spec: UserSpec): Actor {
  const caller: Caller = {
    kind: "user",
    accountId: spec.accountId,
    arn: `arn:aws:iam::${spec.accountId}:user/${spec.userName}`,
    userId: iamIdOf("AIDA", `${spec.accountId} ${spec.userName}`),
    accessKeyId: iamIdOf("AKIA", `${spec.accountId} ${spec.userName}`),
    userName: spec.userName,
    sessionTags: {},
  };
  return {
    name: `user/${spec.userName}`,
    install: (world) => {
      const { users } = world.account(spec.accountId).iam;
      if (users.has(spec.userName)) return;
      users.set(spec.userName, {
        name: spec.userName,
        arn: caller.arn,
        userId: caller.userId,
        accessKeyId: caller.accessKeyId,
        secretAccessKey: tokenOf(`secret key ${caller.arn}`),
        policies: new Map([["inline", mayManageSecrets]]),
        createdAt: world.clock.now(),
      });
    },
    callerAt: () => caller,
    sourceIpAddress: spec.sourceIpAddress,
    userAgent: spec.userAgent,
  };
}

export function roleArnOf({
  accountId,
  roleName,
  path,
}: Pick<RoleSpec, "accountId" | "roleName" | "path">) {
  return `arn:aws:iam::${accountId}:role${path ?? "/"}${roleName}`;
}

/** Makes the role unless the account has it already; whoever made it first decides its policies. */
export function ensureRole(
  world: World,
  spec: { accountId: string; roleName: string; path?: string; trusts: string; may?: string },
): IamRole {
  const { roles } = world.account(spec.accountId).iam;
  const known = roles.get(spec.roleName);
  if (known) return known;
  const role: IamRole = {
    name: spec.roleName,
    arn: roleArnOf(spec),
    roleId: iamIdOf("AROA", `${spec.accountId} ${spec.roleName}`),
    trustPolicy: spec.trusts,
    policies: new Map(spec.may ? [["inline", spec.may]] : []),
    maxSessionSeconds: 3600,
    createdAt: world.clock.now(),
  };
  roles.set(role.name, role);
  return role;
}

/** A trust policy for one of AWS's own services. */
export function trustsService(service: string): string {
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Principal: { Service: service }, Action: "sts:AssumeRole" }],
  });
}

/** A trust policy for the account itself. */
export function trustsAccount(accountId: string): string {
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Principal: { AWS: `arn:aws:iam::${accountId}:root` },
        Action: ["sts:AssumeRole", "sts:SetSourceIdentity", "sts:TagSession"],
      },
    ],
  });
}

/** May read the values whose names match one pattern, in every Region of the account. */
export function mayRead(accountId: string, pattern: string): string {
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Action: ["secretsmanager:GetSecretValue", "secretsmanager:DescribeSecret"],
        Resource: `arn:aws:secretsmanager:*:${accountId}:secret:${pattern}`,
      },
    ],
  });
}

/** May do what it likes with secrets. */
export const mayManageSecrets: string = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action: ["secretsmanager:*", "kms:*"], Resource: "*" }],
});
