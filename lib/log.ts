import "server-only";
import { pino } from "pino";

/**
 * What a log line may hold. An allow-list: a field that is not named here cannot be logged, so
 * nothing leaks by being forgotten. Values, tokens, headers and bodies have no field.
 */
export interface LogFields {
  operation?: string;
  job?: string;
  /** A code from the closed failure table, an SQLSTATE or an AWS error name. */
  code?: string;
  /** Repeated to the person, so that support finds this line. */
  reference?: string;
  accountId?: string;
  region?: string;
  awsRequestId?: string;
  seq?: number;
  count?: number;
  durationMs?: number;
  /** A signed ledger checkpoint: the log's stream is one of the places that witness it. */
  checkpoint?: { canonical: string; signature: string };
  /** Reduced to its name and code: a message may quote what somebody typed. */
  error?: unknown;
}

type Level = "info" | "warn" | "error" | "fatal";

const destination = pino({ base: undefined, timestamp: pino.stdTimeFunctions.isoTime });

/** Writes one JSON line to standard output. `event` is a fixed sentence without values. */
export function log(level: Level, event: string, fields: LogFields = {}): void {
  destination[level](reduce(fields), event);
}

const names = [
  "operation",
  "job",
  "code",
  "reference",
  "accountId",
  "region",
  "awsRequestId",
  "seq",
  "count",
  "durationMs",
] as const satisfies (keyof LogFields)[];

/** Copies the allowed fields and nothing else, whatever the caller's object holds. */
function reduce(fields: LogFields): Record<string, unknown> {
  const kept: Record<string, unknown> = {};
  for (const name of names) {
    const value = fields[name];
    if (value !== undefined) kept[name] = value;
  }
  if (fields.checkpoint) {
    const { canonical, signature } = fields.checkpoint;
    kept.checkpoint = { canonical, signature };
  }
  if (fields.error !== undefined) Object.assign(kept, describe(fields.error));
  return kept;
}

/** Name and code of an error and of its causes; Drizzle and the SDK wrap what really happened. */
function describe(error: unknown): { error: string; errorCode?: string } {
  const names: string[] = [];
  let code: string | undefined;
  let current: unknown = error;
  for (let depth = 0; current instanceof Error && depth < 4; depth += 1) {
    names.push(current.name);
    const own = "code" in current ? current.code : undefined;
    if (typeof own === "string" && /^[\w-]{1,64}$/.test(own)) code = own;
    current = current.cause;
  }
  return { error: names.join(" < ") || typeof error, ...(code && { errorCode: code }) };
}
