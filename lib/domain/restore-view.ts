import type { Place } from "./place";
import type { CheckLine } from "./restore-checks";
import type { RestoreEvidence, RestoreResult } from "./restore-evidence";
import type { RestoreState, StepProgress, VoteRefusal } from "./restore-request";

/** A request as a row of the inbox. Dates are ISO texts. */
export interface RestoreSummary extends Place {
  id: string;
  state: RestoreState;
  arn: string;
  name: string;
  accountName: string;
  reason: string;
  requesterName: string;
  isMine: boolean;
  createdAt: string;
  expiresAt: string;
  purgeNotBefore: string;
  closedAt?: string;
  progress: StepProgress[];
  /** Absent = this person may approve it now. */
  refusal?: VoteRefusal;
  brokenBy?: string;
}

export interface InboxCounts {
  waiting: number;
  mine: number;
  all: number;
  /** Never counted beyond `CLOSED_COUNT_MAX`. */
  closed: number;
}

export const CLOSED_COUNT_MAX = 1000;
export const PAGE_ROWS = 50;

export interface RestoreInbox {
  rows: RestoreSummary[];
  counts: InboxCounts;
  /** Where the next page of closed requests begins; absent at the end. */
  next?: string;
}

export interface RestoreVoteView {
  who: string;
  decision: "approve" | "deny";
  comment?: string;
  at: string;
}

export interface RestoreEventView {
  number: number;
  at: string;
  kind: "transition" | "joined" | "comment" | "step";
  who: string;
  text: string;
  from?: RestoreState;
  to?: RestoreState;
  ledgerSeq?: number;
}

/** Everything about one request. */
export interface RestoreRequestView extends RestoreSummary {
  deletedAt: string;
  ticket?: string;
  digest: string;
  evidence: RestoreEvidence;
  votes: RestoreVoteView[];
  events: RestoreEventView[];
  result?: RestoreResult;
  executedBy?: string;
  brokenReason?: string;
  /** The session policy and the names under which AWS's log will know the call. */
  call: { roleArn: string; sessionName: string; sessionPolicy: string };
  checks: CheckLine[];
  /** CloudTrail's event of the restore, once it is read. */
  cloudTrailEvent?: { eventId: string; at: string; who: string };
  mayWithdraw: boolean;
  mayBreakGlass: boolean;
  mayExecute: boolean;
  /** The restore runs: ask again. */
  isReading: boolean;
}
