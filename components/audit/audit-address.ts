import type { ControlsQuery } from "@/lib/domain/controls-page";
import type { DeliveriesQuery } from "@/lib/domain/delivery-log";
import { type LedgerQuery, ledgerQueryOf } from "@/lib/domain/ledger-view";

/** What the list is asked for: the address without the entry that is open over it. */
export function pageInput({ entry: _, ...query }: LedgerQuery): LedgerQuery {
  return query;
}

/** Where a filter is shown; what is usual is left out. */
export function auditHref(query: Partial<LedgerQuery>): string {
  const text = filterText(query);
  return `/audit${text && `?${text}`}`;
}

/** Where the same filter is exported. */
export function exportHref(query: LedgerQuery, format: "csv" | "jsonl"): string {
  const text = filterText({ ...query, before: undefined, entry: undefined });
  return `/api/export/ledger?format=${format}${text && `&${text}`}`;
}

function filterText(query: Partial<LedgerQuery>): string {
  const usual = ledgerQueryOf(new URLSearchParams());
  const text = new URLSearchParams();
  for (const [key, value] of Object.entries(query)) {
    if (value !== undefined && value !== usual[key as keyof LedgerQuery]) {
      text.set(key, String(value));
    }
  }
  return text.toString();
}

/** Where the controls are shown, one of them open or none. */
export function controlsHref({ control, verdict = "fail" }: Partial<ControlsQuery>): string {
  const text = new URLSearchParams({ tab: "controls" });
  if (control) text.set("control", control);
  if (verdict !== "fail") text.set("verdict", verdict);
  return `/audit?${text}`;
}

/** Where the delivery log is shown. */
export function deliveriesHref({ state, before }: Partial<DeliveriesQuery>): string {
  const text = new URLSearchParams({ tab: "notifications" });
  if (state) text.set("state", state);
  if (before) text.set("before", String(before));
  return `/audit?${text}`;
}
