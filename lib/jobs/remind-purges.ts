import "server-only";
import { remindOfPurges } from "@/lib/deletions/remind";
import type { Job } from "./job";

/** Reminds of purges that come close; an event that was announced is not announced again. */
export const remindPurgesJob: Job = {
  name: "remind-purges",
  everyMs: 15 * 60_000,
  run: () => remindOfPurges(new Date()),
};
