"use client";

import { type ReactNode, useId } from "react";

/** One of a few ways, each with its words; native radio buttons, so arrow keys move among them. */
export function Choices<Value extends string>({
  legend,
  value,
  choices,
  onChange,
  disabled,
  inline,
}: {
  legend: string;
  value: Value;
  choices: readonly { value: Value; says: ReactNode; help?: ReactNode }[];
  onChange: (value: Value) => void;
  disabled?: boolean;
  inline?: boolean;
}) {
  const name = useId();
  return (
    <fieldset disabled={disabled} className="min-w-0 text-table">
      <legend className="mb-1 font-medium text-ink-2">{legend}</legend>
      <div className={inline ? "flex flex-wrap gap-x-5 gap-y-1" : "flex flex-col gap-1.5"}>
        {choices.map((choice) => (
          <label key={choice.value} className="flex min-h-6 items-start gap-2">
            <input
              type="radio"
              name={name}
              checked={choice.value === value}
              onChange={() => onChange(choice.value)}
              className="mt-0.5 size-4 shrink-0 accent-ink"
            />
            <span>
              {choice.says}
              {choice.help && <span className="block text-caption text-ink-2">{choice.help}</span>}
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
