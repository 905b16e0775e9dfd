import { SESSION_COOKIE, seal } from "@/lib/auth/cookie";
import { createSession, type StoredSession } from "@/lib/db/sessions";
import type { ConsoleRole } from "@/lib/domain/role";

export const consoleUrl = "http://localhost:3000";
export const issuer = "http://localhost:4567";

/** Somebody with a session, and what their browser sends. */
export interface Visitor {
  session: StoredSession;
  token: string;
  /** Headers of an action of the console's own page; `more` replaces, an empty text leaves out. */
  headers(more?: Record<string, string>): Headers;
}

/** Opens a session as a sign-in does, without a provider. */
export async function visitor(
  subject: string,
  roles: [ConsoleRole, ...ConsoleRole[]] = ["operator"],
  authenticatedAt = new Date(),
): Promise<Visitor> {
  const person = { issuer, subject, displayName: subject };
  const { token, session } = await createSession({
    person,
    roles,
    role: roles[0],
    authenticatedAt,
  });
  const cookie = `${SESSION_COOKIE}=${await seal({ sid: token, sub: subject }, 3600)}`;
  return { session, token, headers: (more) => headersWith({ cookie, ...more }) };
}

/** Headers as an action sends them, without a session. */
export function headersWith(more: Record<string, string> = {}): Headers {
  const { host, origin } = new URL(consoleUrl);
  const sent = { host, origin, "sec-fetch-site": "same-origin", "next-action": "id", ...more };
  return new Headers(Object.entries(sent).filter(([, value]) => value !== ""));
}
