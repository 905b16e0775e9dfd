"use client";

import { type ComponentProps, type ReactNode, useId } from "react";

export const inputClass =
  "h-8 w-full rounded-button border border-line-strong bg-panel px-2.5 text-table text-ink aria-invalid:border-bad";

/** A labelled text field; help and error are tied to it for a screen reader. */
export function TextField({
  label,
  help,
  error,
  hideLabel,
  className = "",
  ...rest
}: ComponentProps<"input"> & {
  label: string;
  help?: ReactNode;
  error?: string;
  hideLabel?: boolean;
}) {
  const id = useId();
  const described = [help && `${id}-help`, error && `${id}-error`].filter(Boolean).join(" ");
  return (
    <div className={`flex flex-col gap-1 ${className}`}>
      <label htmlFor={id} className={hideLabel ? "sr-only" : "font-medium text-ink-2 text-table"}>
        {label}
      </label>
      <input
        {...rest}
        id={id}
        aria-invalid={error ? true : undefined}
        aria-describedby={described || undefined}
        className={inputClass}
      />
      {help && (
        <p id={`${id}-help`} className="text-caption text-ink-3">
          {help}
        </p>
      )}
      {error && (
        <p id={`${id}-error`} className="text-bad text-caption">
          {error}
        </p>
      )}
    </div>
  );
}
