import { sql } from "drizzle-orm";
import { expect } from "vitest";
import { database } from "@/lib/db/client";
import { expireRequests } from "@/lib/db/restore-requests";
import {
  type ApprovalStep,
  isComplete,
  mayFollow,
  progressOf,
  type RestoreState,
} from "@/lib/domain/restore-request";

/** Lets the time of a request be over, and whoever comes by end it. */
export async function expireNow(id: string): Promise<void> {
  const { db: open } = await database();
  await open.execute(sql`UPDATE restore_requests SET created_at = created_at - interval '2 hours',
    expires_at = clock_timestamp() - interval '1 second' WHERE id = ${id} AND state <> 'executing'`);
  await expireRequests();
}

/**
 * What must hold for one history, whatever was done: a path that the rules allow, restored as often
 * as it says and once at most, and never without enough others who agreed.
 */
export async function assertSound(
  id: string,
  effects: number,
  { issuer, steps }: { issuer: string; steps: readonly ApprovalStep[] },
): Promise<void> {
  const { db: open } = await database();
  const { rows: events } = await open.execute<{
    from_state: RestoreState | null;
    to_state: RestoreState;
  }>(
    sql`SELECT from_state, to_state FROM restore_events WHERE request_id = ${id} AND kind = 'transition' ORDER BY version`,
  );
  const path = events.map(({ to_state }) => to_state);
  for (const [index, { from_state, to_state }] of events.entries()) {
    if (index === 0) continue;
    expect(from_state).toBe(path[index - 1]);
    expect(from_state && mayFollow(from_state, to_state), `${from_state} to ${to_state}`).toBe(
      true,
    );
  }
  expect(effects).toBe(path.filter((state) => state === "executed").length);
  expect(effects).toBeLessThanOrEqual(1);
  if (!path.includes("executing")) return;
  const { rows: votes } = await open.execute<{
    approver_subject: string;
    groups: string[];
    requester_subject: string;
  }>(
    sql`SELECT approver_subject, requester_subject, groups FROM restore_votes WHERE request_id = ${id} AND decision = 'approve'`,
  );
  for (const vote of votes) expect(vote.approver_subject).not.toBe(vote.requester_subject);
  const approvers = votes.map(({ approver_subject: subject, groups }) => ({
    issuer,
    subject,
    groups,
  }));
  expect(isComplete(progressOf(steps, approvers))).toBe(true);
}
