import { writeAddress } from "@/components/inventory/address";

const format = new Intl.DateTimeFormat("en-GB", {
  month: "short",
  year: "numeric",
  timeZone: "UTC",
});

/** `2026-11` → `Nov 2026`. */
export function monthWords(month: string): string {
  return format.format(new Date(`${month}-01T00:00:00Z`));
}

/** `300` → `5 min`. */
export function secondsWords(seconds: number): string {
  if (seconds % 3600 === 0) return `${seconds / 3600} h`;
  return seconds % 60 === 0 ? `${seconds / 60} min` : `${seconds} s`;
}

/** The inventory with this filter. */
export function inventoryHref(q: string): string {
  return writeAddress({ q, sort: "name", order: "asc" });
}
