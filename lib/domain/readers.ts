import { type Actor, type CallSource, isLookInVain, type TrailEvent } from "./trail-event";

/**
 * What a reader is. A rotating secret never looks unused, because its own function reads it, and
 * neither does one that people look at here: only `application` says that something depends on it.
 */
export type ReaderKind = "application" | "rotation function" | "this console";

/** One caller that asked for a secret's value, as CloudTrail names it. */
export interface Reader {
  /** Same for every call of this caller: its role or user, and the person behind it. */
  id: string;
  /** `role payments-api`, `operator-1 as StrongroomOperator`, `user alice`. */
  words: string;
  kind: ReaderKind;
  /** The role's or user's ARN; absent for AWS's own services. */
  principalArn?: string;
  /** Judged by the user agent of the latest call: a guess, and labelled so. */
  source: CallSource;
  /** Calls that AWS answered with a value. */
  reads: number;
  /** Calls that AWS refused. */
  denied: number;
  firstAt: string;
  lastAt: string;
  lastReadAt?: string;
  /** AWS's words for the latest refusal. */
  lastRefusal?: { at: string; code: string; message?: string };
}

/** What is known about a secret and this console when callers are told apart. */
export interface ReaderContext {
  /** The secret's rotation function; managed rotation has none. */
  rotationFunctionArn?: string;
  /** The IAM roles that this console assumes in the secret's account. */
  consoleRoleArns: readonly string[];
}

/** CloudTrail logs a batch read as one such event per secret as well (facts 1.2). */
export const VALUE_READ = "GetSecretValue";

/** Days that CloudTrail keeps, and the span in which "who read it" is answered. */
export const READERS_DAYS = 90;

/**
 * Who asked for the value, except a rotation function that found none yet; most reads first, then the latest; other events are passed over. Times
 * are ISO. A pure count of what CloudTrail told: a client that caches shows as one read, however
 * many of its users have the value.
 */
export function readersOf(events: readonly TrailEvent[], context: ReaderContext): Reader[] {
  const readers = new Map<string, Reader>();
  for (const event of events) {
    if (event.name !== VALUE_READ) continue;
    if (isLookInVain(event) && kindOf(event.actor, context) === "rotation function") continue;
    const id = readerId(event);
    const known = readers.get(id);
    readers.set(id, known ? counted(known, event) : counted(unread(id, event, context), event));
  }
  return [...readers.values()].sort(
    (a, b) => b.reads - a.reads || b.denied - a.denied || b.lastAt.localeCompare(a.lastAt),
  );
}

/** The events of the last `days` days. */
export function sinceDays(events: readonly TrailEvent[], days: number, now: Date): TrailEvent[] {
  const from = now.getTime() - days * 86_400_000;
  return events.filter(({ at }) => Date.parse(at) >= from);
}

/** True for the refusal that a reader meets while the secret is pending deletion (facts 2.3). */
export function isRefusedAsDeleted({ name, errorMessage }: TrailEvent): boolean {
  return (
    name === VALUE_READ &&
    /secret because it was marked (for deletion|deleted)/.test(errorMessage ?? "")
  );
}

interface AssumedSession {
  accountId: string;
  roleName: string;
  sessionName: string;
}

function sessionOf(arn = ""): AssumedSession | undefined {
  const [, accountId, roleName, sessionName] =
    /^arn:[^:]+:sts::(\d{12}):assumed-role\/([^/]+)\/(.+)$/.exec(arn) ?? [];
  return accountId && roleName && sessionName ? { accountId, roleName, sessionName } : undefined;
}

/** The ARN without the session's name, since sessions come and go. */
function principalArnOf(arn: string | undefined): string | undefined {
  const session = sessionOf(arn);
  return session ? arn?.slice(0, -session.sessionName.length - 1) : arn;
}

/** IAM Identity Center names a session after the person; elsewhere only a source identity does. */
function personOf({ arn, sourceIdentity }: Actor): string | undefined {
  const session = sessionOf(arn);
  return session?.roleName.startsWith("AWSReservedSSO_") ? session.sessionName : sourceIdentity;
}

function readerId({ actor }: TrailEvent): string {
  return [principalArnOf(actor.arn) ?? actor.words, personOf(actor) ?? ""].join(" ").trim();
}

function wordsOf(actor: Actor): string {
  const person = personOf(actor);
  return person && actor.roleName ? `${person} as ${actor.roleName}` : actor.words;
}

function unread(id: string, { actor, at }: TrailEvent, context: ReaderContext): Reader {
  return {
    id,
    words: wordsOf(actor),
    kind: kindOf(actor, context),
    principalArn: principalArnOf(actor.arn),
    source: actor.source,
    reads: 0,
    denied: 0,
    firstAt: at,
    lastAt: at,
  };
}

function counted(reader: Reader, { at, actor, errorCode, errorMessage }: TrailEvent): Reader {
  const isLatest = at >= reader.lastAt;
  const next: Reader = {
    ...reader,
    source: isLatest ? actor.source : reader.source,
    firstAt: at < reader.firstAt ? at : reader.firstAt,
    lastAt: isLatest ? at : reader.lastAt,
  };
  if (!errorCode) {
    const lastReadAt = !reader.lastReadAt || at > reader.lastReadAt ? at : reader.lastReadAt;
    return { ...next, reads: reader.reads + 1, lastReadAt };
  }
  const isNewer = !reader.lastRefusal || at >= reader.lastRefusal.at;
  const lastRefusal = isNewer ? { at, code: errorCode, message: errorMessage } : reader.lastRefusal;
  return { ...next, denied: reader.denied + 1, lastRefusal };
}

/**
 * Lambda names its sessions after the function, so that the function is known from the session's
 * name without asking Lambda for its role. Its role alone would not do: functions share roles.
 */
function kindOf(
  { arn, source }: Actor,
  { rotationFunctionArn, consoleRoleArns }: ReaderContext,
): ReaderKind {
  const session = sessionOf(arn);
  if (!session) return "application";
  const isConsoleRole = consoleRoleArns.some((role) => {
    const [, , , , accountId, path = ""] = role.split(":");
    return accountId === session.accountId && path.split("/").at(-1) === session.roleName;
  });
  // The role without this console's user agent is somebody using it from elsewhere.
  if (isConsoleRole && source === "strongroom") return "this console";
  const functionName = rotationFunctionArn?.split(":")[6];
  return session.sessionName === functionName ? "rotation function" : "application";
}
