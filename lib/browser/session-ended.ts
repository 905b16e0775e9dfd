import { useSyncExternalStore } from "react";
import type { FailureView } from "@/lib/domain/failure";

/**
 * Whether some answer said that the session is over. The page stays as it is, so that what was
 * typed is kept; a dialog offers to sign in again.
 */
let endedBy: FailureView | undefined;
const listeners = new Set<() => void>();

/** Looks at every failure that reaches the browser. */
export function noticeFailure(failure: FailureView): void {
  if (failure.code === "signed-out" || failure.code === "aws-session-ended") publish(failure);
}

/** Called once the person has signed in again. */
export function sessionIsBack(): void {
  publish(undefined);
}

export function useSessionEnded(): FailureView | undefined {
  return useSyncExternalStore(
    subscribe,
    () => endedBy,
    () => undefined,
  );
}

function publish(failure: FailureView | undefined): void {
  endedBy = failure;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
