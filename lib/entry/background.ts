import "server-only";
import { AsyncLocalStorage } from "node:async_hooks";

const background = new AsyncLocalStorage<true>();

/** The header by which a page's own polling says that nobody clicked. */
export const BACKGROUND_HEADER = "x-strongroom-background";

/** True if nobody clicked: such a request does not keep a session awake. */
export function isInBackground(headers: Pick<Headers, "get">): boolean {
  return headers.get(BACKGROUND_HEADER) === "1" || background.getStore() === true;
}

/** Runs `work` as something nobody clicked for. */
export function inBackground<T>(work: () => Promise<T>): Promise<T> {
  return background.run(true, work);
}
