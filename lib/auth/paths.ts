import "server-only";

/** The pages that a sign-in may lead back to. */
const pages = new Set([
  "/",
  "/inventory",
  "/secret",
  "/rotation",
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
