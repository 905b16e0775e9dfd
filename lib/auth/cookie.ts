import "server-only";
import { decode, encode, type JWT } from "next-auth/jwt";
import { config } from "@/lib/config";

/** `__Host-` makes browsers insist on Secure, Path=/ and no Domain. */
export const SESSION_COOKIE = "__Host-strongroom-session";
export const STEP_UP_COOKIE = "__Host-strongroom-step-up";

export const cookieOptions = { httpOnly: true, sameSite: "lax", path: "/", secure: true } as const;

/** Encrypts with the current secret (A256GCM). `salt` is empty for the session cookie only. */
export function seal(token: JWT, maxAge: number, salt = ""): Promise<string> {
  return encode({ token, maxAge, salt, secret: config().signIn.secret });
}

/**
 * Opens what `seal` closed, under the current secret or the one before it, so that replacing the
 * secret signs nobody out. Answers nothing for what is forged, expired or not there.
 */
export async function unseal(sealed: string | undefined, salt = ""): Promise<JWT | undefined> {
  if (!sealed) return undefined;
  const { secret, previousSecret } = config().signIn;
  for (const candidate of previousSecret ? [secret, previousSecret] : [secret]) {
    const token = await decode({ token: sealed, secret: candidate, salt }).catch(() => null);
    if (token) return token;
  }
  return undefined;
}

/** The value of one cookie; browsers send each name once. */
export function cookieOf(headers: Pick<Headers, "get">, name: string): string | undefined {
  return cookiesOf(headers)[name];
}

/** All cookies of a request, undecoded: ours hold no character that needs it. */
export function cookiesOf(headers: Pick<Headers, "get">): Record<string, string> {
  const pairs = (headers.get("cookie") ?? "").split(";").map((pair) => {
    const at = pair.indexOf("=");
    return at < 0 ? ["", ""] : [pair.slice(0, at).trim(), pair.slice(at + 1).trim()];
  });
  return Object.fromEntries(pairs.filter(([name]) => name !== ""));
}
