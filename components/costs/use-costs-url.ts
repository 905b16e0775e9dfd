import { useSearchParams } from "next/navigation";
import { useCallback } from "react";
import type { CostsQuery } from "@/lib/domain/costs";
import { readCostsAddress, writeCostsAddress } from "./address";

/** The address as state: changing it never asks the server for the page again. */
export function useCostsUrl(): [CostsQuery, (some: Partial<CostsQuery>) => void] {
  const query = readCostsAddress(useSearchParams());
  const change = useCallback((some: Partial<CostsQuery>) => {
    const now = readCostsAddress(new URLSearchParams(window.location.search));
    window.history.replaceState(null, "", writeCostsAddress({ ...now, ...some }));
  }, []);
  return [query, change];
}
