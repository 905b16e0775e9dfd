import type { CostsQuery } from "@/lib/domain/costs";

const splits: readonly CostsQuery["by"][] = ["account", "region", "owner", "tag"];

/** What an empty address asks; the server knows the same defaults. */
const defaults: CostsQuery = { by: "account", tag: "", ttl: 300, q: "", copies: 1 };

/** Reads the address; what is not understood falls back to the default. */
export function readCostsAddress(query: { get(name: string): string | null }): CostsQuery {
  const month = query.get("month") ?? "";
  return {
    by: splits.find((split) => split === query.get("by")) ?? defaults.by,
    tag: (query.get("tag") ?? "").slice(0, 128),
    month: /^20\d\d-(0[1-9]|1[0-2])$/.test(month) ? month : undefined,
    ttl: wholeNumber(query.get("ttl"), 1, 86_400) ?? defaults.ttl,
    q: (query.get("q") ?? "").slice(0, 1000),
    copies: wholeNumber(query.get("copies"), 0, 30) ?? defaults.copies,
  };
}

/** Writes the address; defaults are left out so that links stay short. */
export function writeCostsAddress(query: CostsQuery, path = "/costs"): string {
  const text = new URLSearchParams();
  for (const [field, value] of Object.entries(query)) {
    const usual = defaults[field as keyof CostsQuery];
    if (value !== undefined && value !== usual) text.set(field, String(value));
  }
  return text.size > 0 ? `${path}?${text}` : path;
}

function wholeNumber(text: string | null, min: number, max: number): number | undefined {
  const number = text && /^\d{1,6}$/.test(text) ? Number(text) : Number.NaN;
  return number >= min && number <= max ? number : undefined;
}
