import type { ReactNode } from "react";
import { countOf, formatUsd } from "@/components/ui/money";
import type { CostsPage } from "@/lib/domain/costs";
import { parts } from "./parts-of-amounts";
import { monthWords } from "./words";

/** What it costs, in five figures; the forecast's parts stand below it. */
export function Totals({ costs }: { costs: CostsPage }) {
  const { soFar, forecast, counts, currentMonth } = costs;
  const month = monthWords(currentMonth);
  return (
    <dl
      aria-label="Totals"
      className="grid grid-cols-2 gap-px overflow-clip rounded-panel border bg-line shadow-soft cards:grid-cols-4 wide:grid-cols-7"
    >
      <Figure says={`${month} so far`} usd={soFar.total} isAtLeast={costs.isPartial} />
      <Figure says={`${month}, forecast`} usd={forecast.total} isAtLeast={costs.isPartial} strong />
      <Figure
        says="next 12 months, as it stands"
        usd={costs.nextYearUsd}
        isAtLeast={costs.isPartial}
      />
      {parts.map(({ key, says, look }) => (
        <Figure
          key={key}
          says={
            <>
              <span
                aria-hidden
                className={`mr-1 inline-block size-2 rounded-full bg-current ${look}`}
              />
              {says}, forecast
            </>
          }
          usd={forecast[key]}
          isAtLeast={costs.isPartial}
          below={belowOf(key, counts)}
        />
      ))}
    </dl>
  );
}

function belowOf(key: string, counts: CostsPage["counts"]): string | undefined {
  if (key === "secrets") return countOf(counts.secrets, "secret");
  if (key === "replicas") return countOf(counts.replicas, "replica");
  return key === "keys" ? countOf(counts.keys, "key") : undefined;
}

function Figure({
  says,
  usd,
  isAtLeast,
  below,
  strong,
}: {
  says: ReactNode;
  usd: string;
  isAtLeast: boolean;
  below?: string;
  strong?: boolean;
}) {
  return (
    <div
      className={`flex min-w-0 flex-col-reverse justify-end gap-0.5 px-4 py-2.5 last:col-span-2 wide:last:col-span-1 ${strong ? "bg-accent-soft" : "bg-panel"}`}
    >
      <dt className="text-caption text-ink-2">
        {says}
        {below && <span className="block text-ink-3">{below}</span>}
      </dt>
      <dd className="tabular font-semibold text-figure tracking-[-0.01em]">
        {isAtLeast && (
          <span className="font-normal text-caption text-ink-3 tracking-normal">at least </span>
        )}
        {formatUsd(usd)}
      </dd>
    </div>
  );
}
