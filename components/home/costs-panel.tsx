"use client";

import Link from "next/link";
import { inventoryHref, monthWords } from "@/components/costs/words";
import { Badge } from "@/components/ui/badge";
import { FailureAlert } from "@/components/ui/failure-alert";
import { formatUsd } from "@/components/ui/money";
import { Panel } from "@/components/ui/table";
import { useRead } from "@/lib/browser/read";

/** What this month will cost, and what changed it most since the last. */
export function CostsPanel() {
  const { data, error } = useRead("costs-of-month", {});
  return (
    <Panel
      id="home-costs"
      title="Costs this month"
      aside={
        <Link
          href="/costs"
          className="inline-flex min-h-6 items-center rounded-control text-accent text-table hover:underline"
        >
          All costs
        </Link>
      }
    >
      <div className="flex min-h-20 flex-col justify-center gap-1 px-4 py-3 text-table">
        {error && <FailureAlert failure={error.failure} />}
        {!data && !error && <p className="text-ink-3">Adding up…</p>}
        {data && (
          <>
            <p>
              <span className="tabular font-semibold text-figure">
                {data.isPartial && (
                  <span className="font-normal text-caption text-ink-3">at least </span>
                )}
                {formatUsd(data.forecastUsd)}
              </span>{" "}
              <span className="text-ink-2">
                for {monthWords(data.month)}, estimate of storage and customer keys;{" "}
                {monthWords(data.lastMonth)} was {formatUsd(data.lastMonthUsd)}.
              </span>
            </p>
            <p className="text-ink-2">
              {data.change ? (
                <>
                  Changed most:{" "}
                  {data.change.filter ? (
                    <Link
                      prefetch={false}
                      href={inventoryHref(data.change.filter)}
                      className="inline-flex min-h-6 items-center rounded-control text-accent hover:underline"
                    >
                      {data.change.says}
                    </Link>
                  ) : (
                    data.change.says
                  )}
                  , {formatUsd(data.change.usd)} {data.change.isMore ? "more" : "less"}.
                </>
              ) : (
                "Nothing changed by a cent since."
              )}
            </p>
            {data.isSlowed && (
              <p>
                <Badge tone="warn">own calls over today's budget: background work is slowed</Badge>
              </p>
            )}
          </>
        )}
      </div>
    </Panel>
  );
}
