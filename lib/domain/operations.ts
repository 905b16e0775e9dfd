import type { ConsoleRole } from "./role";

/**
 * One row per thing a person may do. The name is the permission, the ledger's event and the log
 * field at once; who is not in `roles` may not, and an operation without a row does not compile.
 */
interface Rule {
  roles: readonly ConsoleRole[];
  /** Audited: an attempt is written before and an outcome after; without the first, nothing runs. */
  audited: boolean;
  /** Shows what an auditor answers for: their look at it is on record, nobody else's is. */
  look: boolean;
  /** Needs a sign-in younger than `sessions.stepUpMinutes`. */
  stepUp: boolean;
  /**
   * How it comes in. An action must prove that this console's own page sent it; a read may also
   * be a page somebody followed a link to. Unsaid, it is an action: the stricter of the two.
   */
  door: "action" | "read";
  /**
   * Whether a secret's value passes through. `handled` stays on the server; `given` leaves it and
   * counts against the reveal budget; `written` comes from the person and goes to AWS. Each time
   * AWS's words are kept back where they may echo input.
   */
  value: "none" | "handled" | "given" | "written";
  /** IAM actions that AWS will check under the assumed role; empty = touches no AWS. */
  iam: readonly string[];
  /** What the person did, past tense, for the auditor's page. */
  says: string;
}

const everyone = ["operator", "approver", "auditor"] as const;

const usual = {
  roles: everyone,
  audited: false,
  look: false,
  stepUp: false,
  door: "action",
  value: "none",
  iam: [],
} as const;

