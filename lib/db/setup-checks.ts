import "server-only";
import { sql } from "drizzle-orm";
import { databaseSettings } from "@/lib/config";
import type { SetupCheck } from "@/lib/domain/session";
import { database } from "./client";
import { APP_ROLE } from "./grants";
import { ledgerState } from "./ledger-state";

/** The set-up checks of database and ledger, for home and for the health answer. Never throws. */
export async function databaseChecks(): Promise<SetupCheck[]> {
  try {
    await (await database()).db.execute(sql`SELECT 1`);
  } catch {
    const says = "The database does not answer, so nothing can be revealed or changed.";
    return [{ name: "database", state: "failed", says, fix: "Check DATABASE_URL and the server." }];
  }
  const found: SetupCheck[] = [{ name: "database", state: "ok", says: "The database answers." }];
  for (const check of [ledgerCheck, guardCheck, signingCheck]) {
    found.push(
      await check().catch(() => ({
        name: "ledger",
        state: "unknown" as const,
        says: "The ledger could not be checked.",
      })),
    );
  }
  return found;
}

async function ledgerCheck(): Promise<SetupCheck> {
  const state = await ledgerState();
  if (state.mode === "writing") {
    return { name: "ledger", state: "ok", says: "The ledger verifies up to its end." };
  }
  return {
    name: "ledger",
    state: "failed",
    says: `The ledger does not verify: ${state.finding.says} Nothing can be revealed or changed.`,
    fix: "Tell security, and run: npm run verify-ledger",
  };
}

/** Whether the database itself would refuse this login a change to the ledger. */
async function guardCheck(): Promise<SetupCheck> {
  const { db } = await database();
  const found = await db.execute<{ may: boolean }>(sql`
    SELECT has_table_privilege('ledger_entries', 'UPDATE')
      OR has_table_privilege('ledger_entries', 'DELETE')
      OR has_table_privilege('ledger_entries', 'TRUNCATE') AS may`);
  if (!found.rows[0]?.may) {
    return { name: "ledger guard", state: "ok", says: "This login can only add to the ledger." };
  }
  return {
    name: "ledger guard",
    state: "unknown",
    says: "This login owns the ledger's tables: triggers guard them, and checkpoints show changes.",
    fix: `Run migrations as the owner, and the console as a login that is only a member of ${APP_ROLE}.`,
  };
}

async function signingCheck(): Promise<SetupCheck> {
  const { signingKey, anchorFile } = databaseSettings().ledger;
  if (signingKey && anchorFile) {
    const says = "Checkpoints are signed and kept outside the database.";
    return { name: "ledger checkpoints", state: "ok", says };
  }
  return {
    name: "ledger checkpoints",
    state: "unknown",
    says: signingKey
      ? "Checkpoints are signed, but besides the database only the log keeps them."
      : "No checkpoints are signed, so a rewritten ledger could not be told from a true one.",
    fix: `Set ${signingKey ? "STRONGROOM_LEDGER_ANCHOR" : "STRONGROOM_LEDGER_KEY"}.`,
  };
}
