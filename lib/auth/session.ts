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

/**
 * The session that a request's cookie opens, checked against its row and its limits each time:
 * a revoked session is refused by the very next request. Believes nothing but the cookie.
 *
 * @throws Failure `signed-out`; `no-role` if the configuration knows none of its roles any more
 */
export async function sessionOf(headers: Pick<Headers, "get">, now: Date): Promise<Session> {
  const token = await unseal(cookieOf(headers, SESSION_COOKIE));
  if (typeof token?.sid !== "string") throw new Failure("signed-out");
  const session = await findSession(token.sid);
  if (!session || session.person.subject !== token.sub) throw new Failure("signed-out");
  if (sessionState(session, config().sessions, now) !== "live") {
    dropCredentials(session.id);
    throw new Failure("signed-out");
  }
  if (session.person.issuer !== config().signIn.issuer) throw new Failure("signed-out");
  const roles = session.roles.filter((role) => config().groups.some((row) => row.role === role));
  if (!roles.includes(session.role)) throw new Failure("no-role");
  return { ...session, roles };
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
