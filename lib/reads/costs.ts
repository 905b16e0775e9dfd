import "server-only";
import { costsPage } from "@/lib/costs/costs-page";
import { CostsQuery } from "@/lib/domain/costs";
import { guard } from "@/lib/entry/guard";

/**
 * What secrets cost, who causes it, what could be saved, and what this console itself spends.
 * Answers with what is known so far; while `isListing` or `isReading`, ask again.
 */
export const costs = guard("costs.view", {
  input: CostsQuery,
  run: ({ aws, session, now }, query) => costsPage(aws, session, query, now),
});
