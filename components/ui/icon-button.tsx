"use client";

import type { ComponentProps } from "react";
import { Tooltip } from "./tooltip";

/** A button that is only an icon: its `label` is the accessible name and the tooltip. */
export function IconButton({
  label,
  className = "",
  ...rest
}: Omit<ComponentProps<"button">, "aria-label"> & { label: string }) {
  return (
    <Tooltip words={label}>
      <button
        type="button"
        {...rest}
        aria-label={label}
        className={`inline-flex size-7 shrink-0 items-center justify-center rounded-button text-ink-2 transition-colors duration-100 hover:bg-sunken hover:text-ink disabled:opacity-50 ${className}`}
      />
    </Tooltip>
  );
}
