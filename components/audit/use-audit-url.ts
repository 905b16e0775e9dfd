import { useSearchParams } from "next/navigation";
import { useCallback } from "react";
import { type LedgerQuery, ledgerQueryOf } from "@/lib/domain/ledger-view";
import { auditHref } from "./audit-address";

/**
 * The address as state. A new filter begins at the newest entry and replaces the address; another
 * page and an opened entry are steps that the browser's Back takes back.
 */
export function useAuditUrl(): [LedgerQuery, (some: Partial<LedgerQuery>) => void] {
  const query = ledgerQueryOf(useSearchParams());
  const change = useCallback((some: Partial<LedgerQuery>) => {
    const now = ledgerQueryOf(new URLSearchParams(window.location.search));
    const isStep = "before" in some || "entry" in some;
    const next = isStep ? { ...now, ...some } : { ...now, ...some, before: undefined };
    window.history[isStep ? "pushState" : "replaceState"](null, "", auditHref(next));
  }, []);
  return [query, change];
}
