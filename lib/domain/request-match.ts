import type { AttemptBody, LedgerEntry, OutcomeBody } from "./ledger";
import type { TrailEvent } from "./trail-event";

/** One thing done at this console: its attempt, its outcome if any, and AWS's records of its calls. */
export interface ConsoleAct {
  seq: number;
  attempt: AttemptBody;
  outcome?: OutcomeBody;
  events: TrailEvent[];
}

/** The two logs side by side. */
export interface MatchedLogs {
  acts: ConsoleAct[];
  /** AWS's records that belong to none of the acts. */
  others: TrailEvent[];
}

/**
 * Joins the console's ledger to CloudTrail by AWS's request id, which both write down. Nothing
 * else is taken for proof: not the time, not the caller. Entries without their attempt are left out.
 */
export function matchByRequestId(
  entries: readonly LedgerEntry[],
  events: readonly TrailEvent[],
): MatchedLogs {
  const byRequest = new Map<string, TrailEvent[]>();
  for (const event of events) {
    if (!event.requestId) continue;
    byRequest.set(event.requestId, [...(byRequest.get(event.requestId) ?? []), event]);
  }
  const outcomes = new Map(
    entries.flatMap(({ body }) => (body.kind === "outcome" ? [[body.attempt, body] as const] : [])),
  );
  const matched = new Set<TrailEvent>();
  const acts = entries.flatMap(({ seq, body }): ConsoleAct[] => {
    if (body.kind !== "attempt") return [];
    const outcome = outcomes.get(seq);
    const own = (outcome?.aws?.awsRequestIds ?? []).flatMap((id) => byRequest.get(id) ?? []);
    for (const event of own) matched.add(event);
    return [{ seq, attempt: body, outcome, events: own }];
  });
  return { acts, others: events.filter((event) => !matched.has(event)) };
}
