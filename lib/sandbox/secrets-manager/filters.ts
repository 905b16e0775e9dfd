import { parameter } from "./refusals";

/** One filter of ListSecrets or BatchGetSecretValue, after the shape check. */
export interface Filter {
  Key?: string;
  Values?: readonly string[];
}

/** What the filters look at. */
export interface Filterable {
  name: string;
  description?: string;
  tags?: ReadonlyMap<string, string>;
  primaryRegion?: string;
  owningService?: string;
}

export type Predicate = (secret: Filterable) => boolean;

const specials = /[/\-_+=.@]/g;
const caseChange = /(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])/;

/**
 * Compiles filters once per request: filters are ANDed, the values of one filter ORed, a leading
 * `!` negates its value (facts 2.11).
 *
 * @throws InvalidParameterException for a filter without key or values.
 */
export function compileFilters(filters: readonly Filter[] | undefined): Predicate {
  const tests = (filters ?? []).map(compileFilter);
  if (tests.length === 0) return () => true;
  return (secret) => tests.every((test) => test(secret));
}

/** Name prefixes of a filter that every match must begin with, or undefined if there is none. */
export function namePrefixes(
  filters: readonly Filter[] | undefined,
): readonly string[] | undefined {
  for (const filter of filters ?? []) {
    const values = filter.Values ?? [];
    if (filter.Key === "name" && values.every((value) => !value.startsWith("!"))) return values;
  }
  return undefined;
}

/**
 * The words AWS sees in a text: at spaces, at one kind of special character, and at a change into
 * upper case; a piece that mixes two kinds of special character is not split at all (facts 2.11).
 */
export function words(text: string): string[] {
  const found: string[] = [];
  for (const piece of text.split(/\s+/)) {
    const kinds = new Set(piece.match(specials) ?? []);
    if (kinds.size > 1) {
      found.push(piece.toLowerCase());
      continue;
    }
    const [kind] = kinds;
    for (const part of kind ? piece.split(kind) : [piece]) {
      for (const word of part.split(caseChange)) if (word) found.push(word.toLowerCase());
    }
  }
  return found;
}

function compileFilter(filter: Filter): Predicate {
  if (!filter.Key) throw parameter("Invalid filter key");
  if (!filter.Values?.length) throw parameter(`Invalid filter values for key: ${filter.Key}`);
  const make = matcherFor(filter.Key);
  const tests = filter.Values.map((value) => {
    if (!value.startsWith("!")) return make(value);
    const test = make(value.slice(1));
    return (secret: Filterable) => !test(secret);
  });
  return (secret) => tests.some((test) => test(secret));
}

function matcherFor(key: string): (value: string) => Predicate {
  switch (key) {
    case "name":
      return (value) => (secret) => secret.name.startsWith(value);
    case "description":
      return (value) => wordMatcher(value, (secret) => [secret.description]);
    case "tag-key":
      return (value) => (secret) => anyOf(secret.tags?.keys(), value);
    case "tag-value":
      return (value) => (secret) => anyOf(secret.tags?.values(), value);
    case "primary-region":
      return (value) => (secret) => beginsIgnoringCase(secret.primaryRegion, value);
    case "owning-service":
      return (value) => (secret) => beginsIgnoringCase(secret.owningService, value);
    default:
      return (value) =>
        wordMatcher(value, (secret) => [
          secret.name,
          secret.description,
          ...(secret.tags?.keys() ?? []),
          ...(secret.tags?.values() ?? []),
        ]);
  }
}

/** Each word of the value must begin some word of the texts. */
function wordMatcher(
  value: string,
  texts: (secret: Filterable) => readonly (string | undefined)[],
): Predicate {
  const wanted = words(value);
  if (wanted.length === 0) return () => false;
  return (secret) => {
    const joined = texts(secret);
    // Splitting into words is the slow part; most secrets do not even contain the letters.
    const lower = joined.map((text) => text?.toLowerCase());
    if (!wanted.every((word) => lower.some((text) => text?.includes(word)))) return false;
    const have = joined.flatMap((text) => (text ? words(text) : []));
    return wanted.every((word) => have.some((candidate) => candidate.startsWith(word)));
  };
}

function anyOf(texts: Iterable<string> | undefined, prefix: string): boolean {
  for (const text of texts ?? []) if (text.startsWith(prefix)) return true;
  return false;
}

function beginsIgnoringCase(text: string | undefined, prefix: string): boolean {
  return text?.toLowerCase().startsWith(prefix.toLowerCase()) ?? false;
}
