import "server-only";
import { and, eq, inArray, lt, ne, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import type { OperationName } from "@/lib/domain/operations";
import type { Person } from "@/lib/domain/role";
import { database } from "./client";
import { ledgerEntries } from "./schema";

/**
 * How often a person tried to take a value in the last `minutes`, counted in the ledger up to an
 * attempt of their own. Refusals do not count; an attempt without an outcome does.
 */
export async function valuesGivenBefore(
  seq: number,
  { issuer, subject }: Person,
  names: OperationName[],
  minutes: number,
): Promise<number> {
  const { db } = await database();
  const outcomes = alias(ledgerEntries, "outcomes");
  const wasRefused = db
    .select({ one: sql`1` })
    .from(outcomes)
    .where(and(eq(outcomes.attempt, ledgerEntries.seq), eq(outcomes.result, "refused")));
  return await db.$count(
    ledgerEntries,
    and(
      eq(ledgerEntries.issuer, issuer),
      eq(ledgerEntries.subject, subject),
      lt(ledgerEntries.seq, seq),
      ne(ledgerEntries.kind, "outcome"),
      inArray(ledgerEntries.operation, names),
      sql`${ledgerEntries.at} > clock_timestamp() - make_interval(mins => ${minutes})`,
      sql`NOT EXISTS ${wasRefused}`,
    ),
  );
}
