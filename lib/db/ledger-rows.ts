import "server-only";
import { asc, desc, gt, sql } from "drizzle-orm";
import type { SignedCheckpoint } from "./checkpoint";
import type { Db } from "./client";
import { ledgerCheckpoints, ledgerEntries, ledgerHead } from "./schema";
import type { StoredEntry } from "./verify-chain";

/** Rows per query: enough to be quick, few enough for memory. */
const BATCH = 2_000;

export interface LedgerHead {
  logId: string;
  seq: number;
  hash: string;
}

/** Where the chain ends; nothing if somebody removed that row. */
export async function readHead(db: Pick<Db, "select">): Promise<LedgerHead | undefined> {
  const { logId, seq, hash } = ledgerHead;
  const [head] = await db.select({ logId, seq, hash }).from(ledgerHead);
  return head;
}

/** Entries after `seq` in their order, in batches. Entries appended meanwhile come along. */
export async function* entriesAfter(
  db: Pick<Db, "select">,
  seq: number,
): AsyncGenerator<StoredEntry[]> {
  const read = (after: number) =>
    db
      .select()
      .from(ledgerEntries)
      .where(gt(ledgerEntries.seq, after))
      .orderBy(asc(ledgerEntries.seq))
      .limit(BATCH)
      .then((rows) => rows.map((row) => ({ ...row, at: row.at.toISOString() })));
  for (let after = seq; ; ) {
    const rows = await read(after);
    const last = rows.at(-1);
    if (!last) return;
    yield rows;
    after = last.seq;
  }
}

/** A checkpoint as it is stored, its plain columns included. */
export interface StoredCheckpoint extends SignedCheckpoint {
  number: number;
  seq: number;
  hash: string;
}

export async function newestCheckpoint(
  db: Pick<Db, "select">,
): Promise<StoredCheckpoint | undefined> {
  const [row] = await db
    .select()
    .from(ledgerCheckpoints)
    .orderBy(desc(ledgerCheckpoints.number))
    .limit(1);
  return row;
}

export async function* checkpointsAfter(
  db: Pick<Db, "select">,
  number: number,
): AsyncGenerator<StoredCheckpoint[]> {
  for (let after = number; ; ) {
    const rows = await db
      .select()
      .from(ledgerCheckpoints)
      .where(gt(ledgerCheckpoints.number, after))
      .orderBy(asc(ledgerCheckpoints.number))
      .limit(BATCH);
    const last = rows.at(-1);
    if (!last) return;
    yield rows;
    after = last.number;
  }
}

/** Adds a checkpoint; false if another process has just written that number. */
export async function insertCheckpoint(
  db: Pick<Db, "insert">,
  row: StoredCheckpoint & { at: Date },
): Promise<boolean> {
  const written = await db
    .insert(ledgerCheckpoints)
    .values(row)
    .onConflictDoNothing()
    .returning({ number: ledgerCheckpoints.number });
  return written.length > 0;
}

/** The database's own time: checkpoints and entries must agree on the clock. */
export async function databaseTime(db: Pick<Db, "execute">): Promise<Date> {
  const found = await db.execute<{ now: Date }>(
    sql`SELECT date_trunc('milliseconds', clock_timestamp()) AS now`,
  );
  return new Date(found.rows[0]?.now ?? Number.NaN);
}
