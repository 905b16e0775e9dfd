import "server-only";
import { FindQuery, type FoundSecrets } from "@/lib/domain/inventory-find";
import { guard } from "@/lib/entry/guard";
import { lookAtEstate } from "@/lib/inventory/estates";

/** Secrets for the palette, those whose name fits best first. */
export const find = guard("secret.find", {
  input: FindQuery,
  run: async ({ aws }, { q }): Promise<FoundSecrets> => {
    const estate = lookAtEstate(aws);
    await estate.firstRows();
    return await estate.find(q);
  },
});
