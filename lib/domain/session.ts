import { z } from "zod";
import { type ConsoleRole, consoleRoles, type Person } from "./role";

/** How long a session may live, as configured. */
export interface SessionLimits {
  idleMinutes: number;
  absoluteHours: number;
  stepUpMinutes: number;
}

/** One sign-in on one browser, as the server's row tells it. The cookie knows only its id. */
export interface Session {
  id: string;
  person: Person;
  /** Every role the person's groups give, in the order of the configuration. */
  roles: ConsoleRole[];
  /** The one worked in now. */
  role: ConsoleRole;
  /** Those of the person's groups that the rules for restores name. */
  groups: string[];
  startedAt: Date;
  /** Moved by people's clicks, never by background polling. */
  lastSeenAt: Date;
  /** `auth_time` of the newest ID token; the epoch if the provider never told. */
  authenticatedAt: Date;
  revokedAt?: Date;
  userAgent?: string;
  /** AWS credentials fetched under an older number are not used any more. */
  awsGeneration: number;
}

/** Why a session ended, or that it has not. */
export type SessionState = "live" | "revoked" | "idle" | "too-old";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** Provider and console clocks may differ by this much when a fresh sign-in is asked for. */
const CLOCK_DIFFERENCE_MS = 30_000;

/** A row is written at most this often for being looked at; small against the idle limit. */
const TOUCH_EVERY_MS = 20_000;

type Times = Pick<Session, "startedAt" | "lastSeenAt" | "authenticatedAt" | "revokedAt">;

/** Decides whether a session may still be used at `now`. A limit reached is a limit passed. */
export function sessionState(session: Times, limits: SessionLimits, now: Date): SessionState {
  if (session.revokedAt) return "revoked";
  if (now >= endsAt(session, limits)) return "too-old";
  if (now >= idleEndsAt(session, limits)) return "idle";
  return "live";
}

/** When the session ends whatever the person does. */
export function endsAt(session: Times, limits: SessionLimits): Date {
  return new Date(session.startedAt.getTime() + limits.absoluteHours * HOUR_MS);
}

/** When the session ends if the person does nothing more; never after `endsAt`. */
export function idleEndsAt(session: Times, limits: SessionLimits): Date {
  const idle = session.lastSeenAt.getTime() + limits.idleMinutes * MINUTE_MS;
  return new Date(Math.min(idle, endsAt(session, limits).getTime()));
}

/** Until when the last proven sign-in is young enough for values and writes. */
export function stepUpUntil(session: Times, limits: SessionLimits): Date {
  return new Date(session.authenticatedAt.getTime() + limits.stepUpMinutes * MINUTE_MS);
}

export function needsStepUp(session: Times, limits: SessionLimits, now: Date): boolean {
  return now >= stepUpUntil(session, limits);
}

export function needsTouch(session: Times, now: Date): boolean {
  return now.getTime() - session.lastSeenAt.getTime() >= TOUCH_EVERY_MS;
}

/**
 * Whether an ID token proves a sign-in made for this request: its `auth_time` may precede the
 * request only by what clocks differ. A provider that ignored the wish fails here.
 */
export function isFreshSignIn(authTime: Date | undefined, requestedAt: Date): boolean {
  return (
    authTime !== undefined && authTime.getTime() >= requestedAt.getTime() - CLOCK_DIFFERENCE_MS
  );
}

/** What the frame and the sessions list show. Dates are ISO strings. */
export interface SessionView {
  person: Person;
  roles: ConsoleRole[];
  role: ConsoleRole;
  /** The absolute limit. */
  expiresAt: string;
  /** The idle limit, moved by the person's own clicks. */
  idleExpiresAt: string;
  authenticatedAt: string;
  stepUpUntil: string;
  /** AWS credentials of this session that the server holds now, one per account. */
  awsCredentials: { accountId: string; accountName: string; expiresAt: string }[];
  accounts: { id: string; name: string; colour?: string; regions: string[] }[];
  timeZone?: string;
  sessions: OwnSession[];
  /** Restore requests that need this person's decision now. */
  waitingRestores: number;
}

/** One of a person's live sessions; `id` is good for ending it and for nothing else. */
export interface OwnSession {
  id: string;
  startedAt: string;
  lastSeenAt: string;
  userAgent?: string;
  isThis: boolean;
}

/** One line of the set-up checks on home. */
export interface SetupCheck {
  name: string;
  state: "ok" | "failed" | "unknown";
  says: string;
  fix?: string;
}

export const ChooseRoleInput = z.strictObject({ role: z.enum(consoleRoles) });
export const EndSessionInput = z.strictObject({
  sessionId: z
    .string()
    .min(8)
    .max(128)
    .regex(/^[A-Za-z0-9_-]+$/, "This is not the id of a session"),
});
export const NoInput = z.strictObject({});
