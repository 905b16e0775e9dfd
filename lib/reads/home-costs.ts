import "server-only";
import { homeCosts } from "@/lib/costs/home-costs";
import { NoInput } from "@/lib/domain/session";
import { guard } from "@/lib/entry/guard";

/** The month's estimate for home, a read of its own so that its failure hides nothing else. */
export const costsOfMonth = guard("costs.view", {
  input: NoInput,
  run: ({ aws, now }) => homeCosts(aws, now),
});
