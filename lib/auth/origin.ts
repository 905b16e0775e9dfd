import "server-only";
import { config } from "@/lib/config";
import { Failure } from "@/lib/domain/failure";

/** How a request came in; see `door` in the operations table. */
export type Door = "action" | "read";

/** What a cross-site page cannot fake in a browser: these headers are set by the browser alone. */
type RequestHeaders = Pick<Headers, "get">;

/**
 * Refuses what this console's own pages did not send. Next lets an action without an `Origin`
 * pass and compares the others with a `Host` that the caller chose, so both are checked here
 * against the configuration. `next-action` cannot be set by a form or across sites.
 *
 * @throws Failure `wrong-origin`
 */
export function assertOwnRequest(headers: RequestHeaders, door: Door): void {
  assertKnownHost(headers);
  const site = headers.get("sec-fetch-site");
  if (door === "action") {
    const isOwn = site === "same-origin" && isKnownOrigin(headers.get("origin"));
    if (!isOwn || !headers.get("next-action")) throw new Failure("wrong-origin");
    return;
  }
  // A link from elsewhere may open a page, but no other site may fetch or embed an answer.
  const isElsewhere = site !== null && site !== "same-origin" && site !== "none";
  const isLink =
    headers.get("sec-fetch-mode") === "navigate" && headers.get("sec-fetch-dest") === "document";
  if (isElsewhere && !isLink) throw new Failure("wrong-origin");
}

/** As for an action, for the POSTs of signing in and out, which Next does not send. */
export function assertOwnPost(headers: RequestHeaders): void {
  assertKnownHost(headers);
  const site = headers.get("sec-fetch-site");
  const isOwnSite = site === null || site === "same-origin";
  if (!isOwnSite || !isKnownOrigin(headers.get("origin"))) throw new Failure("wrong-origin");
}

/**
 * Refuses a request for another name: what DNS rebinding and forged `Host` headers rely on.
 *
 * @throws Failure `wrong-origin`
 */
export function assertKnownHost(headers: RequestHeaders): void {
  const { allowedHosts } = config();
  const forwarded = headers.get("x-forwarded-host");
  const isKnown = allowedHosts.includes(headers.get("host") ?? "");
  if (!isKnown || (forwarded !== null && !allowedHosts.includes(forwarded)))
    throw new Failure("wrong-origin");
}

function isKnownOrigin(origin: string | null): boolean {
  const { allowedHosts, publicUrl } = config();
  return allowedHosts.some((host) => origin === `${publicUrl.protocol}//${host}`);
}
