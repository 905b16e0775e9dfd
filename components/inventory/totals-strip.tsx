"use client";

import Link from "next/link";
import { formatCount, formatUsd } from "@/components/ui/money";
import type { InventoryTotals } from "@/lib/domain/inventory";
import { totalFilters } from "@/lib/domain/total-filters";
import { type InventoryAddress, writeAddress } from "./address";
import { toggleTotal } from "./filter-text";

interface Figure {
  says: string;
  name: keyof typeof totalFilters;
}

const figures: readonly Figure[] = [
  { says: "active", name: "active" },
  { says: "pending deletion", name: "pendingDeletion" },
  { says: "rotation overdue", name: "overdue" },
  { says: "stuck", name: "stuck" },
  { says: "never rotated", name: "neverRotated" },
  { says: "unused 90 days", name: "unused90Days" },
];

const tileClass =
  "relative flex min-w-0 flex-col justify-center gap-0.5 px-4 py-2.5 outline-offset-[-2px] max-cards:px-3 max-cards:py-2";

/** The figures of the estate. Each is also a filter; while Regions answer they say "at least". */
export function TotalsStrip({
  totals,
  isPartial,
  address,
  onChange,
}: {
  totals: InventoryTotals;
  isPartial: boolean;
  address: InventoryAddress;
  /** Without it the figures lead to the inventory. */
  onChange?: (some: Partial<InventoryAddress>) => void;
}) {
  return (
    <nav
      aria-label="Totals, each a filter"
      className="grid grid-cols-3 gap-px overflow-clip rounded-panel border bg-line shadow-soft cards:grid-cols-4 wide:grid-cols-7"
    >
      {figures.map(({ says, name }) => {
        const { q, isOn } = toggleTotal(address.q, totalFilters[name]);
        return (
          <Link
            key={name}
            prefetch={false}
            href={writeAddress({ ...address, q })}
            aria-current={isOn ? "true" : undefined}
            onClick={(event) => {
              if (!onChange || event.metaKey || event.ctrlKey || event.shiftKey) return;
              event.preventDefault();
              onChange({ q });
            }}
            className={`${tileClass} ${isOn ? "bg-accent-soft shadow-[inset_0_-2px_0_var(--accent)]" : "bg-panel hover:bg-sunken"}`}
          >
            <span className="tabular font-semibold text-figure tracking-[-0.01em]">
              {isPartial && (
                <span className="font-normal text-caption text-ink-3 tracking-normal">
                  at least{" "}
                </span>
              )}
              {formatCount(totals[name])}
            </span>
            <span className="truncate text-caption text-ink-2">{says}</span>
          </Link>
        );
      })}
      <div className="flex min-w-0 flex-col justify-center gap-0.5 bg-panel px-4 py-2.5 max-cards:col-span-3 max-cards:px-3 max-cards:py-2 cards:max-wide:col-span-2">
        <span className="tabular font-semibold text-figure tracking-[-0.01em]">
          {isPartial && (
            <span className="font-normal text-caption text-ink-3 tracking-normal">at least </span>
          )}
          {formatUsd(totals.monthlyUsd)}
        </span>
        <span className="truncate text-caption text-ink-2">a month, estimate</span>
      </div>
    </nav>
  );
}
