import { ConfigError, config } from "@/lib/config";
import { database } from "@/lib/db/client";
import { ledgerState } from "@/lib/db/ledger-state";
import { SchemaError } from "@/lib/db/up-to-date";
import { startJobs } from "@/lib/jobs";
import { log } from "@/lib/log";

/** The signals that ask a server to end. */
const ends = ["SIGTERM", "SIGINT"] as const;

/**
 * Checks settings, database and ledger, then starts the jobs. Next would stay up and answer 500
 * to everything after a failed start; this ends the process and says why.
 */
export async function start(): Promise<void> {
  try {
    config();
    await database();
    await ledgerState();
  } catch (error) {
    process.stderr.write(`Strongroom cannot start. ${wordsOf(error)}\n`);
    process.exit(1);
  }
  const endJobs = startJobs();
  for (const signal of ends) {
    process.once(signal, () => {
      endJobs().catch((error: unknown) => log("warn", "The jobs did not end well", { error }));
    });
  }
}

/** A driver's message may quote the address with its password: only our own words pass. */
function wordsOf(error: unknown): string {
  if (error instanceof ConfigError || error instanceof SchemaError) return error.message;
  log("fatal", "The start failed", { error });
  return "The database does not answer: check DATABASE_URL and the server it names.";
}
