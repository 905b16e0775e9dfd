import "server-only";
import { and, desc, eq, lt, notInArray } from "drizzle-orm";
import type { LedgerEntry } from "@/lib/domain/ledger";
import { looks, type OperationName } from "@/lib/domain/operations";
import { database } from "./client";
import { ledgerEntries } from "./schema";

/** What a page of the ledger is limited to; each part narrows it. */
export interface LedgerFilter {
  /** A person is issuer and subject; an auditor leaves it out and sees everybody. */
  person?: { issuer: string; subject: string };
  operation?: OperationName;
  /** ARN or name, as it was recorded. */
  target?: string;
  /** Leaves out what auditors looked at. */
  actsOnly?: boolean;
  /** The smallest seq of the page above: entries appended meanwhile never shift a page. */
  before?: number;
}

/** One page of the ledger, newest first, from the bytes that were hashed. */
export async function ledgerPage(filter: LedgerFilter, limit = 50): Promise<LedgerEntry[]> {
  const { db } = await database();
  const { seq, hash, canonical, issuer, subject, operation, target } = ledgerEntries;
  const rows = await db
    .select({ seq, hash, canonical })
    .from(ledgerEntries)
    .where(
      and(
        filter.person && eq(issuer, filter.person.issuer),
        filter.person && eq(subject, filter.person.subject),
        filter.operation && eq(operation, filter.operation),
        filter.target === undefined ? undefined : eq(target, filter.target),
        filter.actsOnly ? notInArray(operation, looks) : undefined,
        filter.before === undefined ? undefined : lt(seq, filter.before),
      ),
    )
    .orderBy(desc(seq))
    .limit(limit);
  return rows.map((row) => ({ seq: row.seq, hash: row.hash, body: JSON.parse(row.canonical) }));
}
