import "server-only";
import { writeCheckpoint } from "@/lib/db/ledger-state";
import { log } from "@/lib/log";
import { checkpointLedger } from "./checkpoint-ledger";
import { collectTrailJob } from "./collect-trail";
import { deliverJob } from "./deliver";
import { expireRestores } from "./expire-restores";
import { flushMeterJob } from "./flush-meter";
import { schedule } from "./job";
import { observeListsJob } from "./observe-lists";
import { remindPurgesJob } from "./remind-purges";
import { settleLedgerJob } from "./settle-ledger";
import { settleRestores } from "./settle-restores";
import { sweepFeedsJob } from "./sweep-feeds";
import { sweepSessions } from "./sweep-sessions";

const jobs = [
  settleLedgerJob,
  checkpointLedger,
  sweepSessions,
  sweepFeedsJob,
  flushMeterJob,
  collectTrailJob,
  observeListsJob,
  expireRestores,
  settleRestores,
  remindPurgesJob,
  deliverJob,
];

/** Starts the console's own work. The answer ends it, counts the last calls and signs where the ledger stood. */
export function startJobs(): () => Promise<void> {
  const ends = jobs.map(schedule);
  return async () => {
    await Promise.all(ends.map((end) => end()));
    await flushMeterJob
      .run()
      .catch((error: unknown) => log("warn", "The last calls were not counted", { error }));
    await writeCheckpoint().catch((error: unknown) =>
      log("warn", "No checkpoint at the end", { error }),
    );
  };
}
