import { z } from "zod";
import { SecretArn } from "./place";

const HOUR_MS = 3_600_000;

/** A run may take an hour; a window is never longer than this. */
const SPAN_MAX_MS = 24 * HOUR_MS;

/** CloudTrail keeps whole seconds, and a line may be written a moment after the step has ended. */
const AROUND_MS = 60_000;

/** Which stretch of a secret's own function's log: that of one run. */
export const FunctionLogQuery = z.strictObject({
  arn: SecretArn,
  /** When the run began; absent = before what was read. */
  from: z.iso.datetime().optional(),
  to: z.iso.datetime(),
});

/** The function's last word about a failure, as far as its log has one. */
export interface FunctionLog {
  /** `no function` = AWS or another service rotates it; `no log` = the group does not exist. */
  state: "line" | "no error" | "no log" | "no function";
  /** Absent if there is no function. */
  group?: string;
  /** The stretch that was searched, ISO. */
  from: string;
  to: string;
  line?: LogLine;
  /** False = AWS gave a part of the stretch in its one answer: later lines may exist. */
  isWhole: boolean;
}

/** One line of a function's log, made harmless. */
export interface LogLine {
  at: string;
  requestId?: string;
  /** Plain text, masked and cut. */
  text: string;
  isCut: boolean;
  isMasked: boolean;
  /** False = the function may have been at another secret of those that it rotates. */
  namesSecret: boolean;
}

/** An event as CloudWatch Logs gives it. */
export interface LogEvent {
  at: string;
  stream: string;
  message: string;
}

/** The stretch of time around a run; a day at most, counted back from its end. */
export function logSpan({ from, to }: { from?: string; to: string }): { from: Date; to: Date } {
  const end = Date.parse(to) + AROUND_MS;
  const begin = from === undefined ? end - HOUR_MS : Date.parse(from) - AROUND_MS;
  return { from: new Date(Math.max(Math.min(begin, end), end - SPAN_MAX_MS)), to: new Date(end) };
}

/**
 * What finds errors and, so that a line can be told its request, the starts before them: Python's
 * and Node's runtime write ERROR, Lambda itself the other two.
 */
export const ERROR_PATTERN = '?ERROR ?"Task timed out" ?"Runtime exited" ?"START RequestId"';

/**
 * The last error among a stretch's events, which come oldest first: of those that name the secret
 * if there are any, since one function often rotates many.
 */
export function lastError(events: readonly LogEvent[], secretArn: string): LogLine | undefined {
  const errors = events.filter(({ message }) => !message.startsWith("START RequestId"));
  const naming = errors.findLast(({ message }) => message.includes(secretArn));
  const event = naming ?? errors.at(-1);
  if (!event) return undefined;
  return {
    at: event.at,
    requestId: requestIdIn(event.message) ?? startedBefore(events, event),
    ...harmless(sentenceIn(event.message)),
    namesSecret: naming !== undefined,
  };
}

