import type { FilterField, FilterTerm } from "./inventory-filter";
import {
  hasDefaultKey,
  type InventoryRow,
  isReplica,
  unreadSinceMs,
  valueWrittenMs,
} from "./inventory-row";
import type { PriceBook } from "./prices";
import { isOverdue, rotationWord } from "./rotation-state";

const DAY_MS = 24 * 3_600_000;

/** What a filter needs to know besides the rows. */
export interface FilterContext {
  nowMs: number;
  accountName(accountId: string): string;
  /** Prices beyond the built-in table, for what the rows cost. */
  prices?: PriceBook;
}

type Test = (row: InventoryRow) => boolean;

/** Makes one test of all terms. Built once a query, run once a row: it allocates nothing per row. */
export function matcherOf(terms: readonly FilterTerm[], context: FilterContext): Test {
  const tests = terms.map(({ field, not, values }) => {
    const any = values.map((value) => testOf(field, value, context));
    const [only] = any;
    const test: Test = any.length === 1 && only ? only : (row) => any.some((one) => one(row));
    return not ? (row: InventoryRow) => !test(row) : test;
  });
  const [first, ...rest] = tests;
  if (!first) return () => true;
  if (rest.length === 0) return first;
  return (row) => first(row) && rest.every((test) => test(row));
}

function testOf(field: FilterField | "text", value: string, context: FilterContext): Test {
  if (field === "text") return textTest(value);
  return tests[field](field === "tag" ? value : value.toLowerCase(), context);
}

/** Rows are prepared in lower case, with line breaks as blanks. */
function textTest(value: string): Test {
  const wanted = value.toLowerCase().replaceAll("\n", " ");
  return (row) => row.search.includes(wanted);
}

const rotationTests: Record<string, (row: InventoryRow, nowMs: number) => boolean> = {
  overdue: isOverdue,
  never: (row) => row.lastRotatedMs === undefined && !isReplica(row),
};

/** Each gets its value in lower case, a tag as typed. */
const tests: Record<FilterField, (value: string, context: FilterContext) => Test> = {
  name: (value) => (row) => {
    const at = row.search.indexOf(value);
    return at >= 0 && at + value.length <= row.name.length;
  },
  named: (value) => {
    const line = `${value}\n`;
    return (row) => row.search.startsWith(line);
  },
  // An ARN as it is pasted, from a policy too, is a token of its own: `arn:` and the rest.
  arn: (value) => {
    const wanted = `arn:${value.replace(/[?*]+$/, "")}`;
    return (row) => row.arn.toLowerCase().startsWith(wanted);
  },
  tag: tagTest,
  region: (value) => (row) => row.region === value,
  account: (value, { accountName }) => {
    const names = new Map<string, boolean>();
    return ({ accountId }) => {
      const known = names.get(accountId);
      if (known !== undefined) return known;
      const fits = accountId === value || accountName(accountId).toLowerCase() === value;
      names.set(accountId, fits);
      return fits;
    };
  },
  rotation: (value, { nowMs }) => {
    const own = rotationTests[value];
    if (own) return (row) => own(row, nowMs);
    const word = value === "none" ? "no rotation" : value.replace("-", " ");
    return (row) => rotationWord(row, nowMs) === word;
  },
  kms: (value) => (row) => hasDefaultKey(row) === (value === "aws-managed"),
  "managed-by": (value) => (row) => sameOrNone(row.owningService, value),
  owner: (value) =>
    value === "none"
      ? (row) => row.owner === undefined
      : (row) => row.owner?.toLowerCase().includes(value) === true,
  unused: (value, { nowMs }) => compare(value, (row) => nowMs - unreadSinceMs(row)),
  read: (value) => (row) => (row.lastReadMs === undefined) === (value === "never"),
  age: (value, { nowMs }) =>
    compare(value, (row) => {
      const { notBefore, notAfter } = valueWrittenMs(row);
      return nowMs - (value.startsWith(">") ? notBefore : notAfter);
    }),
  state: (value) => (row) => (row.deletionRequestedMs === undefined) === (value === "active"),
  replica: (value) => (row) => isReplica(row) === (value === "yes"),
  type: (value) => (row) => sameOrNone(row.externalType, value),
};

/** AWS compares tag keys with case; people who search do not. The value is asked for as a whole. */
function tagTest(written: string): Test {
  const equals = written.indexOf("=");
  const key = (equals < 0 ? written : written.slice(0, equals)).toLowerCase();
  const value = equals < 0 ? undefined : written.slice(equals + 1).toLowerCase();
  return (row) =>
    row.tags.some(
      (tag) =>
        tag.key.toLowerCase() === key && (value === undefined || tag.value.toLowerCase() === value),
    );
}

function sameOrNone(actual: string | undefined, wanted: string): boolean {
  return wanted === "none" ? actual === undefined : actual?.toLowerCase() === wanted;
}

/** `>90d` means more than 90 days of 24 hours. Where a list gives only bounds, "may be" counts. */
function compare(written: string, ageMs: (row: InventoryRow) => number): Test {
  const limitMs = Number.parseInt(written.slice(1), 10) * DAY_MS;
  return written.startsWith(">") ? (row) => ageMs(row) > limitMs : (row) => ageMs(row) < limitMs;
}
