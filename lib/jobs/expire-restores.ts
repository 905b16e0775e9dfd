import "server-only";
import { expireRequests } from "@/lib/db/restore-requests";
import type { Job } from "./job";

/** Ends restore requests whose time is over, also when nobody looks at them. */
export const expireRestores: Job = {
  name: "expire-restores",
  everyMs: 30_000,
  run: async () => {
    await expireRequests();
  },
};
