import "server-only";
import { config } from "@/lib/config";

/** The pages that a sign-in may lead back to. */
const pages = new Set([
  "/",
  "/inventory",
  "/secret",
  "/create-secret",
  "/rotation",
  "/rotation/history",
  "/pending-deletions",
  "/restore-requests",
  "/costs",
  "/audit",
  "/sessions",
  "/sign-in",
]);

const PATH_CHARS_MAX = 4096;

/** True for a path of this console, with or without a query. Never for another host's address. */
export function isKnownPath(path: string): boolean {
  // URL parsers drop tabs and line ends, which would turn "/<tab>/host" into another host.
  if (path.length > PATH_CHARS_MAX || !/^\/(?![/\\])[\x21-\x7e]*$/.test(path)) return false;
  const base = "http://console.invalid";
  const url = URL.canParse(path, base) ? new URL(path, base) : undefined;
  return url !== undefined && url.origin === base && pages.has(url.pathname) && url.hash === "";
}

/** Where a sign-in leads: the wanted page if it is one of ours, else home. Never back to itself. */
export function pathAfterSignIn(wanted: unknown): string {
  if (typeof wanted !== "string") return "/";
  const origin = config().publicUrl.origin;
  const path = wanted.startsWith(`${origin}/`) ? wanted.slice(origin.length) : wanted;
  return isKnownPath(path) && !path.startsWith("/sign-in") ? path : "/";
}
