import type { ComponentProps } from "react";

/** A button that is only an icon: its `label` is the accessible name and shows on hover. */
export function IconButton({
  label,
  className = "",
  ...rest
}: Omit<ComponentProps<"button">, "aria-label" | "title"> & { label: string }) {
  return (
    <button
      type="button"
      {...rest}
      aria-label={label}
      title={label}
      className={`inline-flex size-7 shrink-0 items-center justify-center rounded-button text-ink-2 transition-colors duration-100 hover:bg-sunken hover:text-ink disabled:opacity-50 ${className}`}
    />
  );
}