export const operations = {
  "home.view": rule({
    door: "read",
    look: true,
    iam: ["secretsmanager:ListSecrets"],
    says: "looked at home",
  }),
  "ledger.view": rule({ door: "read", look: true, says: "looked at the ledger" }),
  "controls.view": rule({
    door: "read",
    look: true,
    iam: ["secretsmanager:ListSecrets", "cloudtrail:LookupEvents"],
    says: "looked at controls",
  }),
  "controls.assess": rule({
    audited: true,
    iam: [
      "secretsmanager:GetResourcePolicy",
      "secretsmanager:DescribeSecret",
      "kms:DescribeKey",
      "kms:GetKeyRotationStatus",
    ],
    says: "had AWS asked for policies, keys and replicas",
  }),
  "controls.export": rule({
    door: "read",
    audited: true,
    iam: ["secretsmanager:ListSecrets"],
    says: "exported controls",
  }),
  "evidence.view": rule({
    door: "read",
    look: true,
    iam: ["secretsmanager:ListSecrets", "cloudtrail:LookupEvents"],
    says: "looked at the list of evidence bundles",
  }),
  "evidence.build": rule({
    door: "read",
    audited: true,
    iam: ["secretsmanager:ListSecrets"],
    says: "built a signed evidence bundle",
  }),
  "ledger.export": rule({ door: "read", audited: true, says: "exported the ledger" }),
  "outside.view": rule({
    door: "read",
    look: true,
    iam: ["cloudtrail:LookupEvents"],
    says: "looked at changes outside the console",
  }),
  "outside.export": rule({
    door: "read",
    audited: true,
    says: "exported changes outside the console",
  }),
  "deliveries.view": rule({ door: "read", look: true, says: "looked at who was told what" }),
  "deliveries.export": rule({ door: "read", audited: true, says: "exported who was told what" }),
  "setup.check": rule({ door: "read", iam: ["sts:AssumeRole"], says: "ran the set-up checks" }),
  "inventory.list": rule({
    door: "read",
    look: true,
    iam: ["secretsmanager:ListSecrets"],
    says: "listed secrets",
  }),
  "inventory.refresh": rule({
    iam: ["secretsmanager:ListSecrets"],
    says: "listed secrets afresh",
  }),
  "inventory.export": rule({
    door: "read",
    audited: true,
    iam: ["secretsmanager:ListSecrets"],
    says: "exported the inventory",
  }),
  "secret.find": rule({
    door: "read",
    iam: ["secretsmanager:ListSecrets"],
    says: "searched secrets",
  }),
  "secret.describe": rule({
    door: "read",
    look: true,
    iam: ["secretsmanager:DescribeSecret", "secretsmanager:ListSecretVersionIds"],
    says: "looked at a secret",
  }),
  "secret.view-history": rule({
    door: "read",
    look: true,
    iam: [
      "secretsmanager:DescribeSecret",
      "secretsmanager:ListSecretVersionIds",
      "cloudtrail:LookupEvents",
    ],
    says: "looked at a secret's history",
  }),
  "rotation.view": rule({
    door: "read",
    look: true,
    iam: ["secretsmanager:ListSecrets", "cloudtrail:LookupEvents"],
    says: "looked at the rotation schedule",
  }),
  "rotation.view-history": rule({
    door: "read",
    look: true,
    iam: ["cloudtrail:LookupEvents"],
    says: "looked at the history of rotations",
  }),
  "rotation.follow": rule({
    door: "read",
    iam: ["secretsmanager:DescribeSecret", "cloudtrail:LookupEvents"],
    says: "followed a rotation",
  }),
  "rotation.list-functions": rule({
    door: "read",
    roles: ["operator"],
    iam: ["lambda:ListFunctions"],
    says: "listed rotation functions",
  }),
  "rotation.check-function": rule({
    door: "read",
    roles: ["operator"],
    iam: ["lambda:GetFunctionConfiguration", "lambda:GetPolicy"],
    says: "looked at a rotation function",
  }),
  // Its text is somebody else's program's: who may see no value may not see what could hold one.
  "rotation.read-log": rule({
    door: "read",
    roles: ["operator"],
    iam: ["secretsmanager:DescribeSecret", "logs:FilterLogEvents"],
    says: "read a rotation function's last error",
  }),
  "rotation.start": rule({
    roles: ["operator"],
    audited: true,
    stepUp: true,
    iam: ["secretsmanager:RotateSecret", "lambda:InvokeFunction"],
    says: "started a rotation",
  }),
  "rotation.test": rule({
    roles: ["operator"],
    audited: true,
    stepUp: true,
    iam: ["secretsmanager:RotateSecret", "lambda:InvokeFunction"],
    says: "tested a rotation without rotating",
  }),
  "rotation.change-schedule": rule({
    roles: ["operator"],
    audited: true,
    stepUp: true,
    iam: ["secretsmanager:RotateSecret", "lambda:InvokeFunction"],
    says: "changed when a secret rotates",
  }),
  "rotation.turn-off": rule({
    roles: ["operator"],
    audited: true,
    stepUp: true,
    iam: ["secretsmanager:CancelRotateSecret"],
    says: "turned rotation off",
  }),
  "rotation.export": rule({
    door: "read",
    audited: true,
    iam: ["secretsmanager:ListSecrets"],
    says: "exported the rotation schedule",
  }),
  "calendar.list-feeds": rule({ door: "read", says: "looked at their calendar addresses" }),
  // Whoever has the address reads on without signing in, so making one is like a key handed out.
  "calendar.make-feed": rule({
    audited: true,
    stepUp: true,
    iam: ["secretsmanager:ListSecrets"],
    says: "made a calendar address of the rotation schedule",
  }),
  "calendar.revoke-feed": rule({ audited: true, says: "revoked a calendar address" }),
  "secret.view-rotation": rule({
    door: "read",
    look: true,
    iam: [
      "secretsmanager:DescribeSecret",
      "secretsmanager:ListSecretVersionIds",
      "cloudtrail:LookupEvents",
    ],
    says: "looked at a secret's rotation",
  }),
  "secret.view-readers": rule({
    door: "read",
    look: true,
    iam: ["secretsmanager:DescribeSecret", "cloudtrail:LookupEvents"],
    says: "looked at who reads a secret",
  }),
  "deletions.list": rule({
    door: "read",
    look: true,
    iam: ["secretsmanager:ListSecrets", "cloudtrail:LookupEvents"],
    says: "looked at pending deletions",
  }),
  "deletions.list-ended": rule({
    door: "read",
    look: true,
    iam: ["secretsmanager:ListSecrets", "cloudtrail:LookupEvents"],
    says: "looked at deletions that ended",
  }),
  "deletions.find-name": rule({
    door: "read",
    iam: ["secretsmanager:ListSecrets"],
    says: "asked who holds a secret's name",
  }),
  "deletions.check-guarantee": rule({
    door: "read",
    iam: ["iam:SimulatePrincipalPolicy"],
    says: "checked whether recovery windows are guaranteed",
  }),
  "deletions.export": rule({
    door: "read",
    audited: true,
    iam: ["secretsmanager:ListSecrets"],
    says: "exported the disposal record",
  }),
  "secret.check-access": rule({
    door: "read",
    look: true,
    iam: [
      "secretsmanager:DescribeSecret",
      "secretsmanager:GetResourcePolicy",
      "iam:SimulatePrincipalPolicy",
    ],
    says: "asked what keeps a principal from a value",
  }),
  "secret.view-activity": rule({
    door: "read",
    look: true,
    iam: ["secretsmanager:DescribeSecret", "cloudtrail:LookupEvents"],
    says: "looked at a secret's activity",
  }),
  "secret.list-keys": rule({
    value: "handled",
    roles: ["operator"],
    audited: true,
    stepUp: true,
    iam: ["secretsmanager:GetSecretValue"],
    says: "listed the keys of a value, masked",
  }),
  "secret.reveal-value": rule({
    value: "given",
    roles: ["operator"],
    audited: true,
    stepUp: true,
    iam: ["secretsmanager:GetSecretValue"],
    says: "revealed a value",
  }),
  "secret.copy-value": rule({
    value: "given",
    roles: ["operator"],
    audited: true,
    stepUp: true,
    iam: ["secretsmanager:GetSecretValue"],
    says: "copied a value without showing it",
  }),
  "secret.download-value": rule({
    value: "given",
    roles: ["operator"],
    audited: true,
    stepUp: true,
    iam: ["secretsmanager:GetSecretValue"],
    says: "downloaded a binary value",
  }),
  "keys.list": rule({
    door: "read",
    iam: ["kms:ListAliases"],
    says: "listed the names of KMS keys",
  }),
  "secret.create": rule({
    value: "written",
    roles: ["operator"],
    audited: true,
    stepUp: true,
    iam: [
      "secretsmanager:CreateSecret",
      "secretsmanager:TagResource",
      "secretsmanager:ReplicateSecretToRegions",
      "secretsmanager:PutResourcePolicy",
    ],
    says: "created a secret",
  }),
  "secret.change-value": rule({
    value: "written",
    roles: ["operator"],
    audited: true,
    stepUp: true,
    iam: ["secretsmanager:PutSecretValue"],
    says: "wrote a new value",
  }),
  "secret.compare-draft": rule({
    value: "handled",
    roles: ["operator"],
    audited: true,
    stepUp: true,
    iam: ["secretsmanager:GetSecretValue"],
    says: "compared an unsaved value with a version, masked",
  }),
  "secret.generate-password": rule({
    value: "handled",
    roles: ["operator"],
    audited: true,
    stepUp: true,
    iam: ["secretsmanager:GetRandomPassword"],
    says: "had AWS make a password",
  }),
  "version.compare": rule({
    value: "handled",
    roles: ["operator"],
    audited: true,
    stepUp: true,
    iam: ["secretsmanager:GetSecretValue"],
    says: "compared two versions, masked",
  }),
  "secret.change-tags": rule({
    roles: ["operator"],
    audited: true,
    stepUp: true,
    iam: ["secretsmanager:TagResource", "secretsmanager:UntagResource"],
    says: "changed tags",
  }),
  "secret.schedule-deletion": rule({
    roles: ["operator"],
    audited: true,
    stepUp: true,
    iam: ["secretsmanager:DeleteSecret", "secretsmanager:TagResource"],
    says: "scheduled a deletion",
  }),
  "policy.view": rule({
    door: "read",
    look: true,
    iam: ["secretsmanager:GetResourcePolicy"],
    says: "looked at a resource policy",
  }),
  "policy.validate": rule({
    roles: ["operator"],
    audited: true,
    stepUp: true,
    iam: ["secretsmanager:ValidateResourcePolicy", "secretsmanager:PutResourcePolicy"],
    says: "had AWS check a resource policy",
  }),
  "policy.replace": rule({
    roles: ["operator"],
    audited: true,
    stepUp: true,
    iam: ["secretsmanager:PutResourcePolicy"],
    says: "replaced a resource policy",
  }),
  "policy.remove": rule({
    roles: ["operator"],
    audited: true,
    stepUp: true,
    iam: ["secretsmanager:DeleteResourcePolicy"],
    says: "removed a resource policy",
  }),
  "replica.view": rule({
    door: "read",
    look: true,
    iam: ["secretsmanager:DescribeSecret"],
    says: "looked at a secret's replicas",
  }),
  "replica.compare": rule({
    door: "read",
    look: true,
    iam: ["secretsmanager:DescribeSecret"],
    says: "compared a replica with its primary",
  }),
  "replica.add": rule({
    roles: ["operator"],
    audited: true,
    stepUp: true,
    iam: ["secretsmanager:ReplicateSecretToRegions"],
    says: "added or retried a replica",
  }),
  "replica.remove": rule({
    roles: ["operator"],
    audited: true,
    stepUp: true,
    iam: ["secretsmanager:RemoveRegionsFromReplication"],
    says: "removed a replica",
  }),
  "replica.promote": rule({
    roles: ["operator"],
    audited: true,
    stepUp: true,
    iam: ["secretsmanager:StopReplicationToReplica"],
    says: "made a replica a secret of its own",
  }),
  "version.make-current": rule({
    roles: ["operator"],
    audited: true,
    stepUp: true,
    iam: ["secretsmanager:UpdateSecretVersionStage"],
    says: "made a version current",
  }),
  "version.attach-label": rule({
    roles: ["operator"],
    audited: true,
    stepUp: true,
    iam: ["secretsmanager:UpdateSecretVersionStage"],
    says: "attached a staging label",
  }),
  "version.detach-label": rule({
    roles: ["operator"],
    audited: true,
    stepUp: true,
    iam: ["secretsmanager:UpdateSecretVersionStage"],
    says: "removed a staging label",
  }),
  "version.clear-pending": rule({
    roles: ["operator"],
    audited: true,
    stepUp: true,
    iam: ["secretsmanager:UpdateSecretVersionStage"],
    says: "cleared a stuck AWSPENDING",
  }),
  "costs.view": rule({
    door: "read",
    look: true,
    iam: [
      "secretsmanager:ListSecrets",
      "cloudtrail:LookupEvents",
      "cloudwatch:GetMetricData",
      "pricing:GetProducts",
    ],
    says: "looked at costs",
  }),
  "costs.ask-bill": rule({
    audited: true,
    iam: ["ce:GetCostAndUsage"],
    says: "asked AWS for the bill, at a price",
  }),
  "costs.export": rule({
    door: "read",
    audited: true,
    iam: ["secretsmanager:ListSecrets"],
    says: "exported costs",
  }),
  "restore.list": rule({ door: "read", look: true, says: "looked at restore requests" }),
  "restore.view": rule({
    door: "read",
    look: true,
    iam: ["secretsmanager:DescribeSecret", "secretsmanager:ListSecretVersionIds"],
    says: "looked at a restore request",
  }),
  "restore.request": rule({
    roles: ["operator", "approver"],
    audited: true,
    iam: ["secretsmanager:DescribeSecret", "secretsmanager:ListSecretVersionIds"],
    says: "asked for a restore",
  }),
  "restore.comment": rule({
    roles: ["operator", "approver"],
    audited: true,
    says: "commented on a restore request",
  }),
  "restore.withdraw": rule({
    roles: ["operator", "approver"],
    audited: true,
    says: "withdrew a restore request",
  }),
  "restore.begin-approval": rule({
    roles: ["approver"],
    audited: true,
    says: "opened the approval of a restore",
  }),
  "restore.approve": rule({
    roles: ["approver"],
    audited: true,
    stepUp: true,
    iam: ["secretsmanager:DescribeSecret", "secretsmanager:RestoreSecret"],
    says: "approved a restore",
  }),
  "restore.execute": rule({
    roles: ["approver"],
    audited: true,
    stepUp: true,
    iam: ["secretsmanager:DescribeSecret", "secretsmanager:RestoreSecret"],
    says: "ran an approved restore",
  }),
  "restore.deny": rule({ roles: ["approver"], audited: true, says: "denied a restore" }),
  "restore.break-glass": rule({
    roles: ["approver"],
    audited: true,
    stepUp: true,
    iam: ["secretsmanager:DescribeSecret", "secretsmanager:RestoreSecret"],
    says: "broke the glass: restored without a second person",
  }),
  // Written beside each change of a request; nobody calls it, so no role may.
  "restore.transition": rule({
    roles: [],
    audited: true,
    says: "a restore request changed its state",
  }),
  "session.start": rule({ audited: true, says: "signed in" }),
  "session.step-up": rule({ audited: true, says: "proved their sign-in afresh" }),
  "session.view": rule({ door: "read", says: "looked at their sessions" }),
  "session.choose-role": rule({ audited: true, says: "chose a role" }),
  "session.end": rule({ audited: true, says: "ended a session" }),
  "session.end-all": rule({ audited: true, says: "signed out everywhere" }),
} as const satisfies Record<string, Rule>;

export type OperationName = keyof typeof operations;

/** What an auditor's look at is recorded. */
export const looks = (Object.keys(operations) as OperationName[]).filter(
  (name) => operations[name].look,
);

/** Whether the role may perform the operation. Asked by the guard; buttons ask it for comfort. */
export function mayPerform(role: ConsoleRole, name: OperationName): boolean {
  return operations[name].roles.includes(role);
}

function rule(given: Partial<Rule> & Pick<Rule, "says">): Rule {
  const { roles, audited, look, stepUp, door, value, iam, says } = { ...usual, ...given };
  return { roles, audited, look, stepUp, door, value, iam, says };
}
