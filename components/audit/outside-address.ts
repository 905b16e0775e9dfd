import { type OutsideQuery, outsideQueryOf } from "@/lib/domain/outside";

/** Where changes outside the console are shown; what is usual is left out. */
export function outsideHref(query: Partial<OutsideQuery>): string {
  const text = filterText(query);
  return `/audit?show=outside${text && `&${text}`}`;
}

/** Where the same filter is exported. */
export function outsideExportHref(query: OutsideQuery, format: "csv" | "jsonl"): string {
  const text = filterText({ ...query, before: undefined });
  return `/api/export/outside?format=${format}${text && `&${text}`}`;
}

function filterText(query: Partial<OutsideQuery>): string {
  const usual = outsideQueryOf(new URLSearchParams());
  const text = new URLSearchParams();
  for (const [key, value] of Object.entries(query)) {
    if (value !== undefined && value !== usual[key as keyof OutsideQuery]) text.set(key, value);
  }
  return text.toString();
}
