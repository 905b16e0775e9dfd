import "server-only";
import { assumeAhead, dropCredentials } from "@/lib/aws/assumed-role";
import { config } from "@/lib/config";
import { proveFeeds } from "@/lib/db/calendar-feeds";
import { recordAttempt, recordOutcome } from "@/lib/db/ledger";
import { createSession, revokeSession, stepUp } from "@/lib/db/sessions";
import { Failure, type FailureCode } from "@/lib/domain/failure";
import { type GroupsProblem, rolesOfGroups } from "@/lib/domain/groups";
import type { OperationName } from "@/lib/domain/operations";
import type { ConsoleRole, Person } from "@/lib/domain/role";
import { isFreshSignIn, type Session } from "@/lib/domain/session";
import type { CheckedSession } from "./session";

/** Claims of an ID token whose signature, audience, nonce and times were already checked. */
export type Claims = Record<string, unknown>;

/** Why a sign-in that the provider granted is refused here; the sign-in page has words for each. */
export type SignInProblem =
  | GroupsProblem
  | "other-issuer"
  | "no-subject"
  | "other-person"
  | "not-fresh"
  | "cannot-record"
  | "unavailable";

/** The browser's session as it was when the provider sent the person back. */
export interface Before {
  token: string;
  session: CheckedSession;
}

/** A fresh sign-in that this console asked for: whose session, and when. */
export interface StepUpWish {
  sessionId: string;
  requestedAt: Date;
}

export type SignInResult =
  | { ok: true; token: string; subject: string }
  | { ok: false; problem: SignInProblem };

/**
 * What an ID token leads to: a new session, or, if this console had asked for it, a fresh proof
 * for the session there is. Everything is on record before anybody gets a cookie.
 */
export async function signIn(
  claims: Claims,
  {
    before,
    wish,
    userAgent,
    now,
  }: { before?: Before; wish?: StepUpWish; userAgent?: string; now: Date },
): Promise<SignInResult> {
  const { issuer, groupsClaim } = config().signIn;
  if (claims.iss !== issuer) return { ok: false, problem: "other-issuer" };
  const person = personOf(claims, issuer);
  if (!person) return { ok: false, problem: "no-subject" };
  const found = rolesOfGroups(claims[groupsClaim], config().groups);
  const [role] = found.ok ? found.roles : [];
  if (!found.ok || !role) {
    await record("session.start", { person, sessionId: "none" }, "no-role").catch(ignore);
    const problem = found.ok ? "no-role" : found.problem;
    // A list of groups that could not be read says nothing about the person.
    if (problem === "no-role") await proveFeeds(person, []);
    return { ok: false, problem };
  }
  const authTime = authTimeOf(claims, now);
  const groups = namedGroups(claims[groupsClaim]);
  if (wish && before?.session.id === wish.sessionId) {
    return await proveAfresh({ before, wish, person, roles: found.roles, groups, authTime });
  }
  const { token, session } = await createSession({
    person,
    roles: found.roles,
    role,
    groups,
    authenticatedAt: authTime ?? new Date(0),
    ...(userAgent && { userAgent }),
  });
  try {
    await record("session.start", { person, role, sessionId: session.id });
  } catch {
    await revokeSession(session.id);
    return { ok: false, problem: "cannot-record" };
  }
  assumeAhead(session);
  await proveFeeds(person, found.roles);
  // The browser forgets its former session with the cookie; nobody else may go on with it.
  if (before) await end(before.session.id);
  return { ok: true, token, subject: person.subject };
}

/** Signs a person out. It is put on record; but nobody is kept signed in because it cannot be. */
export async function signOut({ id: sessionId, person, role }: Session): Promise<void> {
  await end(sessionId);
  await record("session.end", { person, role, sessionId }).catch(ignore);
}

/** Ends one session: its row and the AWS credentials held for it. True if it was open. */
export async function end(sessionId: string): Promise<boolean> {
  dropCredentials(sessionId);
  return await revokeSession(sessionId);
}

