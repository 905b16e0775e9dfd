import { filterFields } from "@/lib/domain/inventory-filter";
import { totalFilters } from "@/lib/domain/total-filters";

/** A query as the filter bar shows it: tokens as chips, the rest as text. */
export interface FilterText {
  tokens: string[];
  text: string;
}

const isToken = new RegExp(`^-?(${Object.keys(filterFields).join("|")}):.`, "i");

/** Takes a query apart at white space outside quotes. Joins back to an equal query. */
export function splitFilter(q: string): FilterText {
  const words = q.match(/(?:"(?:\\.|[^"\\])*"?|[^\s"])+/g) ?? [];
  return {
    tokens: words.filter((word) => isToken.test(word)),
    text: words.filter((word) => !isToken.test(word)).join(" "),
  };
}

export function joinFilter({ tokens, text }: FilterText): string {
  return [...tokens, text].filter(Boolean).join(" ");
}

const family = Object.values(totalFilters).flatMap((filter) => filter.split(" "));

/**
 * What a click on a figure of the totals makes of the filter: exactly the figure's own tokens,
 * or none of any figure if they are there already. Text and other tokens stay.
 */
export function toggleTotal(q: string, filter: string): { q: string; isOn: boolean } {
  const { tokens, text } = splitFilter(q);
  const own = filter.split(" ");
  const present = tokens.filter((token) => family.includes(token));
  const isOn = present.length === own.length && own.every((token) => present.includes(token));
  const others = tokens.filter((token) => !family.includes(token));
  return { q: joinFilter({ tokens: isOn ? others : [...others, ...own], text }), isOn };
}
