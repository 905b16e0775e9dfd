import "server-only";
import { and, eq, inArray, lt, ne, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import type { OperationName } from "@/lib/domain/operations";
import type { Person } from "@/lib/domain/role";
import { database } from "./client";
import { ledgerEntries } from "./schema";

/** How many values a person tried to take. */
export interface ValuesGiven {
  inTenMinutes: number;
  inADay: number;
}

/**
 * How often a person tried to take a value of late, counted in the ledger up to an attempt of
 * their own. Refusals do not count; an attempt without an outcome does.
 */
export async function valuesGivenBefore(
  seq: number,
  { issuer, subject }: Person,
  names: OperationName[],
): Promise<ValuesGiven> {
  const { db } = await database();
  const outcomes = alias(ledgerEntries, "outcomes");
  const wasRefused = db
    .select({ one: sql`1` })
    .from(outcomes)
    .where(and(eq(outcomes.attempt, ledgerEntries.seq), eq(outcomes.result, "refused")));
  const { at } = ledgerEntries;
  const [given] = await db
    .select({
      inTenMinutes:
        sql`count(*) filter (where ${at} > clock_timestamp() - interval '10 minutes')`.mapWith(
          Number,
        ),
      inADay: sql`count(*)`.mapWith(Number),
    })
    .from(ledgerEntries)
    .where(
      and(
        eq(ledgerEntries.issuer, issuer),
        eq(ledgerEntries.subject, subject),
        lt(ledgerEntries.seq, seq),
        ne(ledgerEntries.kind, "outcome"),
        inArray(ledgerEntries.operation, names),
        sql`${at} > clock_timestamp() - interval '1 day'`,
        sql`NOT EXISTS ${wasRefused}`,
      ),
    );
  if (!given) throw new Error("the ledger did not answer");
  return given;
}
