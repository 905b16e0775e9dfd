import "server-only";
import { writeCheckpoint } from "@/lib/db/ledger-state";
import { log } from "@/lib/log";
import { checkpointLedger } from "./checkpoint-ledger";
import { schedule } from "./job";
import { settleLedgerJob } from "./settle-ledger";
import { sweepSessions } from "./sweep-sessions";

const jobs = [settleLedgerJob, checkpointLedger, sweepSessions];

/** Starts the console's own work. The answer ends it and signs where the ledger stood. */
export function startJobs(): () => Promise<void> {
  const ends = jobs.map(schedule);
  return async () => {
    await Promise.all(ends.map((end) => end()));
    await writeCheckpoint().catch((error: unknown) =>
      log("warn", "No checkpoint at the end", { error }),
    );
  };
}
