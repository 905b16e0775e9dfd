import type { ReactNode } from "react";

/** Pairs of words, in two columns where there is room. */
export function Facts({ facts }: { facts: readonly [string, ReactNode][] }) {
  return (
    <dl className="px-4 py-2 text-table">
      {facts.map(([says, what]) => (
        <div key={says} className="grid gap-x-4 py-1 cards:grid-cols-[150px_1fr]">
          <dt className="text-ink-2">{says}</dt>
          <dd className="min-w-0 break-names">{what}</dd>
        </div>
      ))}
    </dl>
  );
}
