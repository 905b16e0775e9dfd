import "server-only";
import { and, desc, lt, lte } from "drizzle-orm";
import { NO_HASH } from "./chain";
import { type Db, database } from "./client";
import { checkpointsAfter, entriesAfter, type LedgerHead, readHead } from "./ledger-rows";
import { ledgerEntries } from "./schema";
import type { StoredEntry } from "./verify-chain";

export interface ChainEnd {
  seq: number;
  hash: string;
}

/** A stretch of the chain: everything after `from`, up to `to`, as of `head`. */
export interface LedgerStretch {
  logId: string;
  /** The entry before the first one. */
  from: ChainEnd;
  to: ChainEnd;
  head: ChainEnd;
}

/** The entries between two moments, the first included; times in a chain never run backwards. */
export async function stretchBetween(from: Date, end: Date): Promise<LedgerStretch> {
  const { db } = await database();
  const head = await readHead(db);
  if (!head) throw new Error("The ledger has no recorded end");
  const { logId, seq, hash } = head;
  const before = await lastBefore(db, from, head);
  return { logId, head: { seq, hash }, from: before, to: await lastBefore(db, end, head) };
}

async function lastBefore(db: Db, moment: Date, head: LedgerHead): Promise<ChainEnd> {
  const { seq, hash, at } = ledgerEntries;
  const [last] = await db
    .select({ seq, hash })
    .from(ledgerEntries)
    .where(and(lt(at, moment), lte(seq, head.seq)))
    .orderBy(desc(seq))
    .limit(1);
  return last ?? { seq: 0, hash: NO_HASH };
}

/** The entries of a stretch, in order. */
export async function* entriesOf({ from, to }: LedgerStretch): AsyncGenerator<StoredEntry[]> {
  const { db } = await database();
  if (to.seq <= from.seq) return;
  for await (const batch of entriesAfter(db, from.seq)) {
    yield batch.filter(({ seq }) => seq <= to.seq);
    if ((batch.at(-1)?.seq ?? 0) >= to.seq) return;
  }
}

/** The checkpoints about entries of a stretch, as they were signed. */
export async function* checkpointsOf({ from, to }: LedgerStretch) {
  const { db } = await database();
  for await (const batch of checkpointsAfter(db, 0)) {
    for (const { seq, canonical, signature } of batch) {
      if (seq > to.seq) return;
      if (seq > from.seq) yield { canonical, signature };
    }
  }
}
