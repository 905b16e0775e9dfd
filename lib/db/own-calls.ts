import "server-only";
import { gte, sql } from "drizzle-orm";
import type { OwnCalls } from "@/lib/domain/own-calls";
import { database } from "./client";
import { ownCalls } from "./schema";

/** Rows a statement: well below the protocol's 65,535 parameters. */
const ROWS_PER_INSERT = 1_000;

/** Adds a batch to what is stored, all of it or nothing. */
export async function storeOwnCalls(batch: readonly OwnCalls[]): Promise<void> {
  const { db } = await database();
  await db.transaction(async (tx) => {
    for (let from = 0; from < batch.length; from += ROWS_PER_INSERT) {
      const rows = batch
        .slice(from, from + ROWS_PER_INSERT)
        .map(({ hour, issuer = "", subject = "", ...rest }) => ({
          ...rest,
          hour: new Date(hour),
          issuer,
          subject,
        }));
      await tx
        .insert(ownCalls)
        .values(rows)
        .onConflictDoUpdate({
          target: [
            ownCalls.hour,
            ownCalls.issuer,
            ownCalls.subject,
            ownCalls.reason,
            ownCalls.service,
            ownCalls.operation,
            ownCalls.accountId,
            ownCalls.region,
            ownCalls.isBackground,
          ],
          set: { calls: sql`${ownCalls.calls} + excluded.calls` },
        });
    }
  });
}

/**
 * Calls since a moment, added up by day (`hour` is the day's first): at most a row a day, person,
 * reason, operation and place. What is shown is added up from these.
 */
export async function ownCallsSince(since: Date): Promise<OwnCalls[]> {
  const { db } = await database();
  const day = sql<Date>`date_trunc('day', ${ownCalls.hour} AT TIME ZONE 'UTC') AT TIME ZONE 'UTC'`;
  const keys = {
    issuer: ownCalls.issuer,
    subject: ownCalls.subject,
    reason: ownCalls.reason,
    service: ownCalls.service,
    operation: ownCalls.operation,
    accountId: ownCalls.accountId,
    region: ownCalls.region,
    isBackground: ownCalls.isBackground,
  };
  const rows = await db
    .select({ ...keys, day: day.mapWith(ownCalls.hour), calls: sql`sum(calls)`.mapWith(Number) })
    .from(ownCalls)
    .where(gte(ownCalls.hour, since))
    .groupBy(sql`1`, sql`2`, sql`3`, sql`4`, sql`5`, sql`6`, sql`7`, sql`8`, sql`9`);
  return rows.map(({ day: from, issuer, subject, ...rest }) => ({
    ...rest,
    hour: from.toISOString(),
    ...(issuer && { issuer }),
    ...(subject && { subject }),
  }));
}
