"use client";

import { useId } from "react";
import { inputClass } from "@/components/ui/field";

/** A labelled choice among few; the browser's own, which every keyboard and screen reader knows. */
export function Choice<Value extends string>({
  label,
  value,
  choices,
  onChange,
}: {
  label: string;
  value: Value;
  choices: readonly { value: Value; says: string }[];
  onChange: (value: Value) => void;
}) {
  const id = useId();
  return (
    <span className="flex items-center gap-2">
      <label htmlFor={id} className="whitespace-nowrap text-ink-2 text-table">
        {label}
      </label>
      <select
        id={id}
        value={value}
        onChange={(event) => onChange(event.target.value as Value)}
        className={`${inputClass} w-auto min-w-0`}
      >
        {choices.map((choice) => (
          <option key={choice.value} value={choice.value}>
            {choice.says}
          </option>
        ))}
      </select>
    </span>
  );
}
