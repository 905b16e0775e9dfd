import type { Place } from "./place";
import { isLive, type RestoreState } from "./restore-request";
import type { ConsoleRole, Person } from "./role";

/** A secret as a message names it. The ARN stays out: its suffix is nobody's business in a mail. */
export interface NamedSecret extends Place {
  name: string;
}

/** A person, as far as an address is looked for. */
export type Hearer = Pick<Person, "issuer" | "subject">;

interface RestoreFacts {
  requestId: string;
  /** The request's version: each transition makes one, and is told once. */
  version: number;
  secret: NamedSecret;
  /** Who asked, and whoever joined. */
  askedBy: Hearer[];
  /** Who did it; absent = the console itself, by time or by looking at AWS. */
  by?: Person;
}

export const restoreNews = [
  "restore-requested",
  "restore-approved",
  "restore-denied",
  "restore-withdrawn",
  "restore-expired",
  "restore-executed",
  "restore-failed",
  "restore-break-glass",
  "restore-void",
  "restore-elsewhere",
] as const;
export type RestoreNews = (typeof restoreNews)[number];

/** How long before a purge people are reminded, in days; the longest first. */
export const REMINDER_DAYS = [7, 3, 1] as const;
export type ReminderDays = (typeof REMINDER_DAYS)[number];

export interface PurgeReminder {
  kind: "purge-reminder";
  secret: NamedSecret;
  /** When the deletion was asked for: a secret that is deleted again is reminded of again. */
  requestedAt: string;
  days: ReminderDays;
  /** From then on AWS may erase it; ISO, UTC. */
  purgeFrom: string;
  /** False if only the bounds of the date are known; then `purgeFrom` is the earliest. */
  isPurgeKnown: boolean;
  deniedLast7Days: number;
  /** Until when CloudTrail was read: somebody may have restored the secret since. */
  trailReadTo: string;
}

export interface LedgerBroken {
  kind: "ledger-broken";
  logId: string;
  seq: number;
  says: string;
}

/** Everything that people are told of. A new kind without words and hearers does not compile. */
export type AnnouncedEvent = ({ kind: RestoreNews } & RestoreFacts) | PurgeReminder | LedgerBroken;
export type AnnouncedKind = AnnouncedEvent["kind"];
export const announcedKinds = [
  ...restoreNews,
  "purge-reminder",
  "ledger-broken",
] as const satisfies readonly AnnouncedKind[];

/** The same event always has the same key: told once, however often and wherever it is noticed. */
export function keyOf(event: AnnouncedEvent): string {
  switch (event.kind) {
    case "purge-reminder": {
      const { accountId, region, name } = event.secret;
      return `purge-reminder/${accountId}/${region}/${name}/${event.requestedAt}/${event.days}`;
    }
    case "ledger-broken":
      return `ledger-broken/${event.logId}/${event.seq}`;
    default:
      return `restore/${event.requestId}/${event.version}`;
  }
}

/** Who is told by mail: everybody who holds one of the roles, and those who asked. */
interface Audience {
  roles: readonly ConsoleRole[];
  askers: boolean;
}

export const audiences: Record<AnnouncedKind, Audience> = {
  "restore-requested": { roles: ["approver"], askers: false },
  "restore-approved": { roles: [], askers: true },
  "restore-denied": { roles: [], askers: true },
  "restore-withdrawn": { roles: ["approver"], askers: true },
  "restore-expired": { roles: ["approver"], askers: true },
  "restore-executed": { roles: [], askers: true },
  "restore-failed": { roles: ["approver"], askers: true },
  "restore-break-glass": { roles: ["approver", "auditor"], askers: true },
  "restore-void": { roles: ["approver"], askers: true },
  "restore-elsewhere": { roles: ["approver"], askers: true },
  "purge-reminder": { roles: ["operator", "approver"], askers: false },
  "ledger-broken": { roles: ["auditor"], askers: false },
};

/** One message, the same for every channel. `subject` holds no value, no ARN and no line break. */
export interface Message {
  kind: AnnouncedKind;
  subject: string;
  lines: string[];
  /** The page that shows it, below the console's own address. */
  path: string;
}

