import { z } from "zod";
import { type OperationName, operations } from "./operations";
import type { ConsoleAct } from "./request-match";
import type { Stretch } from "./trail-coverage";

/** The questions people ask most, each one click. */
export const presets = ["all", "values", "denied", "restores"] as const;
export type LedgerPreset = (typeof presets)[number];

/** How an act ended; `open` has no outcome yet. */
export const actResults = ["done", "refused", "failed", "in-doubt", "open"] as const;
export type ActResult = (typeof actResults)[number];

const day = z.union([z.literal(""), z.iso.date()]);

const filters = {
  /** Part of a person, an object, a reason or an AWS request id, in either case. */
  q: z.string().max(200),
  show: z.enum(presets),
  result: z.enum(["", ...actResults]),
  /** Days in UTC, both included. */
  from: day,
  to: day,
};

/** What a page of the ledger is asked for. */
export const LedgerQuery = z.object({
  q: filters.q.default(""),
  show: filters.show.default("all"),
  result: filters.result.default(""),
  from: filters.from.default(""),
  to: filters.to.default(""),
  /** The smallest number of the page above. */
  before: z.coerce.number().int().positive().optional(),
  /** One entry alone, by its number. */
  entry: z.coerce.number().int().positive().optional(),
});
export type LedgerQuery = z.infer<typeof LedgerQuery>;

/** The same filters, and the format to write all that match in. */
export const LedgerExportQuery = LedgerQuery.omit({ before: true, entry: true }).extend({
  format: z.enum(["csv", "jsonl"]).default("csv"),
});

/** Reads the page's address; what does not fit counts as not there. */
export function ledgerQueryOf(query: Pick<URLSearchParams, "get">): LedgerQuery {
  const given = (name: string) => query.get(name) ?? undefined;
  const number = z.coerce.number().int().positive().optional().catch(undefined);
  return {
    q: filters.q.catch("").parse(given("q")),
    show: filters.show.catch("all").parse(given("show")),
    result: filters.result.catch("").parse(given("result")),
    from: filters.from.catch("").parse(given("from")),
    to: filters.to.catch("").parse(given("to")),
    before: number.parse(given("before")),
    entry: number.parse(given("entry")),
  };
}

/** The operations a preset is about; nothing = it does not ask by operation. */
export function operationsOf(preset: LedgerPreset): OperationName[] | undefined {
  const names = Object.keys(operations) as OperationName[];
  if (preset === "values") return names.filter((name) => operations[name].value === "given");
  if (preset === "restores") return names.filter((name) => name.startsWith("restore."));
  return undefined;
}

/** The filter in words that hold nothing a person typed: for the record of who looked. */
export function lookWords({ q, show, result, from, to, before, entry }: LedgerQuery): string {
  if (entry) return `entry ${entry}`;
  return [
    show === "all" ? "ledger" : `ledger, ${show}`,
    result && `ended ${result}`,
    from && `from ${from}`,
    to && `to ${to}`,
    q && "with a search",
    before && `before entry ${before}`,
  ]
    .filter(Boolean)
    .join(", ");
}

/**
 * How an act stands against CloudTrail. `none`: it made no call that CloudTrail logs. `unread`:
 * CloudTrail of that time was not read, so nothing can be said.
 */
export type TrailMatch = "matched" | "waiting" | "missing" | "unread" | "none";

/** CloudTrail usually delivers within 15 minutes; after this long an absent record is missing. */
const MISSING_AFTER_MS = 20 * 60_000;

/** Judges one act; `covered` is the stretch of its Region of which every record is known. */
export function trailMatchOf(act: ConsoleAct, covered: Stretch | undefined, now: Date): TrailMatch {
  const { attempt, outcome, events } = act;
  if (events.length > 0) return "matched";
  const asksAws = operations[attempt.operation]?.iam.some((action) =>
    action.startsWith("secretsmanager:"),
  );
  if (!asksAws || !outcome?.aws?.awsRequestIds?.length) return "none";
  if (now.getTime() - Date.parse(outcome.at) < MISSING_AFTER_MS) return "waiting";
  const isRead = covered && covered.from <= attempt.at && outcome.at <= covered.to;
  return isRead ? "missing" : "unread";
}

/** One row of the audit page: an attempt and how it ended. */
export interface LedgerRow extends ConsoleAct {
  hash: string;
  outcomeSeq?: number;
  outcomeHash?: string;
  result: ActResult;
  match: TrailMatch;
}

/** What the chain is known to be: said by the newest checkpoint, which a job writes each minute. */
export interface ChainStanding {
  verified?: { seq: number; at: string };
  /** The first entry that does not fit, and what is wrong with it. */
  finding?: { seq: number; says: string };
}

export interface LedgerPageData {
  rows: LedgerRow[];
  /** Give this as `before` for the next page; nothing on the last. */
  next?: number;
  /** False = the person's own entries alone. */
  isEverybodys: boolean;
  /** The newest entry's number. */
  entries: number;
  chain: ChainStanding;
}

/** The past tense of an operation; a name this version no longer knows stands for itself. */
export function actWords(operation: string): string {
  return Object.hasOwn(operations, operation)
    ? operations[operation as OperationName].says
    : operation;
}
