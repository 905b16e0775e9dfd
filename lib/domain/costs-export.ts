import { stringify } from "csv-stringify/sync";
import { z } from "zod";
import { type CostsPage, CostsQuery } from "./costs";

/** The page's question and the format to answer it in. */
export const CostsExportQuery = CostsQuery.extend({
  format: z.enum(["csv", "json"]).default("csv"),
});

/** The figures of the costs page as one table: section, item, measure, value, unit, note. */
export function costsCsv(page: CostsPage, madeBy: string): string {
  const head = [
    "Strongroom: what secrets of AWS Secrets Manager cost. Estimate, not the bill.",
    `Made at ${page.madeAt} (UTC) by ${madeBy}; months are UTC, amounts US dollars`,
    `${page.isPartial ? "at least " : ""}${page.listed} secrets and replicas listed`,
    ...(page.isPartial ? ["INCOMPLETE: not every Region had answered completely"] : []),
    ...page.prices.sheets.map(
      ({ region, secretMonthUsd, callUsd, source, since }) =>
        `Prices in ${region}: ${secretMonthUsd} a secret-month, ${callUsd} a call, from ${source}, since ${since}`,
    ),
    ...page.usage.sources.map(
      ({ accountName, region, source }) => `Calls in ${accountName} ${region}: from ${source}`,
    ),
  ];
  const rows = [
    ...months(page),
    ...billed(page),
    ...split(page),
    ...calls(page),
    ...savings(page),
    ...own(page),
  ];
  const options = { escape_formulas: true, record_delimiter: "windows" } as const;
  return (
    stringify(
      head.map((line) => [`# ${line.replace(/[\r\n]+/g, " ")}`]),
      options,
    ) + stringify([["section", "item", "measure", "value", "unit", "note"], ...rows], options)
  );
}

type Row = [string, string, string, string | number, string, string];

function months({ overTime }: CostsPage): Row[] {
  return overTime.flatMap(({ month, amounts, isForecast, isAtLeast }) => {
    const notes = [isForecast && "forecast", isAtLeast && "at least"].filter(Boolean).join(", ");
    return Object.entries(amounts).map(
      ([part, usd]): Row => ["month", month, part, usd, "USD", notes],
    );
  });
}

/** Only what somebody has asked Cost Explorer for. */
function billed({ bill }: CostsPage): Row[] {
  return bill.months.flatMap(({ month, storage, calls: callUsd, total, isEstimated }): Row[] => {
    const note = `billed by AWS${isEstimated ? ", not final" : ""}`;
    return [
      ["billed", month, "storage", storage, "USD", note],
      ["billed", month, "calls", callUsd, "USD", note],
      ["billed", month, "total", total, "USD", note],
    ];
  });
}

function split({ split: { by, tag, parts }, month }: CostsPage): Row[] {
  const section = `${month} by ${by === "tag" ? `tag ${tag}` : by}`;
  return parts.flatMap(({ says, kind, count, storage, replicas, calls: callUsd, total }): Row[] => [
    [section, says, "secrets and replicas", count, "count", kind],
    [section, says, "secrets", storage, "USD", kind],
    [section, says, "replicas", replicas, "USD", kind],
    ...(callUsd === undefined ? [] : [[section, says, "calls", callUsd, "USD", kind] as Row]),
    [section, says, "total", total, "USD", kind],
  ]);
}

function calls({ usage, month }: CostsPage): Row[] {
  const sample = usage.window ? `sample ${usage.window.from} to ${usage.window.to}` : "";
  return [
    ...usage.byOperation.map(
      ({ operation, calls: count }): Row => [
        `calls ${month}`,
        operation,
        "calls",
        count,
        "count",
        "",
      ],
    ),
    ...usage.callers.map(
      (one): Row => ["callers", one.says, "calls", one.calls, "count", `at least; ${sample}`],
    ),
    ...usage.secrets.map(
      (one): Row => [
        "secrets",
        one.arn ?? one.says,
        "calls",
        one.calls,
        "count",
        `at least; ${sample}`,
      ],
    ),
  ];
}

function savings(page: CostsPage): Row[] {
  return page.savings.map(
    ({ says, yearlyUsd, evidence, count }): Row => [
      "savings",
      says,
      `a year, ${count} secrets`,
      yearlyUsd,
      "USD",
      evidence,
    ],
  );
}

function own({ own: { byOperation } }: CostsPage): Row[] {
  return byOperation.map(
    ({ says, calls: count, usd }): Row => [
      "this console, month",
      says,
      `${count} calls`,
      usd,
      "USD",
      "",
    ],
  );
}
