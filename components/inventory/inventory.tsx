"use client";

import { Plus } from "lucide-react";
import { useEffect, useState } from "react";
import { PageTitle } from "@/components/console/page-title";
import { ButtonLink } from "@/components/ui/button";
import { FailureAlert } from "@/components/ui/failure-alert";
import { Kbd } from "@/components/ui/kbd";
import { formatCount, formatUsd } from "@/components/ui/money";
import { Skeleton } from "@/components/ui/skeleton";
import { refreshInventory } from "@/lib/actions/inventory";
import { usePreferences } from "@/lib/browser/preferences";
import { useRead } from "@/lib/browser/read";
import { fetchOffset } from "@/lib/browser/row-window";
import { useAction } from "@/lib/browser/use-action";
import type { InventoryWindow } from "@/lib/domain/inventory";
import { inventoryInput } from "./address";
import { isAtLeast } from "./at-least";
import { EmptyInventory } from "./empty-inventory";
import { FilterBar } from "./filter-bar";
import { GoToName } from "./go-to-name";
import { ExportButton, SaveViewButton, ViewButton } from "./inventory-tools";
import { ListingSentence } from "./listing-sentence";
import { SecretTable } from "./secret-table";
import { SelectionBar } from "./selection-bar";
import { TotalsStrip } from "./totals-strip";
import { useInventoryUrl } from "./use-inventory-url";
import { useMark } from "./use-mark";
import { type Rows, useRows } from "./use-rows";
import { useSelection } from "./use-selection";

/** Rows from which on names can be jumped to: a scroll bar alone is too coarse then. */
const MANY = 5000;

/** All secrets of all configured accounts and Regions, as far as they have answered. */
export function Inventory({ mayCreate }: { mayCreate: boolean }) {
  const [address, change] = useInventoryUrl();
  const [offset, setOffset] = useState(0);
  const read = useRead("inventory", inventoryInput(address, offset));
  const refresh = useAction(refreshInventory);
  const selection = useSelection();
  const mark = useMark(address.selected, change);
  const window = useLast(read.data);
  const rows = useRows(window?.matching ?? 0);
  const wanted = fetchOffset(rows.firstVisible);
  useEffect(() => setOffset(wanted), [wanted]);
  return (
    <>
      <PageTitle
        below={
          window && (
            <ListingSentence
              listing={window}
              onRefresh={() => refresh.run({})}
              isRefreshing={refresh.isPending}
            />
          )
        }
        actions={
          <>
            <ExportButton address={address} />
            {mayCreate && (
              <ButtonLink href="/create-secret" look="primary">
                <Plus aria-hidden size={14} />
                Create a secret
              </ButtonLink>
            )}
          </>
        }
      >
        Inventory
      </PageTitle>
      {read.error && (
        <div className="mb-4">
          <FailureAlert failure={read.error.failure} />
        </div>
      )}
      {refresh.failure && (
        <div className="mb-4">
          <FailureAlert title="The lists were not refreshed." failure={refresh.failure} />
        </div>
      )}
      {window ? (
        <>
          <div className="mb-4">
            <TotalsStrip
              totals={window.totals}
              isPartial={isAtLeast(window)}
              address={address}
              onChange={change}
            />
          </div>
          <div className="mb-3 flex flex-wrap items-center gap-2">
            <FilterBar q={address.q} places={window.places} onChange={(q) => change({ q })} />
            <Matching window={window} />
            {window.matching > MANY && address.sort === "name" && (
              <GoToName address={address} count={window.matching} onFound={rows.reveal} />
            )}
            <SaveViewButton address={address} />
            <span className="max-cards:hidden">
              <ViewButton />
            </span>
          </div>
          <Findings window={window} />
          {window.matching === 0 ? (
            <EmptyInventory window={window} q={address.q} onClear={() => change({ q: "" })} />
          ) : (
            <SecretTable
              window={window}
              rows={rows}
              address={address}
              onChange={change}
              selection={selection}
              mark={mark}
              isStale={read.isPlaceholderData && window.offset === offset}
            />
          )}
          <SelectionBar selection={selection} />
          <Footer window={window} rows={rows} />
        </>
      ) : (
        !read.error && <Skeleton className="h-96 w-full" />
      )}
    </>
  );
}

/** The newest answer there was: a question that failed must not take the page and its form away. */
function useLast<Data>(data: Data | undefined): Data | undefined {
  const [last, setLast] = useState(data);
  useEffect(() => {
    if (data !== undefined) setLast(data);
  }, [data]);
  return data ?? last;
}

/** "37 of 1,204", said aloud after each change of the filter. */
function Matching({ window }: { window: InventoryWindow }) {
  return (
    <p role="status" className="tabular px-1 text-ink-2 text-table">
      {isAtLeast(window) && "at least "}
      {formatCount(window.matching)} of {formatCount(window.listed)}
      <span className="sr-only"> secrets</span>
    </p>
  );
}

/** Parts of the filter that were not understood, and what was done with them. */
function Findings({ window }: { window: InventoryWindow }) {
  if (!window.findings.length) return null;
  return (
    <ul className="mb-3 text-table text-warn">
      {window.findings.map(({ token, says }) => (
        <li key={token}>
          <code className="font-mono text-[12px]">{token}</code> {says}
        </li>
      ))}
    </ul>
  );
}

function Footer({ window, rows }: { window: InventoryWindow; rows: Rows }) {
  const { singleKeys } = usePreferences().preferences;
  const first = window.matching ? Math.min(rows.firstVisible + 1, window.matching) : 0;
  const last = Math.min(window.matching, rows.drawn.end);
  return (
    <div className="mt-3 flex flex-wrap items-center justify-between gap-x-6 gap-y-1 px-0.5 text-caption text-ink-3">
      <p className="tabular flex flex-wrap gap-x-4">
        <span>
          Rows {formatCount(first)}–{formatCount(last)} of {formatCount(window.matching)}
        </span>
        <span>
          This listing: {formatCount(window.awsCalls)} AWS calls, {formatUsd(window.awsCallsUsd)}
        </span>
      </p>
      {singleKeys && (
        <p className="flex items-center gap-1 max-side:hidden">
          <Kbd>j</Kbd> <Kbd>k</Kbd> move · <Kbd>Enter</Kbd> open · <Kbd>x</Kbd> select ·{" "}
          <Kbd>?</Kbd> keys
        </p>
      )}
    </div>
  );
}
