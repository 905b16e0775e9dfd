import { type NextRequest, NextResponse } from "next/server";
import { config as settings } from "@/lib/config";

const CSP = "content-security-policy";
// biome-ignore lint/style/noProcessEnv: the compiler replaces it by a constant; no setting is read
const isDevelopment = process.env.NODE_ENV === "development";

/**
 * Sets the nonce and the policy, and turns away requests for other hosts. It decides nothing
 * about who may do what: pages, reads, actions and routes ask by themselves, so that deleting
 * this file would open nothing.
 */
export function proxy(request: NextRequest): NextResponse {
  const { allowedHosts } = settings();
  if (!allowedHosts.includes(request.headers.get("host") ?? ""))
    return new NextResponse("This console does not answer for that host.", { status: 421 });

  const nonce = Buffer.from(crypto.getRandomValues(new Uint8Array(18))).toString("base64");
  const policy = policyWith(nonce);
  const headers = new Headers(request.headers);
  // Next takes the nonce from the request's policy: a caller's own must not get that far.
  headers.set(CSP, policy);
  headers.delete(`${CSP}-report-only`);
  headers.set("x-nonce", nonce);
  headers.set("x-strongroom-path", pathOf(request));
  const response = NextResponse.next({ request: { headers } });
  response.headers.set(CSP, policy);
  return response;
}

/** The page asked for, so that signing in can lead back to it. */
function pathOf({ nextUrl }: NextRequest): string {
  const query = new URLSearchParams(nextUrl.searchParams);
  query.delete("_rsc");
  return query.size > 0 ? `${nextUrl.pathname}?${query}` : nextUrl.pathname;
}

function policyWith(nonce: string): string {
  const directives = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}' 'strict-dynamic'${isDevelopment ? " 'unsafe-eval'" : ""}`,
    isDevelopment ? "style-src 'self' 'unsafe-inline'" : `style-src 'self' 'nonce-${nonce}'`,
    // Rows of a virtual table are placed by style attributes; those cannot run or load anything.
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self'",
    `connect-src 'self'${isDevelopment ? " ws:" : ""}`,
    "form-action 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "object-src 'none'",
    "report-uri /api/csp",
  ];
  const trustedTypes = [
    "require-trusted-types-for 'script'",
    // `default` is app/own-scripts.tsx: scripts of our own build and nothing else.
    "trusted-types default nextjs",
  ];
  return [...directives, ...(isDevelopment ? [] : trustedTypes)].join("; ");
}

// Prefetches are not left out: a path that a matcher skips would be served without a policy.
export const config = { matcher: "/((?!_next/static/).*)" };
