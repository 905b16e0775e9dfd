import "server-only";
import { and, asc, eq, gt, lt, notExists, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import type { AttemptRef } from "@/lib/domain/ledger";
import { database } from "./client";
import { ledgerEntries } from "./schema";

/**
 * Attempts without an outcome that are older than `ageMs` by the database's clock, oldest first:
 * whoever made them has died, or could not record how they ended.
 */
export async function openAttempts(
  ageMs: number,
  afterSeq = 0,
  limit = 500,
): Promise<AttemptRef[]> {
  const { db } = await database();
  const outcomes = alias(ledgerEntries, "outcomes");
  const { seq, id, kind, at } = ledgerEntries;
  const isOld = lt(at, sql`clock_timestamp() - ${ageMs} * interval '1 millisecond'`);
  const hasOutcome = db.select({ one: sql`1` }).from(outcomes).where(eq(outcomes.attempt, seq));
  return await db
    .select({ seq, id })
    .from(ledgerEntries)
    .where(and(eq(kind, "attempt"), gt(seq, afterSeq), isOld, notExists(hasOutcome)))
    .orderBy(asc(seq))
    .limit(limit);
}
