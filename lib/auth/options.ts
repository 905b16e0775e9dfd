import "server-only";
import type { NextAuthOptions } from "next-auth";
import { config } from "@/lib/config";
import { log } from "@/lib/log";
import { cookieOptions, SESSION_COOKIE, seal, unseal } from "./cookie";
import { isKnownPath } from "./paths";
import type { Claims, SignInResult } from "./sign-in";

/** What the handler knows of one request and next-auth does not. */
interface Visit {
  /** Asked once per callback, with claims that next-auth has verified. */
  signIn(claims: Claims): Promise<SignInResult>;
  /** Called when the person may sign out and does. */
  signOut(): Promise<void>;
}

/**
 * next-auth, made for one request: OpenID only, with PKCE, state and nonce. Its cookie carries
 * the session's token and the subject, nothing else; who may do what is asked of the row.
 */
export function authOptions(visit: Visit): NextAuthOptions {
  const { signIn, sessions, publicUrl } = config();
  const maxAge = sessions.absoluteHours * 3600;
  const wellKnown = `${signIn.issuer.replace(/\/$/, "")}/.well-known/openid-configuration`;
  let result: SignInResult | undefined;
  return {
    secret: signIn.secret,
    useSecureCookies: true,
    session: { strategy: "jwt", maxAge },
    pages: { signIn: "/sign-in", signOut: "/sign-in", error: "/sign-in" },
    cookies: { sessionToken: { name: SESSION_COOKIE, options: cookieOptions } },
    providers: [
      {
        id: "oidc",
        name: "OpenID",
        type: "oauth",
        issuer: signIn.issuer,
        wellKnown,
        clientId: signIn.clientId,
        clientSecret: signIn.clientSecret,
        idToken: true,
        checks: ["pkce", "state", "nonce"],
        // Asking for a largest age makes a provider tell `auth_time` (OpenID Connect 3.1.2.1).
        authorization: { params: { scope: "openid profile email", max_age: maxAge } },
        profile: (claims: Claims) => ({ id: String(claims.sub ?? "") }),
      },
    ],
    jwt: {
      maxAge,
      encode: ({ token, maxAge: seconds }) => seal(token ?? {}, seconds ?? maxAge),
      decode: async ({ token }) => (await unseal(token)) ?? null,
    },
    callbacks: {
      async signIn({ profile }) {
        result = await visit.signIn((profile ?? {}) as Claims);
        return result.ok || new URL(`/sign-in?error=${result.problem}`, publicUrl).href;
      },
      // Whatever the browser posted as an update arrives here too: nothing of it is looked at.
      jwt: ({ token }) =>
        result?.ok
          ? { sid: result.token, sub: result.subject }
          : { sid: token.sid, sub: token.sub },
      session: ({ session }) => ({ expires: session.expires }),
      redirect({ url }) {
        const path = url.startsWith(`${publicUrl.origin}/`)
          ? url.slice(publicUrl.origin.length)
          : url;
        return new URL(isKnownPath(path) ? path : "/", publicUrl).href;
      },
    },
    events: {
      signOut: () => visit.signOut(),
    },
    logger: {
      error: (code, metadata) =>
        log("error", "signing in failed", {
          code,
          error: metadata instanceof Error ? metadata : metadata.error,
        }),
      warn: () => undefined,
      debug: () => undefined,
    },
  };
}
