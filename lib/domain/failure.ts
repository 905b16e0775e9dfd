/**
 * Every way to fail, with its HTTP status and our plain sentence. Closed on purpose: what is not
 * in this table reaches nobody but the log.
 */
const failures = {
  "signed-out": { status: 401, says: "You are not signed in, or your session has ended." },
  "step-up-needed": { status: 401, says: "Sign in again to prove it is you, then continue." },
  "no-role": { status: 403, says: "None of your groups gives you a role in this console." },
  "not-allowed": { status: 403, says: "Your role does not allow this." },
  "wrong-origin": { status: 403, says: "The request did not come from this console." },
  "invalid-input": { status: 400, says: "Something in the request is not valid." },
  "outside-configuration": {
    status: 400,
    says: "This account or Region is not part of this console's configuration.",
  },
  "too-many-reveals": { status: 429, says: "You have read many values in a short time. Wait." },
  "cannot-record": {
    status: 503,
    says: "The ledger cannot be written, so nothing can be revealed or changed now.",
  },
  "role-refused": { status: 403, says: "AWS did not let this console assume your role." },
  "denied-by-aws": { status: 403, says: "AWS refused this under your assumed role." },
  "key-denied": { status: 403, says: "The value is encrypted with a key you may not use." },
  "secret-not-found": { status: 404, says: "There is no such secret in this account and Region." },
  "version-not-found": { status: 404, says: "The secret has no such version or staging label." },
  "pending-deletion": {
    status: 409,
    says: "This secret is scheduled for deletion. AWS refuses this until it is restored.",
  },
  "managed-elsewhere": { status: 409, says: "Another AWS service manages this secret." },
  "moved-meanwhile": {
    status: 409,
    says: "Another version became current while you were editing. Nothing was saved.",
  },
  "name-taken": {
    status: 409,
    says: "There is a secret of this name in this account and Region already.",
  },
  "name-pending-deletion": {
    status: 409,
    says: "A secret of this name is scheduled for deletion. The name is free again when AWS has erased it.",
  },
  "token-used": {
    status: 409,
    says: "This edit has made its version already, with another value. Nothing was saved now.",
  },
  "changed-meanwhile": {
    status: 409,
    says: "Somebody else changed this while you were at it. Nothing was saved.",
  },
  "refused-by-aws": { status: 409, says: "AWS did not accept this request." },
  "throttled-by-aws": { status: 429, says: "AWS is limiting requests. Try again in a moment." },
  "aws-unreachable": { status: 504, says: "AWS did not answer in time." },
  "aws-failed": { status: 502, says: "AWS answered with an error of its own." },
  "aws-session-ended": { status: 401, says: "Your AWS session ended; nothing was changed." },
  "not-confirmed": { status: 502, says: "Not confirmed. The request may have taken effect." },
  "request-not-found": { status: 404, says: "There is no such restore request." },
  "request-moved-on": {
    status: 409,
    says: "The request is no longer as you saw it. Nothing was done; look at it again.",
  },
  "request-invalidated": {
    status: 409,
    says: "The request is no longer valid, so nothing was restored. It says why.",
  },
  "not-pending": { status: 409, says: "The secret is not pending deletion: nothing to restore." },
  "asked-for-it": { status: 403, says: "You asked for this, so you can't approve it." },
  "has-voted": { status: 409, says: "You have already voted on this request." },
  "not-needed": { status: 403, says: "Your approval is not one that this request needs." },
  "not-approver": { status: 403, says: "Only approvers may agree to a restore." },
  "is-over": { status: 409, says: "This request is closed." },
  "is-running": { status: 409, says: "The restore is running now; it cannot be stopped any more." },
  "too-many-feeds": {
    status: 409,
    says: "You have as many calendar addresses as one person may. Revoke one first.",
  },
  "cannot-sign": {
    status: 409,
    says: "This console has no key to sign evidence bundles with, so none is built.",
  },
  "cut-off": { status: 409, says: "The download ended before the bundle was whole." },
  unexpected: {
    status: 500,
    says: "Something went wrong on our side. Quote the reference below.",
  },
} as const satisfies Record<string, { status: number; says: string }>;

export type FailureCode = keyof typeof failures;

/** What AWS itself said. Stays visible under our sentence; never present for what may echo a value. */
export interface AwsWords {
  code: string;
  message?: string;
  requestId?: string;
  /** What IAM would have to allow, e.g. `secretsmanager:ListSecrets`. */
  iamAction?: string;
  resourceArn?: string;
}

/** A failure as it crosses the wire: code, fixed words and what helps to go on. No stack, no value. */
export interface FailureView {
  code: FailureCode;
  says: string;
  aws?: AwsWords;
  /** Field path → what is wrong with it, for `invalid-input`. */
  fields?: Record<string, string>;
  /** Finds the log line of an unexpected failure. */
  reference?: string;
}

/** Thrown inside the server; the guard turns it into a FailureView. Its message never holds a value. */
export class Failure extends Error {
  readonly aws?: AwsWords;
  readonly fields?: Record<string, string>;

  constructor(
    readonly code: FailureCode,
    more: { aws?: AwsWords; fields?: Record<string, string>; cause?: unknown } = {},
  ) {
    super(failures[code].says, { cause: more.cause });
    this.name = "Failure";
    this.aws = more.aws;
    this.fields = more.fields;
  }

  view(): FailureView {
    const { code, aws, fields } = this;
    return { code, says: failures[code].says, ...(aws && { aws }), ...(fields && { fields }) };
  }
}

export function statusOf(code: FailureCode): number {
  return failures[code].status;
}
