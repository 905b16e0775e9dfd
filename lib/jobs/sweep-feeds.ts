import "server-only";
import { sweepFeeds } from "@/lib/calendar/sweep";
import type { Job } from "./job";

/** Removes calendar addresses that ended, and what was stored for nobody else. */
export const sweepFeedsJob: Job = {
  name: "sweep-feeds",
  everyMs: 15 * 60_000,
  run: sweepFeeds,
};
