import { operations } from "./operations";
import type { ConsoleAct, MatchedLogs } from "./request-match";
import type { TrailProgress } from "./secret-history";
import type { TrailEvent } from "./trail-event";

/** CloudTrail delivers late; only after this is a record missing rather than on its way. */
const EXPECTED_WITHIN_MS = 20 * 60_000;

/**
 * How the two logs agree about one thing that happened. `matched`: both tell it, joined by AWS's
 * request id; `no call`: it ended before AWS was asked; `waiting` and `missing`: AWS was asked and
 * CloudTrail does not tell it yet, or not although it should; `outside`: CloudTrail alone.
 */
export type Agreement = "matched" | "no call" | "waiting" | "missing" | "not read" | "outside";

/** One line of what happened to a secret. */
export interface ActivityRow {
  id: string;
  at: string;
  who: string;
  what: string;
  /** `done`, `refused`, `failed`, `in-doubt`, `open`; AWS's code for what it refused. */
  result: string;
  agreement: Agreement;
  /** Through what it came: this console, or CloudTrail's guess from the user agent. */
  through: string;
  requestIds: string[];
  eventIds: string[];
}

export interface SecretActivity {
  rows: ActivityRow[];
  /** True if the ledger's entries of other people are left out: this role sees its own. */
  isOwnOnly: boolean;
  /** There is more than is shown; the newest is shown. */
  isCutShort: boolean;
  trail: TrailProgress;
  isReading: boolean;
  readAt: string;
}

/** Both logs as one list, newest first; the events come newest first already. */
export function activityRows(
  { acts, others }: MatchedLogs,
  trail: TrailProgress,
  now: Date,
): ActivityRow[] {
  // CloudTrail keeps whole seconds: within one, its events stay in their order.
  const events = others.map(rowOfEvent);
  return [...acts.map((act) => rowOfAct(act, trail, now)), ...events].sort((a, b) =>
    b.at.localeCompare(a.at),
  );
}

function rowOfAct(act: ConsoleAct, trail: TrailProgress, now: Date): ActivityRow {
  const { seq, attempt, outcome, events } = act;
  return {
    id: `entry ${seq}`,
    at: attempt.at,
    who: attempt.person.displayName,
    what: operations[attempt.operation]?.says ?? attempt.operation,
    result: outcome?.result ?? "open",
    agreement: agreementOf(act, trail, now),
    through: "this console",
    requestIds: outcome?.aws?.awsRequestIds ?? [],
    eventIds: events.map(({ eventId }) => eventId),
  };
}

function agreementOf(
  { attempt, outcome, events }: ConsoleAct,
  { covered }: TrailProgress,
  now: Date,
): Agreement {
  if (events.length > 0) return "matched";
  if (outcome && !outcome.aws?.awsRequestIds?.length) return "no call";
  if (now.getTime() - Date.parse(attempt.at) < EXPECTED_WITHIN_MS) return "waiting";
  const isRead = covered && covered.from <= attempt.at && attempt.at <= covered.to;
  return isRead ? "missing" : "not read";
}

function rowOfEvent(event: TrailEvent): ActivityRow {
  const { eventId, at, actor, name, errorCode, requestId, isServiceEvent } = event;
  return {
    id: `event ${eventId}`,
    at,
    who: actor.words,
    what: name,
    result: errorCode ?? "done",
    agreement: "outside",
    through: isServiceEvent ? "AWS itself" : actor.source,
    requestIds: requestId ? [requestId] : [],
    eventIds: [eventId],
  };
}