/** What happened, in words; `accountName` says how people call an account. */
export function messageOf(
  event: AnnouncedEvent,
  accountName: (accountId: string) => string,
): Message {
  const { kind } = event;
  if (kind === "ledger-broken") {
    return {
      kind,
      subject: "The ledger does not verify",
      lines: [
        plain(event.says),
        "The ledger takes no more entries, so nothing that must be recorded can be done. Tell security; nothing was deleted.",
      ],
      path: "/",
    };
  }
  const { name, region, accountId } = event.secret;
  const where = `${accountName(accountId)}, ${region}`;
  if (kind === "purge-reminder") return reminderOf(event, where);
  const words = restoreWords[kind];
  const who = event.by ? `by ${event.by.displayName}` : "by the console itself";
  return {
    kind,
    subject: plain(`${words.subject}: ${name} (${where})`),
    lines: [plain(`${name} in ${where} (${accountId}).`), plain(`${words.says} ${who}.`)],
    path: `/restore-requests?id=${encodeURIComponent(event.requestId)}`,
  };
}

const restoreWords: Record<RestoreNews, { subject: string; says: string }> = {
  "restore-requested": { subject: "Restore asked for", says: "A restore was asked for" },
  "restore-approved": { subject: "Restore approved", says: "The restore was approved" },
  "restore-denied": { subject: "Restore denied", says: "The restore was denied" },
  "restore-withdrawn": { subject: "Restore withdrawn", says: "The request was withdrawn" },
  "restore-expired": { subject: "Restore expired", says: "The request was ended in time" },
  "restore-executed": { subject: "Restored", says: "The secret was restored" },
  "restore-failed": { subject: "Restore failed", says: "The restore was tried without success" },
  "restore-break-glass": {
    subject: "BREAK GLASS: restored alone",
    says: "The restore was authorised without a second person",
  },
  "restore-void": {
    subject: "Restore request void",
    says: "What the request was about has changed, so a new one is needed; this was found",
  },
  "restore-elsewhere": {
    subject: "Restored elsewhere",
    says: "The secret is no longer pending deletion though nobody restored it here; this was found",
  },
};

/** What a request's new state is to people; running, and falling back from it, is no news. */
export function newsOf(from: RestoreState | undefined, to: RestoreState): RestoreNews | undefined {
  return from === "executing" && isLive(to) ? undefined : news[to];
}

const news: Record<RestoreState, RestoreNews | undefined> = {
  pending: "restore-requested",
  approved: "restore-approved",
  "break-glass": "restore-break-glass",
  executing: undefined,
  executed: "restore-executed",
  failed: "restore-failed",
  denied: "restore-denied",
  withdrawn: "restore-withdrawn",
  expired: "restore-expired",
  invalidated: "restore-void",
  "already-restored": "restore-elsewhere",
};

function reminderOf(event: PurgeReminder, where: string): Message {
  const { secret, days, purgeFrom, isPurgeKnown, deniedLast7Days } = event;
  const left = days === 1 ? "1 day" : `${days} days`;
  const from = minute(purgeFrom);
  const reads = deniedLast7Days === 1 ? "1 read was" : `${deniedLast7Days} reads were`;
  return {
    kind: "purge-reminder",
    subject: plain(`Gone in ${left} or less, and still wanted: ${secret.name} (${where})`),
    lines: [
      plain(`${secret.name} in ${where} (${secret.accountId}) is scheduled for deletion.`),
      isPurgeKnown
        ? `AWS may erase it from ${from} on.`
        : `AWS may erase it from ${from} on at the earliest; the exact date is not known.`,
      deniedLast7Days > 0
        ? `${reads} refused in the last 7 days.`
        : "It was read in the 90 days before its deletion.",
      `CloudTrail was read to ${minute(event.trailReadTo)}; until then nobody had restored it.`,
    ],
    path: "/pending-deletions",
  };
}

function minute(at: string): string {
  return `${at.slice(0, 16).replace("T", " ")} UTC`;
}

/** One line: a name may hold only harmless characters, but what people call things may not. */
function plain(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, " ").slice(0, 900);
}

/** Waits before each further try, in seconds: soon at first, then every hour. */
const WAITS_S = [15, 60, 300, 900, 3600] as const;
/** Whoever cannot be reached for so long is given up; the log says so. */
export const GIVE_UP_AFTER_HOURS = 72;

/** How long to wait after the n-th failed try (1 = the first). */
export function waitSeconds(tries: number): number {
  return WAITS_S[Math.min(tries, WAITS_S.length) - 1] ?? WAITS_S[0];
}
