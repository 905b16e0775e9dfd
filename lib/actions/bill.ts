"use server";

import { askBill as ask } from "@/lib/costs/bill";
import { NoInput } from "@/lib/domain/session";
import { guard } from "@/lib/entry/guard";

/**
 * Asks Cost Explorer what AWS billed, at AWS's price for the question; the costs page shows the
 * answer. Recorded, since it spends money.
 */
export const askBill = guard("costs.ask-bill", {
  input: NoInput,
  run: async ({ aws, now }) => {
    await ask(aws, now);
    return { askedAt: now.toISOString() };
  },
});
