import "server-only";
import { costsPage } from "@/lib/costs/costs-page";
import { CostsExportQuery, costsCsv } from "@/lib/domain/costs-export";
import { guard } from "@/lib/entry/guard";

/** The figures of the costs page as a file, as they are known now. */
export const costsExport = guard("costs.export", {
  input: CostsExportQuery,
  // The filter stays out of the ledger: people paste all kinds of things into a search.
  subject: ({ format }) => `costs as ${format}`,
  run: async ({ aws, session, now }, { format, ...query }) => {
    const page = await costsPage(aws, session, query, now);
    const text =
      format === "csv"
        ? costsCsv(page, session.person.displayName)
        : `${JSON.stringify(page, null, 2)}\n`;
    const type = format === "csv" ? "text/csv" : "application/json";
    const name = `strongroom-costs-${now.toISOString().replace(/[:.]/g, "-")}.${format}`;
    return { name, type: `${type}; charset=utf-8`, text };
  },
});
