import { countOf, formatUsd } from "@/components/ui/money";
import type { PriceSheet } from "@/lib/domain/prices";
import { sumUsd, times, usdOf, usdText } from "@/lib/domain/usd";
import type { NewSecretState } from "./new-secret-state";

const CALLS = 10_000;

const sourceWords: Record<PriceSheet["source"], string> = {
  settings: "Prices from this console's settings",
  "price list api": "Public prices from AWS's Price List API",
  "built-in table": "Public list prices",
};

/** What AWS would charge, said before the click; the same prices as on the page of costs. */
export function Price({ state, sheets }: { state: NewSecretState; sheets: readonly PriceSheet[] }) {
  const regions = [state.region, ...Object.keys(state.replicas)];
  const known = regions.flatMap((region) => sheets.find((sheet) => sheet.region === region) ?? []);
  const [own] = known;
  const month = known.map(({ secretMonthUsd }) => usdOf(secretMonthUsd));
  const keys = [state.kmsKeyId, ...Object.values(state.replicas)].filter(Boolean).length;
  const copies = regions.length - 1;
  return (
    <p className="max-w-prose text-table">
      {!own || known.length < regions.length ? (
        "No price is known for one of these Regions."
      ) : (
        <>
          Estimate: <strong className="tabular">{formatUsd(usdText(sumUsd(month)))}</strong> a month
          for one secret{copies > 0 && ` and ${countOf(copies, "replica")}`}, by the hour from now
          on, and {formatUsd(usdText(times(usdOf(own.callUsd), CALLS)))} for each{" "}
          {CALLS.toLocaleString("en")} calls.
        </>
      )}{" "}
      <span className="text-ink-2">
        {own && `${sourceWords[own.source]} of ${own.since}; taxes are not in them.`}
        {keys > 0 && " Requests to a customer key are charged by KMS."}
      </span>
    </p>
  );
}
