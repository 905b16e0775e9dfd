"use client";

import { type ReactNode, useEffect, useRef } from "react";

let isFirstPage = true;

/**
 * The one `h1` of a page. Takes focus after a change of page, so that a screen reader and the Tab
 * key start at its beginning; not on the first load, where the browser decides.
 */
export function PageTitle({
  children,
  mono,
  beside,
  below,
  actions,
}: {
  children: ReactNode;
  /** For names: monospace, may break anywhere. */
  mono?: boolean;
  beside?: ReactNode;
  /** The sentence that says how many, from where, how fresh, and what is missing. */
  below?: ReactNode;
  actions?: ReactNode;
}) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (!isFirstPage) heading.current?.focus();
    isFirstPage = false;
  }, []);
  return (
    <header className="mb-4">
      <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-2">
        <div className="flex min-h-8 min-w-0 flex-1 basis-48 flex-wrap items-center gap-x-3 gap-y-1.5">
          <h1
            ref={heading}
            tabIndex={-1}
            className={`font-semibold text-page tracking-[-0.012em] ${mono ? "break-names font-mono text-[20px]" : ""}`}
          >
            {children}
          </h1>
          {beside}
        </div>
        {actions && <div className="flex flex-wrap items-center gap-2">{actions}</div>}
      </div>
      {below && <div className="mt-1 text-ink-2 text-table">{below}</div>}
    </header>
  );
}
