import "server-only";
import NextAuth from "next-auth";
import { Failure } from "@/lib/domain/failure";
import { log } from "@/lib/log";
import {
  cookieOf,
  cookieOptions,
  cookiesOf,
  SESSION_COOKIE,
  STEP_UP_COOKIE,
  seal,
  unseal,
} from "./cookie";
import { logoutAddress } from "./logout";
import { authOptions } from "./options";
import { assertKnownHost, assertOwnPost } from "./origin";
import { type CheckedSession, sessionOf } from "./session";
import { type Before, type StepUpWish, signIn, signOut } from "./sign-in";

/** All of next-auth that is reachable. Its session and log endpoints have no use here. */
const doors = {
  GET: new Set(["csrf", "providers", "signin", "callback", "error"]),
  POST: new Set(["signin", "signout"]),
};

const STEP_UP_SECONDS = 15 * 60;
const BODY_BYTES_MAX = 16_384;

/** Answers everything below /api/auth. Speaks web requests, so that it runs without Next as well. */
export async function handleAuth(request: Request): Promise<Response> {
  const url = new URL(request.url);
  const [action = "", provider] = url.pathname.split("/").slice(3);
  const method = request.method === "POST" ? "POST" : "GET";
  if (!doors[method].has(action)) return answer(404);
  try {
    if (method === "POST") assertOwnPost(request.headers);
    else assertKnownHost(request.headers);
  } catch {
    return answer(403);
  }
  const now = new Date();
  const before = await sessionBefore(request.headers, now);
  const wish = await stepUpWish(request.headers);
  let isLeaving = false;
  const options = authOptions({
    async signOut() {
      isLeaving = true;
      if (before) await signOut(before.session);
    },
    async signIn(claims) {
      const userAgent = request.headers.get("user-agent") ?? undefined;
      try {
        return await signIn(claims, { before, wish, userAgent, now });
      } catch (error) {
        // next-auth would write the error's text, a query and whom it was for, into an address.
        log("error", "A sign-in could not be finished", { error });
        return { ok: false, problem: "unavailable" };
      }
    },
  });
  const query = Object.fromEntries(url.searchParams);
  const isStepUp = action === "signin" && method === "POST" && query.prompt === "login";
  const response = await callNextAuth(request, options, {
    ...(action === "signin" ? wishes(query) : query),
    nextauth: provider ? [action, provider] : [action],
  });
  if (action === "callback") forget(response, STEP_UP_COOKIE);
  if (isStepUp && before) await keepWish(response, before.session);
  return isLeaving ? await leave(response) : response;
}

/** Of what a browser may add to an authorization request, only the wish for a fresh sign-in counts. */
function wishes({ prompt, callbackUrl, error }: Record<string, string>): Record<string, string> {
  return {
    ...(prompt === "login" && { prompt, max_age: "0" }),
    ...(callbackUrl && { callbackUrl }),
    ...(error && { error }),
  };
}

/** Runs next-auth through its own interface for request and response objects. */
async function callNextAuth(
  request: Request,
  options: ReturnType<typeof authOptions>,
  query: Record<string, string | string[]>,
): Promise<Response> {
  const headers = new Headers({ "cache-control": "no-store" });
  let status = 200;
  let body: string | null = null;
  const outgoing = {
    status(code: number) {
      status = code;
      return outgoing;
    },
    setHeader(name: string, value: string | string[]) {
      headers.delete(name);
      for (const one of [value].flat()) headers.append(name, one);
      return outgoing;
    },
    getHeader: (name: string) =>
      name.toLowerCase() === "set-cookie"
        ? headers.getSetCookie()
        : (headers.get(name) ?? undefined),
    json(value: unknown) {
      headers.set("content-type", "application/json");
      body = JSON.stringify(value);
    },
    send(value: unknown) {
      body = typeof value === "string" ? value : value === undefined ? null : JSON.stringify(value);
    },
    end: () => undefined,
  };
  const incoming = {
    method: request.method,
    headers: Object.fromEntries(request.headers),
    cookies: Object.fromEntries(
      Object.entries(cookiesOf(request.headers)).map(([name, value]) => [name, decoded(value)]),
    ),
    query,
    body: request.method === "POST" ? await formOf(request) : undefined,
  };
  await NextAuth(incoming as never, outgoing as never, options);
  headers.set("cache-control", "no-store");
  return new Response(body, { status, headers });
}

async function formOf(request: Request): Promise<Record<string, string>> {
  const text = await request.text();
  return text.length > BODY_BYTES_MAX ? {} : Object.fromEntries(new URLSearchParams(text));
}

function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}

async function sessionBefore(headers: Headers, now: Date): Promise<Before | undefined> {
  try {
    const session = await sessionOf(headers, now);
    const opened = await unseal(cookieOf(headers, SESSION_COOKIE));
    return { token: String(opened?.sid), session };
  } catch (error) {
    if (error instanceof Failure) return undefined;
    throw error;
  }
}

async function stepUpWish(headers: Headers): Promise<StepUpWish | undefined> {
  const wish = await unseal(cookieOf(headers, STEP_UP_COOKIE), STEP_UP_COOKIE);
  if (typeof wish?.sessionId !== "string" || typeof wish.at !== "number") return undefined;
  return { sessionId: wish.sessionId, requestedAt: new Date(wish.at) };
}

async function keepWish(response: Response, { id, checkedAt }: CheckedSession): Promise<void> {
  const wish = { sessionId: id, at: checkedAt.getTime() };
  const sealed = await seal(wish, STEP_UP_SECONDS, STEP_UP_COOKIE);
  response.headers.append("set-cookie", setCookie(STEP_UP_COOKIE, sealed, STEP_UP_SECONDS));
}

function forget(response: Response, name: string): void {
  response.headers.append("set-cookie", setCookie(name, "", 0));
}

function setCookie(name: string, value: string, maxAge: number): string {
  const { path } = cookieOptions;
  return `${name}=${value}; Path=${path}; Max-Age=${maxAge}; HttpOnly; Secure; SameSite=Lax`;
}

/** After signing out: clears what the browser stored, and goes on to the provider's own sign-out. */
async function leave(response: Response): Promise<Response> {
  const headers = new Headers(response.headers);
  headers.set("clear-site-data", '"cache", "storage"');
  for (const name of [SESSION_COOKIE, STEP_UP_COOKIE])
    headers.append("set-cookie", setCookie(name, "", 0));
  const address = await logoutAddress();
  if (!address) return new Response(response.body, { status: response.status, headers });
  if (headers.has("location")) headers.set("location", address);
  const body = headers.has("location") ? null : JSON.stringify({ url: address });
  return new Response(body, { status: response.status, headers });
}

function answer(status: number): Response {
  return new Response(null, { status, headers: { "cache-control": "no-store" } });
}
