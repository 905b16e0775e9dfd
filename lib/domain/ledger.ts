import type { FailureCode } from "./failure";
import type { OperationName } from "./operations";
import type { Place } from "./place";
import type { ConsoleRole, Person } from "./role";

/**
 * What is written before an audited operation runs. Names and places only: no field of it may
 * hold a value, a hash of one, a token or what somebody typed, `reason` excepted.
 */
export interface AttemptFacts {
  operation: OperationName;
  person: Person;
  role?: ConsoleRole;
  sessionId: string;
  /** ARN or name of what the operation is about. */
  subject?: string;
  place?: Place;
  reason?: string;
}

/** Names an attempt that was committed; its outcome is recorded under it. */
export interface AttemptRef {
  seq: number;
  id: string;
}

/** `in-doubt`: AWS may or may not have acted, compare with CloudTrail. */
export type LedgerResult = "done" | "refused" | "failed" | "in-doubt";

/** What is written when an audited operation has ended. */
export interface OutcomeFacts {
  result: LedgerResult;
  code?: FailureCode;
  awsRequestIds?: string[];
  awsCode?: string;
  assumedRole?: { arn: string; sessionName: string; sourceIdentity: string };
  /** The evidence bundle that was built: what identifies it, wherever it went. */
  bundle?: { manifestSha256: string; keyId: string };
}

/** One entry as it was hashed. `seq` and `hash` place it in the chain. */
export interface LedgerEntry {
  seq: number;
  hash: string;
  body: AttemptBody | OutcomeBody;
}

interface Body {
  /** By the database's clock, UTC, milliseconds; never earlier than the entry before. */
  at: string;
  /** Shared by an attempt and its outcome. */
  id: string;
  /** The process that wrote it. */
  instance: string;
  /** Version of this shape; stored entries keep theirs for ever. */
  v: 1;
}

export interface AttemptBody extends Body {
  kind: "attempt";
  operation: OperationName;
  person: Pick<Person, "issuer" | "subject" | "displayName">;
  role?: ConsoleRole;
  /** Begins the session's id; enough to tell sessions apart. */
  session: string;
  target?: string;
  place?: Place;
  reason?: string;
}

export interface OutcomeBody extends Body {
  kind: "outcome";
  /** The attempt's seq. */
  attempt: number;
  result: LedgerResult;
  code?: FailureCode;
  aws?: Pick<OutcomeFacts, "awsRequestIds" | "awsCode" | "assumedRole">;
  bundle?: OutcomeFacts["bundle"];
}
