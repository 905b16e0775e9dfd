import { AwsError } from "../contract";

/**
 * A filter pattern for unstructured text: terms that must all be there, `?terms` of which one has
 * to be, `-terms` that must not be; quoted ones may hold spaces. Case counts. Patterns for JSON and
 * for columns are refused: nothing here writes such logs.
 */
export function matcherOf(pattern: string): (message: string) => boolean {
  if (/^\s*[[{%]/.test(pattern)) throw invalid();
  const terms = [...pattern.matchAll(/([?-]?)(?:"((?:[^"\\]|\\.)*)"|([^\s"]+))|(")/g)];
  if (terms.some(([, , , , stray]) => stray)) throw invalid();
  const texts = (wanted: string) =>
    terms
      .filter(([, sign]) => sign === wanted)
      .map(([, , quoted, plain]) => plain ?? (quoted ?? "").replace(/\\(.)/g, "$1"));
  const [all, any, none] = [texts(""), texts("?"), texts("-")];
  return (message) =>
    all.every((text) => message.includes(text)) &&
    (any.length === 0 || any.some((text) => message.includes(text))) &&
    !none.some((text) => message.includes(text));
}

const invalid = () => new AwsError("InvalidParameterException", "Invalid filter pattern");
