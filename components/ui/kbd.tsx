import type { ReactNode } from "react";

/** A key of the keyboard. */
export function Kbd({ children }: { children: ReactNode }) {
  return (
    <kbd className="inline-flex h-[18px] min-w-[18px] items-center justify-center rounded-control border border-line-strong bg-panel px-1 font-mono text-[10.5px] text-ink-2 leading-none">
      {children}
    </kbd>
  );
}
