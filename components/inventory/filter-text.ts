import { filterFields } from "@/lib/domain/inventory-filter";

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

/** Adds the token, or removes it if it is there. Others of `family` go, since one excludes them. */
export function toggleToken(q: string, token: string, family: readonly string[]): string {
  const { tokens, text } = splitFilter(q);
  const had = tokens.includes(token);
  const others = tokens.filter((each) => each !== token && !family.includes(each));
  return joinFilter({ tokens: had ? others : [...others, token], text });
}
