"use client";

import { PageTitle } from "@/components/console/page-title";
import { isAtLeast } from "@/components/inventory/at-least";
import { ListingSentence } from "@/components/inventory/listing-sentence";
import { TotalsStrip } from "@/components/inventory/totals-strip";
import { ButtonLink } from "@/components/ui/button";
import { FailureAlert } from "@/components/ui/failure-alert";
import { refreshInventory } from "@/lib/actions/inventory";
import { useRead } from "@/lib/browser/read";
import { useAction } from "@/lib/browser/use-action";
import { CostsPanel } from "./costs-panel";
import { DisappearingPanel } from "./disappearing-panel";
import { OutsidePanel } from "./outside-panel";
import { Places } from "./places";
import { RotationPanel } from "./rotation-panel";
import { SetupChecks } from "./setup-checks";
import { WaitingPanel } from "./waiting-panel";

/** The state of the estate without a click. Checks come first while one of them fails. */
export function Home() {
  const { data, error } = useRead("home", {});
  const refresh = useAction(refreshInventory);
  if (!data) return <PageTitle>Home</PageTitle>;
  const { window, setup } = data;
  const hasProblem = setup.some(({ state }) => state === "failed");
  return (
    <>
      <PageTitle
        below={
          <ListingSentence
            listing={window}
            onRefresh={() => refresh.run({})}
            isRefreshing={refresh.isPending}
          />
        }
        actions={
          <ButtonLink href="/inventory" look="primary">
            Open the inventory
          </ButtonLink>
        }
      >
        Home
      </PageTitle>
      <div className="flex flex-col gap-4">
        {error && <FailureAlert failure={error.failure} />}
        {refresh.failure && (
          <FailureAlert title="The lists were not refreshed." failure={refresh.failure} />
        )}
        <TotalsStrip
          totals={window.totals}
          isPartial={isAtLeast(window)}
          address={{ q: "", sort: "name", order: "asc" }}
        />
        {hasProblem && <SetupChecks checks={setup} />}
        <WaitingPanel />
        <DisappearingPanel />
        <RotationPanel />
        <OutsidePanel />
        <CostsPanel />
        <Places places={window.places} />
        {!hasProblem && <SetupChecks checks={setup} />}
      </div>
    </>
  );
}
