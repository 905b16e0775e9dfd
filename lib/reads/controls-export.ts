import "server-only";
import { stringify } from "csv-stringify/sync";
import { z } from "zod";
import { controlIds } from "@/lib/domain/control-settings";
import { guard } from "@/lib/entry/guard";
import { lookAtEstate } from "@/lib/inventory/estates";
import { assessed } from "./controls";

/** Lines that one file holds at most. */
const ROWS_MAX = 200_000;

/** One control with every verdict, or all of them with what is not a pass. */
const ControlsExportQuery = z.strictObject({ control: z.enum(controlIds).optional() });

/** The verdicts by secret as CSV, the summary of each control in front. Recorded before it is made. */
export const controlsExport = guard("controls.export", {
  input: ControlsExportQuery,
  subject: ({ control }) => `controls, ${control ?? "all"}`,
  run: async ({ aws, session, now }, { control }) => {
    const estate = lookAtEstate(aws);
    await estate.firstRows();
    const { results, secrets, summary } = await assessed(
      aws,
      estate,
      {
        isKept: (of, verdict) => (control ? of === control : verdict !== "pass"),
        most: ROWS_MAX,
      },
      now,
    );
    const head = [
      "Strongroom: controls over secrets of AWS Secrets Manager",
      `Made at ${now.toISOString()} (UTC) by ${session.person.displayName} in the role ${session.role}`,
      `${summary.isPartial ? "at least " : ""}${summary.listed} secrets and replicas listed`,
      ...summary.places
        .filter(({ state }) => state !== "listed")
        .map(({ accountName, region, state }) => `INCOMPLETE: ${accountName} ${region}: ${state}`),
      ...results
        .filter((one) => control === undefined || one.control === control)
        .map(
          ({ control: of, title, verdict, counts, reason = "" }) =>
            `${of} (${title}): ${verdict}; ${counts.pass} pass, ${counts.fail} fail, ${counts["not assessed"]} not assessed, ${counts.excepted} excepted. ${reason}`,
        ),
      ...(control ? [] : ["Below: what is not a pass. One control by itself has its passes too."]),
      ...(secrets.length === ROWS_MAX ? [`CUT: the first ${ROWS_MAX} lines`] : []),
    ];
    const rows = secrets.map((one) => [
      one.control,
      one.verdict,
      one.name,
      one.arn,
      one.accountId,
      one.region,
      one.reason,
    ]);
    return {
      name: `strongroom-controls-${now.toISOString().slice(0, 10)}.csv`,
      text: stringify(
        [
          ...head.map((line) => [`# ${line}`]),
          ["control", "verdict", "name", "arn", "account", "region", "reason"],
          ...rows,
        ],
        { escape_formulas: true, record_delimiter: "windows" },
      ),
    };
  },
});
