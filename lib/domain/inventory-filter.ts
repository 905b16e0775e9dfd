/**
 * The one language of search, filters, totals, URLs and exports: words and `field:value` tokens.
 *
 * `name:pay tag:Owner="Team A" region:eu-west-1,us-east-1 -state:pending-deletion "two words"`
 * All terms must hold; commas inside a term mean "any of"; a leading hyphen means "not".
 */

/** How a field's values are checked, and what the filter bar may suggest. */
interface FieldRule {
  says: string;
  /** Closed lists only. */
  values?: readonly string[];
  /** Open values must match; closed ones must be in the list. */
  pattern?: RegExp;
}

export const filterFields = {
  name: { says: "part of the name" },
  named: { says: "the whole name" },
  arn: { says: "an ARN, with or without its last six characters" },
  tag: { says: "a tag: `tag:team` has it, `tag:team=pay` has that value" },
  region: { says: "a Region", pattern: /^[a-z0-9-]+$/i },
  account: { says: "an account's id or name" },
  rotation: {
    says: "how rotation stands",
    values: [
      "overdue",
      "stuck",
      "pending",
      "due",
      "on-time",
      "off",
      "none",
      "managed",
      "external",
      "never",
    ],
  },
  kms: { says: "who manages the key", values: ["aws-managed", "customer"] },
  "managed-by": { says: "the AWS service that owns it, or `none`" },
  owner: { says: "part of the owner tag's value, or `none`" },
  unused: { says: "time since the last read here", pattern: /^[<>]\d{1,5}d$/i },
  read: { says: "whether a value was ever read here", values: ["never", "once"] },
  age: { says: "how old the value may be", pattern: /^[<>]\d{1,5}d$/i },
  state: { says: "whether deletion is scheduled", values: ["active", "pending-deletion"] },
  replica: { says: "whether it is a replica", values: ["yes", "no"] },
  type: { says: "the type of an external secret, or `none`" },
} as const satisfies Record<string, FieldRule>;

export type FilterField = keyof typeof filterFields;

/** One condition; `text` has exactly one value, other fields match any of theirs. */
export interface FilterTerm {
  field: FilterField | "text";
  not: boolean;
  values: string[];
}

/** A token that could not be understood, and what was done with it. */
export interface FilterFinding {
  token: string;
  says: string;
}

export interface ParsedFilter {
  terms: FilterTerm[];
  findings: FilterFinding[];
}

interface Token {
  written: string;
  not: boolean;
  /** Present if it began with letters and a colon. */
  field?: string;
  values: string[];
}

/** Each value costs a look at every secret; no question that people ask has more. */
const VALUES_MAX = 40;

/** Reads a query. Never fails: what it does not understand becomes a finding. */
export function parseFilter(query: string): ParsedFilter {
  const terms: FilterTerm[] = [];
  const findings: FilterFinding[] = [];
  let count = 0;
  for (const token of tokens(query)) {
    const { field, not, values, written } = token;
    count += values.length;
    if (count > VALUES_MAX) {
      findings.push({ token: written, says: `Not applied: ${VALUES_MAX} values are the most.` });
      break;
    }
    if (field === undefined) {
      terms.push(...values.map((text) => ({ field: "text" as const, not, values: [text] })));
      continue;
    }
    if (!isField(field)) {
      const known = Object.keys(filterFields).join(", ");
      findings.push({
        token: written,
        says: `${field}: is no filter; searched as text. There are ${known}.`,
      });
      terms.push({ field: "text", not, values: [written.replace(/^-/, "").replaceAll('"', "")] });
      continue;
    }
    const wrong = problemWith(field, values);
    if (wrong) findings.push({ token: written, says: `Not applied: ${wrong}` });
    else terms.push({ field, not, values });
  }
  return { terms, findings };
}

/** Writes terms as a query that parses to the same terms, without findings. */
export function printFilter(terms: readonly FilterTerm[]): string {
  return terms.map(printTerm).join(" ");
}

function printTerm({ field, not, values }: FilterTerm): string {
  const hyphen = not ? "-" : "";
  if (field === "text") return `${hyphen}${quoted(values[0] ?? "", /^[^\s",:\\-][^\s",:\\]*$/)}`;
  return `${hyphen}${field}:${values.map((value) => quoted(value, /^[^\s",\\]+$/)).join(",")}`;
}

function quoted(value: string, bare: RegExp): string {
  return bare.test(value) ? value : `"${value.replace(/["\\]/g, "\\$&")}"`;
}

function isField(name: string): name is FilterField {
  return Object.hasOwn(filterFields, name);
}

function problemWith(field: FilterField, values: readonly string[]): string | undefined {
  const rule: FieldRule = filterFields[field];
  if (values.length === 0) return `${field}: wants ${rule.says}.`;
  if (rule.values && values.some((value) => !rule.values?.includes(value.toLowerCase()))) {
    return `${field}: knows ${rule.values.join(", ")}.`;
  }
  const { pattern } = rule;
  if (pattern && values.some((value) => !pattern.test(value))) {
    return `${field}: wants ${rule.says}${field === "region" ? "" : ", as in >90d or <30d"}.`;
  }
  return undefined;
}

/** Splits at white space outside quotes. A quote that is never closed runs to the end. */
function* tokens(query: string): Generator<Token> {
  const head = /(-?)(?:([A-Za-z][A-Za-z-]*):)?/y;
  let at = 0;
  while (at < query.length) {
    if (/\s/.test(query[at] ?? "")) {
      at += 1;
      continue;
    }
    head.lastIndex = at;
    const [begun = "", hyphen = "", field] = head.exec(query) ?? [];
    const start = at;
    at += begun.length;
    const items = readItems(query, at, field !== undefined);
    at = items.end;
    const values = items.values.filter((value) => value !== "");
    const written = query.slice(start, at);
    if (field !== undefined) {
      yield { written, not: hyphen === "-", field: field.toLowerCase(), values };
    } else if (values.length > 0) {
      yield { written, not: hyphen === "-", values };
    } else if (hyphen && !written.includes('"')) {
      yield { written, not: false, values: [written] };
    }
  }
}

/** Reads up to white space; quoted stretches may stand anywhere, as in `tag:Owner="Team A"`. */
function readItems(query: string, from: number, hasCommas: boolean) {
  const values: string[] = [];
  let item = "";
  let isQuoted = false;
  let at = from;
  for (; at < query.length; at += 1) {
    const char = query[at] ?? "";
    if (isQuoted && char === "\\" && at + 1 < query.length) {
      at += 1;
      item += query[at];
    } else if (char === '"') isQuoted = !isQuoted;
    else if (!isQuoted && /\s/.test(char)) break;
    else if (!isQuoted && hasCommas && char === ",") {
      values.push(item);
      item = "";
    } else item += char;
  }
  return { values: [...values, item], end: at };
}
