"use client";

import { PageTitle } from "@/components/console/page-title";
import { ListingSentence } from "@/components/inventory/listing-sentence";
import { DownloadButton } from "@/components/ui/download-button";
import { FailureAlert } from "@/components/ui/failure-alert";
import { refreshInventory } from "@/lib/actions/inventory";
import { useRead } from "@/lib/browser/read";
import { useAction } from "@/lib/browser/use-action";
import type { CostsQuery } from "@/lib/domain/costs";
import { writeCostsAddress } from "./address";
import { BillPanel } from "./bill-panel";
import { CostChart } from "./cost-chart";
import { OwnCallsPanel } from "./own-calls-panel";
import { PricesPanel } from "./prices-panel";
import { SavingsPanel } from "./savings-panel";
import { SplitPanel } from "./split-panel";
import { Totals } from "./totals";
import { UsagePanel } from "./usage-panel";
import { useCostsUrl } from "./use-costs-url";
import { WhatIfPanel } from "./what-if-panel";

/** What secrets cost, who causes it, what to save, and what this console itself spends. */
export function Costs() {
  const [query, change] = useCostsUrl();
  const { data: costs, error } = useRead("costs", query);
  const refresh = useAction(refreshInventory);
  if (!costs) {
    return (
      <>
        <PageTitle>Costs</PageTitle>
        {error && <FailureAlert failure={error.failure} />}
      </>
    );
  }
  return (
    <>
      <PageTitle
        below={
          <>
            <p>
              Estimate, in US dollars, by the hours that secrets were stored. All months are UTC.
            </p>
            <ListingSentence
              listing={costs}
              onRefresh={() => refresh.run({})}
              isRefreshing={refresh.isPending}
            />
          </>
        }
        actions={<Export query={query} />}
      >
        Costs
      </PageTitle>
      <div className="flex flex-col gap-4">
        {error && <FailureAlert failure={error.failure} />}
        {refresh.failure && (
          <FailureAlert title="The lists were not refreshed." failure={refresh.failure} />
        )}
        <Totals costs={costs} />
        <SplitPanel costs={costs} query={query} onChange={change} />
        <SavingsPanel costs={costs} />
        <UsagePanel costs={costs} query={query} onChange={change} />
        <CostChart months={costs.overTime} />
        <WhatIfPanel costs={costs} query={query} onChange={change} />
        <BillPanel bill={costs.bill} month={costs.month} />
        <OwnCallsPanel own={costs.own} />
        <PricesPanel costs={costs} />
      </div>
    </>
  );
}

function Export({ query }: { query: CostsQuery }) {
  const href = (format: string) => {
    const path = writeCostsAddress(query, "/api/export/costs");
    return `${path}${path.includes("?") ? "&" : "?"}format=${format}`;
  };
  return (
    <DownloadButton
      files={[
        { says: "These figures as CSV", href: href("csv") },
        { says: "These figures as JSON", href: href("json") },
      ]}
    />
  );
}
