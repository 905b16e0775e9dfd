import "server-only";
import { headers as nextHeaders } from "next/headers";
import { redirect } from "next/navigation";
import { dropCredentials } from "@/lib/aws/assumed-role";
import { config } from "@/lib/config";
import { findSession, touchSession } from "@/lib/db/sessions";
import { Failure } from "@/lib/domain/failure";
import { needsTouch, type Session, sessionState } from "@/lib/domain/session";
import { cookieOf, SESSION_COOKIE, unseal } from "./cookie";
import { pathAfterSignIn } from "./paths";

/** A session with the later of two clocks, this server's and the database's, when it was checked. */
export type CheckedSession = Session & { checkedAt: Date };

/**
 * The session that a request's cookie opens, checked against its row and its limits each time:
 * a revoked session is refused by the very next request. Believes nothing but the cookie.
 *
 * @throws Failure `signed-out`; `no-role` if the configuration knows none of its roles any more
 */
export async function sessionOf(headers: Pick<Headers, "get">, now: Date): Promise<CheckedSession> {
  const token = await unseal(cookieOf(headers, SESSION_COOKIE));
  if (typeof token?.sid !== "string") throw new Failure("signed-out");
  const found = await findSession(token.sid);
  if (!found || found.person.subject !== token.sub) throw new Failure("signed-out");
  const { foundAt, ...session } = found;
  // Limits follow the later clock: one that is slow must not lengthen them.
  const checkedAt = new Date(Math.max(now.getTime(), foundAt.getTime()));
  if (sessionState(session, config().sessions, checkedAt) !== "live") {
    dropCredentials(session.id);
    throw new Failure("signed-out");
  }
  if (session.person.issuer !== config().signIn.issuer) throw new Failure("signed-out");
  const roles = session.roles.filter((role) => config().groups.some((row) => row.role === role));
  if (!roles.includes(session.role)) throw new Failure("no-role");
  return { ...session, roles, checkedAt };
}

/** Moves the idle limit for something a person did. Polling must not call this. */
export async function touch(session: Session, now: Date): Promise<void> {
  if (needsTouch(session, now)) await touchSession(session.id);
}

/** For pages that look different to somebody signed in: the session, if there is a live one. */
export async function currentSession(): Promise<Session | undefined> {
  try {
    return await sessionOf(await nextHeaders(), new Date());
  } catch (error) {
    if (error instanceof Failure) return undefined;
    throw error;
  }
}

/**
 * For pages: the session, or a redirect to the sign-in page that leads back here. Each page calls
 * it itself, because layouts do not run again on navigation and proxy.ts decides nothing.
 */
export async function requireSession(from?: string): Promise<Session> {
  const session = await currentSession();
  if (session) return session;
  const here = from ?? (await nextHeaders()).get("x-strongroom-path") ?? "/";
  const back = pathAfterSignIn(here);
  redirect(back === "/" ? "/sign-in" : `/sign-in?from=${encodeURIComponent(back)}`);
}
