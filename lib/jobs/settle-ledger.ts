import "server-only";
import { recordOutcome } from "@/lib/db/ledger";
import { openAttempts } from "@/lib/db/open-attempts";
import { log } from "@/lib/log";
import type { Job } from "./job";

/** Far longer than any operation may take, so that nobody is still about to record its outcome. */
export const SETTLE_AFTER_MS = 5 * 60_000;

/**
 * Gives every attempt that was left open the outcome "in doubt": AWS may have acted before the
 * console died, and only CloudTrail can tell. Answers how many it settled.
 */
export async function settleLedger(olderThanMs = SETTLE_AFTER_MS): Promise<number> {
  let settled = 0;
  for (let after = 0; ; ) {
    const open = await openAttempts(olderThanMs, after);
    for (const attempt of open) {
      await recordOutcome(attempt, { result: "in-doubt" });
      settled += 1;
      after = attempt.seq;
    }
    if (open.length === 0) break;
  }
  if (settled > 0)
    log("warn", "Attempts without an outcome were settled as in doubt", { count: settled });
  return settled;
}

export const settleLedgerJob: Job = {
  name: "settle-ledger",
  everyMs: 60_000,
  run: async () => {
    await settleLedger();
  },
};
