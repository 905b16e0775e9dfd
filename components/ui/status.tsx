"use client";

import { useSyncExternalStore } from "react";

/**
 * Short news ("Copied the ARN"): said once to a screen reader and shown for a moment. Nothing
 * that a person needs later may live only here.
 */
interface News {
  id: number;
  text: string;
  /** Said and not shown, because the page shows it already. */
  isQuiet: boolean;
}

let news: News | undefined;
let shownFor: ReturnType<typeof setTimeout> | undefined;
const listeners = new Set<() => void>();

export function announce(text: string, { isQuiet = false } = {}): void {
  publish({ id: (news?.id ?? 0) + 1, text, isQuiet });
  clearTimeout(shownFor);
  shownFor = setTimeout(() => publish(undefined), 4000);
}

function publish(next: News | undefined): void {
  news = next;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The one status region of the page. */
export function StatusRegion() {
  const current = useSyncExternalStore(
    subscribe,
    () => news,
    () => undefined,
  );
  return (
    <div
      role="status"
      data-print="hidden"
      className="pointer-events-none fixed inset-x-0 bottom-20 z-50 flex justify-center side:bottom-6"
    >
      {current && (
        <span
          key={current.id}
          className={
            current.isQuiet
              ? "sr-only"
              : "rounded-panel bg-ink px-3 py-2 text-paper text-table shadow-float"
          }
        >
          {current.text}
        </span>
      )}
    </div>
  );
}
