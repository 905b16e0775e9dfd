import "server-only";
import { sql } from "drizzle-orm";
import { database } from "./client";

/** Rejects if the connections that append to the ledger do not reach the end of its chain. */
export async function ledgerAnswers(): Promise<void> {
  const { appends } = await database();
  const { rows } = await appends.execute(sql`SELECT seq FROM ledger_head`);
  if (rows.length !== 1) throw new Error("the ledger has no head");
}
