import { useSearchParams } from "next/navigation";
import { useCallback } from "react";

/** What the page shows: the list or what ended, one secret explained, a filter, a name asked for. */
export interface DeletionAddress {
  tab: "pending" | "history";
  arn: string;
  q: string;
  name: string;
}

/** The address as state: changing it never asks the server for the page again. */
export function useDeletionUrl(): [DeletionAddress, (some: Partial<DeletionAddress>) => void] {
  const address = addressOf(useSearchParams());
  const change = useCallback((some: Partial<DeletionAddress>) => {
    const now = addressOf(new URLSearchParams(window.location.search));
    window.history.replaceState(null, "", deletionsHref({ ...now, ...some }));
  }, []);
  return [address, change];
}

export function deletionsHref({ tab, ...texts }: Partial<DeletionAddress>): string {
  const query = new URLSearchParams(tab === "history" ? { tab } : {});
  for (const [key, value] of Object.entries(texts)) if (value) query.set(key, value);
  const text = query.toString();
  return `/pending-deletions${text && `?${text}`}`;
}

function addressOf(query: Pick<URLSearchParams, "get">): DeletionAddress {
  return {
    tab: query.get("tab") === "history" ? "history" : "pending",
    arn: query.get("arn") ?? "",
    q: query.get("q") ?? "",
    name: query.get("name") ?? "",
  };
}
