import type { ConsoleRole } from "./role";

/**
 * One row per thing a person may do. The name is the permission, the ledger's event and the log
 * field at once; who is not in `roles` may not, and an operation without a row does not compile.
 */
interface Rule {
  roles: readonly ConsoleRole[];
  /** Audited: an attempt is written before and an outcome after; without the first, nothing runs. */
  audited: boolean;
  /** Needs a sign-in younger than `sessions.stepUpMinutes`. */
  stepUp: boolean;
  /** IAM actions that AWS will check under the assumed role; empty = touches no AWS. */
  iam: readonly string[];
  /** What the person did, past tense, for the auditor's page. */
  says: string;
}

const everyone = ["operator", "approver", "auditor"] as const;

export const operations = {
  "home.view": rule({ iam: ["secretsmanager:ListSecrets"], says: "looked at home" }),
  "setup.check": rule({ iam: ["sts:AssumeRole"], says: "ran the set-up checks" }),
  "inventory.list": rule({ iam: ["secretsmanager:ListSecrets"], says: "listed secrets" }),
  "inventory.refresh": rule({
    iam: ["secretsmanager:ListSecrets"],
    says: "listed secrets afresh",
  }),
  "inventory.export": rule({
    audited: true,
    iam: ["secretsmanager:ListSecrets"],
    says: "exported the inventory",
  }),
  "secret.find": rule({ iam: ["secretsmanager:ListSecrets"], says: "searched secrets" }),
  "secret.describe": rule({
    iam: ["secretsmanager:DescribeSecret", "secretsmanager:ListSecretVersionIds"],
    says: "looked at a secret",
  }),
  "secret.list-keys": rule({
    roles: ["operator"],
    audited: true,
    stepUp: true,
    iam: ["secretsmanager:GetSecretValue"],
    says: "listed the keys of a value, masked",
  }),
  "secret.reveal-value": rule({
    roles: ["operator"],
    audited: true,
    stepUp: true,
    iam: ["secretsmanager:GetSecretValue"],
    says: "revealed a value",
  }),
  "secret.copy-value": rule({
    roles: ["operator"],
    audited: true,
    stepUp: true,
    iam: ["secretsmanager:GetSecretValue"],
    says: "copied a value without showing it",
  }),
  "secret.download-value": rule({
    roles: ["operator"],
    audited: true,
    stepUp: true,
    iam: ["secretsmanager:GetSecretValue"],
    says: "downloaded a binary value",
  }),
  "secret.change-tags": rule({
    roles: ["operator"],
    audited: true,
    stepUp: true,
    iam: ["secretsmanager:TagResource", "secretsmanager:UntagResource"],
    says: "changed tags",
  }),
  "session.view": rule({ says: "looked at their sessions" }),
  "session.choose-role": rule({ audited: true, says: "chose a role" }),
  "session.end": rule({ audited: true, says: "ended a session" }),
  "session.end-all": rule({ audited: true, says: "signed out everywhere" }),
} as const satisfies Record<string, Rule>;

export type OperationName = keyof typeof operations;

/** Whether the role may perform the operation. Asked by the guard; buttons ask it for comfort. */
export function mayPerform(role: ConsoleRole, name: OperationName): boolean {
  return operations[name].roles.includes(role);
}

function rule(given: Partial<Rule> & Pick<Rule, "says">): Rule {
  return { roles: everyone, audited: false, stepUp: false, iam: [], ...given };
}
