import "server-only";
import { flushMeter } from "@/lib/costs/own-calls";
import type { Job } from "./job";

/** Stores the console's own calls in batches: a row an hour and kind, not one a call. */
export const flushMeterJob: Job = {
  name: "flush-meter",
  everyMs: 10_000,
  run: () => flushMeter(new Date()),
};
