import "server-only";
import { deleteEndedSessions } from "@/lib/db/sessions";
import type { Job } from "./job";

/** Removes rows of sessions that ended a day ago; what happened in them stays in the ledger. */
export const sweepSessions: Job = {
  name: "sweep-sessions",
  everyMs: 15 * 60_000,
  run: async () => {
    await deleteEndedSessions();
  },
};
