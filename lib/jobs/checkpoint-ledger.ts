import "server-only";
import { writeCheckpoint } from "@/lib/db/ledger-state";
import type { Job } from "./job";

/** Signs where the chain stands every minute, also when nothing happened: silence is provable. */
export const checkpointLedger: Job = {
  name: "checkpoint-ledger",
  everyMs: 60_000,
  run: async () => {
    await writeCheckpoint();
  },
};
