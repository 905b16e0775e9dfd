import "server-only";
import { and, desc, eq, gt, inArray, lt, or, sql } from "drizzle-orm";
import { Failure } from "@/lib/domain/failure";
import type { RestoreResult } from "@/lib/domain/restore-evidence";
import { isComplete, progressOf, type RestoreState } from "@/lib/domain/restore-request";
import { database } from "./client";
import {
  addEvent,
  type Doer,
  type Locked,
  type RestoreRow,
  transition,
  withRequest,
} from "./restore-change";
import { approverOf } from "./restore-requests";
import { restoreRequests, sessions } from "./schema";

/** Longer than any click may wait for AWS (15 s): when it is over, no call is under way any more. */
export const LEASE_MS = 60_000;

/** The right to run one request, until the lease ends or somebody takes a higher fence. */
export interface Claim {
  row: RestoreRow;
  /** Where it goes back to if nothing was restored. */
  from: "approved" | "break-glass";
}

/**
 * Takes the right to run an authorised request: one at a time, by the database's clock. Checks
 * once more that enough people who count have agreed, and still have their role.
 *
 * @throws Failure `request-moved-on`, `not-needed` if it is not authorised
 */
export async function claim(id: string, doer: Doer, leaseMs = LEASE_MS): Promise<Claim> {
  return await withRequest(id, async (locked) => {
    const { tx, row } = locked;
    if (row.state !== "approved" && row.state !== "break-glass")
      throw new Failure("request-moved-on");
    const from = row.state;
    if (from === "approved" && !(await isStillAuthorised(locked))) {
      const says = "An approver no longer has the role that counted.";
      await transition(tx, row, "invalidated", { doer, says });
      return undefined;
    }
    const set = {
      fence: row.fence + 1,
      leaseUntil: leaseEnd(leaseMs),
      executedBy: doer.person.displayName,
      sentAt: null,
    };
    const says = "Restoring under this approver's own role.";
    return { from, row: await transition(tx, row, "executing", { doer, says, set }) };
  }).then((claimed) => {
    if (!claimed) throw new Failure("request-invalidated");
    return claimed;
  });
}

/**
 * Notes a step that people watch, and keeps the lease. With `sends` AWS may act from here on.
 *
 * @throws Failure `request-moved-on` if the lease is over or somebody else has taken it
 */
export async function step(
  { row }: Claim,
  doer: Doer,
  { text, sends = false, leaseMs = LEASE_MS }: { text: string; sends?: boolean; leaseMs?: number },
): Promise<void> {
  const { db } = await database();
  await db.transaction(async (tx) => {
    const held = await tx
      .update(restoreRequests)
      .set({
        leaseUntil: leaseEnd(leaseMs),
        ...(sends && { sentAt: sql`clock_timestamp()` as unknown as Date }),
      })
      .where(
        and(
          eq(restoreRequests.id, row.id),
          eq(restoreRequests.state, "executing"),
          eq(restoreRequests.fence, row.fence),
          gt(restoreRequests.leaseUntil, sql`clock_timestamp()`),
        ),
      )
      .returning({ id: restoreRequests.id });
    if (held.length === 0) throw new Failure("request-moved-on");
    await addEvent(tx, row.id, { kind: "step", doer, text });
  });
}

/** Ends an execution, if this claim still holds it. False if somebody else has settled it. */
export async function finish(
  { row }: Claim,
  to: RestoreState,
  { doer, result }: { doer: Doer; result: RestoreResult },
): Promise<boolean> {
  return await withRequest(row.id, async ({ tx, row: current }) => {
    if (current.state !== "executing" || current.fence !== row.fence) return false;
    const set = { result, leaseUntil: null };
    await transition(tx, current, to, { doer, says: result.says, set });
    return true;
  });
}

/** Takes over an execution whose lease has ended: its process died, or lost sight of AWS. */
export async function takeOver(id: string, leaseMs = LEASE_MS): Promise<RestoreRow | undefined> {
  const { db } = await database();
  const [row] = await db
    .update(restoreRequests)
    .set({ fence: sql`${restoreRequests.fence} + 1`, leaseUntil: leaseEnd(leaseMs) })
    .where(and(eq(restoreRequests.id, id), isAbandoned))
    .returning();
  return row;
}

/** Gives a taken-over execution free again: this look told nothing, the next one may. */
export async function release({ id, fence }: Pick<RestoreRow, "id" | "fence">): Promise<void> {
  const { db } = await database();
  const { state } = restoreRequests;
  await db
    .update(restoreRequests)
    .set({ leaseUntil: sql`clock_timestamp()` as unknown as Date })
    .where(
      and(eq(restoreRequests.id, id), eq(state, "executing"), eq(restoreRequests.fence, fence)),
    );
}

/** Executions that nobody holds any more, oldest first. */
export async function abandoned(): Promise<Pick<RestoreRow, "id" | "secretArn">[]> {
  const { db } = await database();
  return await db
    .select({ id: restoreRequests.id, secretArn: restoreRequests.secretArn })
    .from(restoreRequests)
    .where(isAbandoned)
    .orderBy(restoreRequests.createdAt)
    .limit(50);
}

const isAbandoned = and(
  eq(restoreRequests.state, "executing"),
  lt(restoreRequests.leaseUntil, sql`clock_timestamp()`),
);

/** Everybody whose approval counts still has it, as their newest sign-in tells. */
async function isStillAuthorised({ tx, row, votes }: Locked): Promise<boolean> {
  const counted = votes.filter(
    ({ decision, digest }) => decision === "approve" && digest === row.digest,
  );
  const people = counted.map(approverOf);
  if (people.length === 0) return false;
  const isThem = people.map(({ issuer, subject }) =>
    and(eq(sessions.issuer, issuer), eq(sessions.subject, subject)),
  );
  const newest = await tx
    .selectDistinctOn([sessions.issuer, sessions.subject])
    .from(sessions)
    .where(or(...isThem))
    .orderBy(sessions.issuer, sessions.subject, desc(sessions.startedAt));
  const still = newest.flatMap(({ issuer, subject, roles, groups }) =>
    roles.includes("approver") ? [{ issuer, subject, groups }] : [],
  );
  return isComplete(progressOf(row.steps, still));
}

function leaseEnd(leaseMs: number): Date {
  return sql`clock_timestamp() + ${leaseMs} * interval '1 millisecond'` as unknown as Date;
}

/** Whether any request is live for one of these secrets; by ARN. */
export async function liveRequestsOf(
  arns: readonly string[],
): Promise<Map<string, { id: string; state: RestoreState; requesterName: string }>> {
  if (arns.length === 0) return new Map();
  const { db } = await database();
  const { id, state, requesterName, secretArn } = restoreRequests;
  const rows = await db
    .select({ id, state, requesterName, secretArn })
    .from(restoreRequests)
    .where(
      and(
        inArray(secretArn, [...arns]),
        inArray(state, ["pending", "approved", "break-glass", "executing"]),
      ),
    );
  return new Map(rows.map(({ secretArn: arn, ...row }) => [arn, row]));
}