async function proveAfresh(given: {
  before: Before;
  wish: StepUpWish;
  person: Person;
  roles: ConsoleRole[];
  groups: string[];
  authTime: Date | undefined;
}): Promise<SignInResult> {
  const { token, session } = given.before;
  const { person, role, id: sessionId } = session;
  const isSame = given.person.subject === person.subject && given.person.issuer === person.issuer;
  const isFresh = isFreshSignIn(given.authTime, given.wish.requestedAt);
  const entry = { person, role, sessionId };
  try {
    if (!isSame || !isFresh || !given.authTime) {
      await record("session.step-up", entry, "step-up-needed");
      return { ok: false, problem: isSame ? "not-fresh" : "other-person" };
    }
    await proveFeeds(person, given.roles);
    const isChanged =
      [given.roles, given.groups].join(";") !== [session.roles, session.groups].join(";");
    if (isChanged) return await startOver(given, given.authTime);
    await record("session.step-up", entry);
  } catch {
    return { ok: false, problem: "cannot-record" };
  }
  await stepUp(sessionId, given.authTime);
  return { ok: true, token, subject: person.subject };
}

/** The person's groups have changed: a session never gains or keeps roles that it did not start with. */
async function startOver(
  {
    before,
    roles,
    groups,
    person,
  }: { before: Before; roles: ConsoleRole[]; groups: string[]; person: Person },
  authenticatedAt: Date,
): Promise<SignInResult> {
  const role = roles.includes(before.session.role) ? before.session.role : roles[0];
  if (!role) return { ok: false, problem: "no-role" };
  await end(before.session.id);
  const { userAgent } = before.session;
  const opened = await createSession({ person, roles, role, groups, authenticatedAt, userAgent });
  try {
    await record("session.start", { person, role, sessionId: opened.session.id });
  } catch (error) {
    await revokeSession(opened.session.id);
    throw error;
  }
  return { ok: true, token: opened.token, subject: person.subject };
}

/** Only groups that the rules for restores name are kept; the rest is nobody's business here. */
function namedGroups(claim: unknown): string[] {
  const { rules, breakGlassGroups = [] } = config().restores;
  const steps = rules.flatMap((rule) => rule.steps);
  const named = new Set([...breakGlassGroups, ...steps.flatMap(({ groups = [] }) => groups)]);
  const held: unknown[] = Array.isArray(claim) ? claim : [];
  return [...named].filter((group) => held.includes(group)).toSorted();
}

async function record(
  operation: OperationName,
  entry: { person: Person; role?: ConsoleRole; sessionId: string },
  refusedAs?: FailureCode,
): Promise<void> {
  const attempt = await recordAttempt({ operation, ...entry });
  await recordOutcome(
    attempt,
    refusedAs ? { result: "refused", code: refusedAs } : { result: "done" },
  );
}

function personOf(claims: Claims, issuer: string): Person | undefined {
  const { sub, name, email } = claims;
  if (typeof sub !== "string" || sub === "" || sub.length > 255) return undefined;
  return {
    issuer,
    subject: sub,
    displayName: shown(name) ?? sub,
    ...(shown(email) && { email: shown(email) }),
  };
}

/** A claim as it may be shown: one line of limited length. */
function shown(claim: unknown): string | undefined {
  if (typeof claim !== "string") return undefined;
  const line = claim.replace(/\p{C}/gu, "").trim().slice(0, 120);
  return line === "" ? undefined : line;
}

/** `auth_time` is in seconds. One in the future would stay fresh too long, so it counts as now. */
function authTimeOf({ auth_time: seconds }: Claims, now: Date): Date | undefined {
  if (typeof seconds !== "number" || !Number.isFinite(seconds) || seconds <= 0) return undefined;
  return new Date(Math.min(seconds * 1000, now.getTime()));
}

function ignore(error: unknown): void {
  // A refusal that cannot be recorded is a refusal all the same.
  if (!(error instanceof Failure)) throw error;
}
