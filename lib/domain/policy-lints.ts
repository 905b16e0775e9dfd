import {
  accountIdOf,
  limitsWho,
  POLICY_CHARS_MAX,
  type PolicyStatement,
  parsePolicy,
  principalsOf,
  touches,
  touchesValue,
} from "./resource-policy";

/** What is wrong, or looks wrong, with a policy, before AWS is asked. */
export interface PolicyFinding {
  lint:
    | "syntax"
    | "length"
    | "public"
    | "cross-account"
    | "lock-out"
    | "cross-account-default-key"
    | "kms-on-secret"
    | "suffix"
    | "not-tls-only"
    | "unknown-action";
  /** `error`: AWS will refuse it or it cannot do what it says; `warning`: allowed, but look. */
  severity: "error" | "warning";
  /** Which statement, counted from 1; absent if it is about the whole. */
  statement?: number;
  says: string;
}

/** What the lints must know about the secret. */
export interface PolicySubject {
  secretArn: string;
  /** Absent KmsKeyId: aws/secretsmanager, which no other account can use (facts 2.8). */
  usesDefaultKey: boolean;
}

/** Lints a policy document for one secret. An empty list = nothing to say. */
export function lintPolicy(text: string, subject: PolicySubject): PolicyFinding[] {
  if (text.length > POLICY_CHARS_MAX) {
    return [
      {
        lint: "length",
        severity: "error",
        says: `A policy has at most 20,480 characters; this has ${text.length.toLocaleString("en-US")}.`,
      },
    ];
  }
  const parsed = parsePolicy(text);
  if (typeof parsed === "string") return [{ lint: "syntax", severity: "error", says: parsed }];
  const findings = parsed.flatMap((statement, at) =>
    statementLints(statement, subject).map((finding) => ({ ...finding, statement: at + 1 })),
  );
  return [...findings, ...tlsLint(parsed)];
}

function statementLints(statement: PolicyStatement, subject: PolicySubject): PolicyFinding[] {
  return [
    ...principalLints(statement, subject),
    ...actionLints(statement),
    ...resourceLints(statement, subject),
  ];
}

function principalLints(statement: PolicyStatement, subject: PolicySubject): PolicyFinding[] {
  const { Principal: who, NotPrincipal, Effect, Condition } = statement;
  if (who === undefined && NotPrincipal === undefined) {
    return [
      {
        lint: "syntax",
        severity: "error",
        says: "A policy on a secret needs a Principal in every statement.",
      },
    ];
  }
  const everyone = principalsOf(who).includes("*");
  const findings: PolicyFinding[] = [];
  if (Effect === "Allow" && everyone && !Condition) {
    findings.push({
      lint: "public",
      severity: "error",
      says: "This allows everyone, in every AWS account. With BlockPublicPolicy AWS refuses it.",
    });
  }
  if (Effect === "Allow" && everyone && Condition && !limitsWho(Condition)) {
    findings.push({
      lint: "public",
      severity: "warning",
      says: "This allows everyone who meets its condition, which says neither who nor from where.",
    });
  }
  if (Effect === "Allow" && NotPrincipal) {
    findings.push({
      lint: "public",
      severity: "error",
      says: "Allow with NotPrincipal admits everyone who is not named.",
    });
  }
  if (
    Effect === "Deny" &&
    everyone &&
    !Condition &&
    touches(statement, "secretsmanager:PutResourcePolicy")
  ) {
    findings.push({
      lint: "lock-out",
      severity: "error",
      says: "This denies everyone, you as well, from changing the policy again.",
    });
  }
  const own = subject.secretArn.split(":")[4];
  const others = principalsOf(who)
    .flatMap((principal) => accountIdOf(principal) ?? [])
    .filter((id) => id !== own);
  if (Effect === "Allow" && others.length > 0 && !limitsWho(Condition)) {
    findings.push({
      lint: "cross-account",
      severity: "warning",
      says: `Account ${others[0]} is let in, and no condition says who of it or from where.`,
    });
  }
  if (
    Effect === "Allow" &&
    subject.usesDefaultKey &&
    others.length > 0 &&
    touchesValue(statement)
  ) {
    findings.push({
      lint: "cross-account-default-key",
      severity: "error",
      says: `Account ${others[0]} can never read the value: it is encrypted with aws/secretsmanager, which works in its own account only. Use a customer managed key.`,
    });
  }
  return findings;
}

function actionLints(statement: PolicyStatement): PolicyFinding[] {
  const actions = statement.Action ?? [];
  const findings: PolicyFinding[] = [];
  if (actions.some((action) => action.toLowerCase().startsWith("kms:"))) {
    findings.push({
      lint: "kms-on-secret",
      severity: "error",
      says: "kms: actions in the policy of a secret grant nothing. They belong in the key's policy, on the key's ARN.",
    });
  }
  const foreign = actions.find(
    (action) => action !== "*" && !/^(secretsmanager|kms):/i.test(action),
  );
  if (foreign) {
    findings.push({
      lint: "unknown-action",
      severity: "error",
      says: `${foreign} is no action of Secrets Manager.`,
    });
  }
  return findings;
}

/** In a policy on a secret `*` means this secret (facts 2.6); an ARN must end in its suffix. */
function resourceLints(
  { Resource = [] }: PolicyStatement,
  { secretArn }: PolicySubject,
): PolicyFinding[] {
  return Resource.flatMap((resource): PolicyFinding[] => {
    if (resource === "*" || resource === secretArn) return [];
    const partial = secretArn.slice(0, -7);
    if (resource === `${partial}-??????`) return [];
    if (resource === partial) {
      return [
        {
          lint: "suffix",
          severity: "error",
          says: "This ARN lacks the six characters at its end and matches nothing. Write the full ARN, or end it in -??????.",
        },
      ];
    }
    if (resource === `${partial}-*`) {
      return [
        {
          lint: "suffix",
          severity: "warning",
          says: "-* also matches longer names that begin alike. Write the full ARN, or end it in -??????.",
        },
      ];
    }
    return [
      {
        lint: "suffix",
        severity: "warning",
        says: `${resource} is not this secret; the statement may match nothing here.`,
      },
    ];
  });
}

function tlsLint(statements: readonly PolicyStatement[]): PolicyFinding[] {
  const isTlsOnly = statements.some(
    ({ Effect, Condition }) =>
      Effect === "Deny" && "aws:SecureTransport" in (Condition?.Bool ?? {}),
  );
  return isTlsOnly
    ? []
    : [
        {
          lint: "not-tls-only",
          severity: "warning",
          says: "No statement denies requests without TLS (aws:SecureTransport). AWS's endpoints demand TLS anyway; some audits ask for it.",
        },
      ];
}
