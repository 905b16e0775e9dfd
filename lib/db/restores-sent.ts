import "server-only";
import { and, gte, inArray, isNotNull } from "drizzle-orm";
import type { SentRestore } from "@/lib/domain/controls";
import { type RestoreState, restoreStates } from "@/lib/domain/restore-request";
import { database } from "./client";
import { restoreRequests } from "./schema";

/** Nothing was ever sent to AWS in these states, so the index over states leaves them out. */
const neverSent: readonly RestoreState[] = ["pending", "denied", "withdrawn"];
const states = restoreStates.filter((state) => !neverSent.includes(state));

/** Requests made since a moment whose RestoreSecret was sent. */
export async function restoresSentSince(from: Date): Promise<SentRestore[]> {
  const { db } = await database();
  const {
    id,
    secretArn: arn,
    sentAt,
    result,
    requesterName,
    brokenBy,
    brokenReason,
  } = restoreRequests;
  const rows = await db
    .select({ id, arn, sentAt, result, requesterName, brokenBy, brokenReason })
    .from(restoreRequests)
    .where(
      and(
        inArray(restoreRequests.state, states),
        gte(restoreRequests.createdAt, from),
        isNotNull(sentAt),
      ),
    );
  return rows.map(({ sentAt: sent, result: answer, brokenBy: by, brokenReason: why, ...row }) => ({
    ...row,
    sentMs: sent?.getTime() ?? 0,
    awsRequestIds: answer?.awsRequestIds ?? [],
    brokenBy: by ?? undefined,
    brokenReason: why ?? undefined,
  }));
}