const UUID = /\b[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\b/;

/** The id of the invocation, where a runtime writes it: after a word, or as a column. */
function requestIdIn(message: string): string | undefined {
  const head = message.slice(0, READ_CHARS);
  const named = /request_?id"?\s*:\s*"?([0-9a-f-]{36})/i.exec(head)?.[1];
  const column = /^(?:\[\w+\]\s+)?\d{4}-\d\d-\d\dT\S+\s+([0-9a-f-]{36})\s/.exec(head)?.[1];
  return [named, column].find((id) => id !== undefined && UUID.test(id));
}

/** Python's runtime names no request beside an exception: the invocation is the one begun last. */
function startedBefore(events: readonly LogEvent[], event: LogEvent): string | undefined {
  const start = events
    .slice(0, events.indexOf(event))
    .findLast(({ stream, message }) => stream === event.stream && message.startsWith("START "));
  return start && UUID.exec(start.message)?.[0];
}

/** More of a line is not looked at: what is shown is far shorter. */
const READ_CHARS = 4000;

/** What a person is to read of an event: the sentence, without the stack below it. */
function sentenceIn(message: string): string {
  const text = message.slice(0, READ_CHARS).trim();
  const json = text.slice(text.indexOf("{"));
  const isStructured = text.startsWith("{") || text.includes('{"errorType"');
  const told = isStructured ? errorIn(json) : undefined;
  return told ?? text.split("\n", 1)[0] ?? "";
}

/** The sentence of an error that a runtime wrote as JSON. */
function errorIn(json: string): string | undefined {
  try {
    const { errorType, errorMessage, message } = JSON.parse(json) as Record<string, unknown>;
    const said = [errorMessage, message].find((each) => typeof each === "string");
    if (said === undefined) return undefined;
    return typeof errorType === "string" ? `${errorType}: ${said}` : String(said);
  } catch {
    return undefined;
  }
}

const SHOWN_CHARS = 300;
const MASK = "[masked]";

/** Plain text of a fixed length, in which nothing that looks like a value is left. */
function harmless(said: string): Pick<LogLine, "text" | "isCut" | "isMasked"> {
  const plain = said
    .replace(/\p{Cf}/gu, "")
    .replace(/[\p{Cc}\p{Zs}\p{Zl}\p{Zp}\p{Co}\p{Cs}]+/gu, " ")
    .trim();
  const masked = maskValues(plain);
  const isCut = masked.length > SHOWN_CHARS;
  return {
    text: isCut ? `${masked.slice(0, SHOWN_CHARS)}…` : masked,
    isCut,
    isMasked: masked !== plain,
  };
}

const WORDS =
  "password|passwd|passphrase|pwd|secret|token|api[_-]?key|access[_-]?key|private[_-]?key|credentials?|authorization";

/**
 * A field whose name says that its value is none to show: `"password": "…"`, `token=…`. A step's
 * own name before a colon is none (`setSecret: …`), nor are names that hold an ARN or an id; ARNs are
 * matched first, since `secret:` is a part of them.
 */
const FIELD = new RegExp(
  `arn:aws[a-z-]*:[\\w:/+=.@!$*-]+|(?<![\\w.-])(?!(?:create|set|test|finish)Secret\\b)([\\w.-]{0,40}(?:${WORDS})(?!(?:_|-)?(?:id|arn|name)\\b)[\\w.-]{0,40}\\\\*["']?\\s*(?:[:=]|=>)\\s*)(\\\\*"(?:[^"\\\\]|\\\\.)*"?|\\\\*'(?:[^'\\\\]|\\\\.)*'?|[^,;)}\\]]+)`,
  "gi",
);
/** SQL that sets a password names it without a colon. */
const SQL =
  /\b((?:identified\s+(?:with\s+\S+\s+)?(?:by|as)|(?:with\s+)?password)\s+)(["'][^"']*["']?)/gi;
const URL_PASSWORD = /(:\/\/[^\s:/@]{0,200}:)[^\s/]{1,400}@/g;
const PEM = /-----BEGIN .*/g;
/** A run of characters as random ones are: long, with both cases and digits, no ARN and no id. */
const RANDOM = /\S{16,}/g;

/**
 * Masks what looks like a secret's value. Nobody here knows the values, so this goes by names and by
 * looks: it masks too much rather than too little, and it can still miss one.
 */
export function maskValues(text: string): string {
  return text
    .replace(PEM, MASK)
    .replace(URL_PASSWORD, `$1${MASK}@`)
    .replace(SQL, `$1${MASK}`)
    .replace(FIELD, (all, name?: string) => (name === undefined ? all : `${name}${MASK}`))
    .replace(RANDOM, (run) => (isNameLike(run) ? run : MASK));
}

function isNameLike(run: string): boolean {
  const bare = run.replace(/^\W+|\W+$/g, "");
  if (/^arn:aws[a-z-]*:[\w:/+=.@!$*-]+$/.test(bare) || bare.includes(MASK)) return true;
  if (UUID.test(bare) || /^\d{4}-\d\d-\d\dT[\d:.]+Z?$/.test(bare)) return true;
  return !(/[a-z]/.test(bare) && /[A-Z]/.test(bare) && /\d/.test(bare));
}
