import { countOf, formatUsd } from "@/components/ui/money";
import { monthOf } from "@/lib/domain/billing-month";
import { listPrices } from "@/lib/domain/prices";
import { sumUsd, usdText } from "@/lib/domain/usd";
import type { NewSecretState } from "./new-secret-state";

/** What AWS would charge, said before the click. */
export function Price({ state }: { state: NewSecretState }) {
  const regions = [state.region, ...Object.keys(state.replicas)];
  const month = monthOf(Date.now());
  const prices = regions.flatMap((region) => listPrices.of(region, month)?.secretMonth ?? []);
  const keys = [state.kmsKeyId, ...Object.values(state.replicas)].filter(Boolean).length;
  const copies = regions.length - 1;
  return (
    <p className="max-w-prose text-table">
      {prices.length < regions.length ? (
        "No price is known for one of these Regions."
      ) : (
        <>
          Estimate: <strong className="tabular">{formatUsd(usdText(sumUsd(prices)))}</strong> a
          month for one secret{copies > 0 && ` and ${countOf(copies, "replica")}`}, by the hour from
          now on, and $0.05 for each 10,000 calls.
        </>
      )}{" "}
      <span className="text-ink-2">
        Public list prices; discounts and taxes are not in them.
        {keys > 0 && " Requests to a customer key are charged by KMS."}
      </span>
    </p>
  );
}
