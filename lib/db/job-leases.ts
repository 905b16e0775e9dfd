import "server-only";
import { eq, lt, or, sql } from "drizzle-orm";
import { database } from "./client";
import { jobLeases } from "./schema";

/**
 * Takes or renews the right to run a job. True for one holder at a time, by the database's clock;
 * a holder that does not come back loses it after `leaseMs`.
 */
export async function takeLease(name: string, holder: string, leaseMs: number): Promise<boolean> {
  const { db } = await database();
  const leasedUntil = sql`clock_timestamp() + ${leaseMs} * interval '1 millisecond'`;
  const taken = await db
    .insert(jobLeases)
    .values({ name, holder, leasedUntil })
    .onConflictDoUpdate({
      target: jobLeases.name,
      set: { holder, leasedUntil },
      setWhere: or(lt(jobLeases.leasedUntil, sql`clock_timestamp()`), eq(jobLeases.holder, holder)),
    })
    .returning({ name: jobLeases.name });
  return taken.length > 0;
}
