import "server-only";
import { stringify } from "csv-stringify/sync";
import { RotationQuery, standingWords } from "@/lib/domain/rotation-page";
import { guard } from "@/lib/entry/guard";
import { lookAtEstate } from "@/lib/inventory/estates";
import { planOf } from "./rotation";

/** Windows that one file holds at most. */
const ROWS_MAX = 20_000;

/** The windows of the shown days as CSV, under the page's filters. Recorded before it is made. */
export const rotationExport = guard("rotation.export", {
  input: RotationQuery,
  subject: ({ view }) => `rotation windows, ${view}`,
  run: async ({ aws, session, now }, query) => {
    const estate = lookAtEstate(aws);
    await estate.firstRows();
    const plan = await planOf(estate, { ...query, offset: 0 }, now, ROWS_MAX);
    const { places } = await estate.summary();
    const head = [
      "Strongroom: rotation windows; AWS rotates some time in each, if all before it succeed",
      `Made at ${now.toISOString()} (UTC) by ${session.person.displayName} in the role ${session.role}`,
      `From ${plan.from} to ${plan.to}; ${plan.windowCount} windows${plan.windowCount > plan.windows.length ? `, the first ${plan.windows.length} of them below` : ""}`,
      ...places
        .filter(({ state }) => state !== "listed")
        .map(({ accountName, region, state }) => `INCOMPLETE: ${accountName} ${region}: ${state}`),
    ];
    const rows = plan.windows.map((window) => [
      window.from,
      window.to,
      window.name,
      window.arn,
      window.accountName,
      window.region,
      standingWords(window.standing),
      window.functionName ?? "",
      window.owner ?? "",
      window.schedule ?? "",
      window.lastRotatedAt ?? "",
      window.marks.map(({ says }) => says).join("; "),
    ]);
    const columns =
      "not_before,not_after,name,arn,account,region,state,function,owner,schedule,last_rotated_at,watch";
    return {
      name: `strongroom-rotation-${plan.from.slice(0, 10)}.csv`,
      text: stringify([...head.map((line) => [`# ${line}`]), columns.split(","), ...rows], {
        escape_formulas: true,
        record_delimiter: "windows",
      }),
    };
  },
});
