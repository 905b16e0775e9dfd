import "server-only";
import { ExportQuery, type InventoryExport } from "@/lib/domain/inventory-export";
import { guard } from "@/lib/entry/guard";
import { lookAtEstate } from "@/lib/inventory/estates";
import { csvOf, type ExportRow, jsonOf } from "@/lib/inventory/export";

/** An export waits this long for Regions that are still answering, then says what is missing. */
const COMPLETE_WITHIN_MS = 10_000;

const types = { csv: "text/csv; charset=utf-8", json: "application/json; charset=utf-8" } as const;

/** All rows of the current filter as a file, piece by piece. Recorded before the first piece. */
export const inventoryExport = guard("inventory.export", {
  input: ExportQuery,
  // The filter stays out of the ledger: people paste all kinds of things into a search.
  subject: ({ format }) => `inventory as ${format}`,
  run: async ({ aws, session, now }, query) => {
    const estate = lookAtEstate(aws);
    await estate.settledWithin(COMPLETE_WITHIN_MS);
    const { rows, findings, summary } = await estate.matches(query.q, query);
    const { listed, isPartial, places } = summary;
    const head: InventoryExport = {
      filter: query.q,
      sort: query.sort,
      order: query.order,
      findings,
      madeAt: now.toISOString(),
      madeBy: session.person.displayName,
      role: session.role,
      timeZone: "UTC",
      matching: rows.length,
      listed,
      isPartial,
      places,
    };
    const names = new Map(places.map(({ accountId, accountName }) => [accountId, accountName]));
    const words = function* (): Iterable<ExportRow> {
      for (const row of rows) {
        const accountName = names.get(row.accountId) ?? row.accountId;
        yield { ...estate.summaryOf(row, now), accountName };
      }
    };
    return {
      name: `strongroom-inventory-${now.toISOString().replace(/[:.]/g, "-")}.${query.format}`,
      type: types[query.format],
      text: query.format === "csv" ? csvOf(head, words()) : jsonOf(head, words()),
    };
  },
});
