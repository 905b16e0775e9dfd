"use client";

import { type ComponentProps, useId } from "react";
import { inputClass } from "./field";

/** A labelled choice of one of many; the browser's own list, so it works with any keyboard. */
export function SelectField({
  label,
  className = "",
  children,
  ...rest
}: ComponentProps<"select"> & { label: string }) {
  const id = useId();
  return (
    <div className={`flex flex-col gap-1 ${className}`}>
      <label htmlFor={id} className="font-medium text-ink-2 text-table">
        {label}
      </label>
      <select {...rest} id={id} className={inputClass}>
        {children}
      </select>
    </div>
  );
}
