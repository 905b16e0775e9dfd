import "server-only";
import { asc, gte, inArray } from "drizzle-orm";
import type { SeenDeletion } from "@/lib/domain/deletion-clock";
import { database } from "./client";
import { deletionsSeen } from "./schema";

/** Keeps what DeleteSecret answered to this console; the same answer twice is kept once. */
export async function noteDeletion(seen: SeenDeletion): Promise<void> {
  const { db } = await database();
  await db
    .insert(deletionsSeen)
    .values({
      secretArn: seen.arn,
      requestedAt: new Date(seen.requestedAt),
      purgeNotBefore: new Date(seen.purgeNotBefore),
      windowDays: seen.windowDays,
      requestedBy: seen.by,
    })
    .onConflictDoNothing();
}

/** The newest answer seen for each of these secrets. */
export async function deletionsSeenOf(
  arns: readonly string[],
): Promise<ReadonlyMap<string, SeenDeletion>> {
  if (arns.length === 0) return new Map();
  const { db } = await database();
  const rows = await db
    .select()
    .from(deletionsSeen)
    .where(inArray(deletionsSeen.secretArn, [...arns]))
    .orderBy(asc(deletionsSeen.requestedAt));
  return new Map(rows.map((row) => [row.secretArn, seenOf(row)]));
}

/** The answers whose purge still lies ahead of a moment, oldest request first. */
export async function deletionsSeenAheadOf(moment: Date): Promise<SeenDeletion[]> {
  const { db } = await database();
  const rows = await db
    .select()
    .from(deletionsSeen)
    .where(gte(deletionsSeen.purgeNotBefore, moment))
    .orderBy(asc(deletionsSeen.requestedAt));
  return rows.map(seenOf);
}

function seenOf(row: typeof deletionsSeen.$inferSelect): SeenDeletion {
  return {
    arn: row.secretArn,
    requestedAt: row.requestedAt.toISOString(),
    purgeNotBefore: row.purgeNotBefore.toISOString(),
    windowDays: row.windowDays,
    by: row.requestedBy,
  };
}
