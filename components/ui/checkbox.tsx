import type { ComponentProps, ReactNode } from "react";

/** A box with its words, at least 24 pixels high. */
export function Checkbox({ children, ...rest }: ComponentProps<"input"> & { children: ReactNode }) {
  return (
    <label className="flex min-h-6 items-start gap-2 text-table">
      <input type="checkbox" {...rest} className="mt-0.5 size-4 shrink-0 accent-ink" />
      <span>{children}</span>
    </label>
  );
}
