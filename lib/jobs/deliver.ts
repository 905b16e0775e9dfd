import "server-only";
import { deliverAnnouncements } from "@/lib/notify/deliver";
import type { Job } from "./job";

/** Tells people what happened, apart from what made it happen: no request waits for a receiver. */
export const deliverJob: Job = {
  name: "deliver",
  everyMs: 5_000,
  run: () => deliverAnnouncements(),
};
