import { useSearchParams } from "next/navigation";
import { useCallback } from "react";
import { type InventoryAddress, readAddress, writeAddress } from "./address";

/** The address as state: changing it never asks the server for the page again. */
export function useInventoryUrl(): [InventoryAddress, (some: Partial<InventoryAddress>) => void] {
  const address = readAddress(useSearchParams());
  const change = useCallback((some: Partial<InventoryAddress>) => {
    const now = readAddress(new URLSearchParams(window.location.search));
    window.history.replaceState(null, "", writeAddress({ ...now, ...some }));
  }, []);
  return [address, change];
}
