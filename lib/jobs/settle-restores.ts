import "server-only";
import { observerSecrets } from "@/lib/aws/observer";
import { settleAbandoned } from "@/lib/restores/settle";
import type { Job } from "./job";

/**
 * Settles restores whose process died, by a look under the account's observer role. Accounts
 * without one are settled when the next person looks at requests, under that person's role.
 */
export const settleRestores: Job = {
  name: "settle-restores",
  everyMs: 30_000,
  run: async () => {
    await settleAbandoned(observerSecrets);
  },
};
