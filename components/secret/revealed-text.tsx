"use client";

import { useEffect, useRef, useState } from "react";
import type { Revealed } from "./use-value";

const TOTAL_S = 30;
const ROWS_MAX = 16;
const AROUND = 2 * Math.PI * 7;

/**
 * A value on the screen, in a field that takes the focus, with the time it has left. Nothing else
 * in the page holds the text, and no browser feature may remember, check or translate it.
 */
export function RevealedText({ name, revealed }: { name: string; revealed: Revealed }) {
  const field = useRef<HTMLTextAreaElement>(null);
  const seconds = useSecondsLeft(revealed.hidesAt);
  useEffect(() => field.current?.focus(), []);
  const lines = revealed.text.split("\n").length;
  const rows = Math.min(ROWS_MAX, Math.max(lines, Math.ceil(revealed.text.length / 90)));
  return (
    <div className="flex flex-col gap-1">
      <textarea
        ref={field}
        data-value
        readOnly
        rows={rows}
        value={revealed.text}
        aria-label={`Value of ${name}`}
        autoComplete="off"
        autoCorrect="off"
        autoCapitalize="off"
        spellCheck={false}
        translate="no"
        data-1p-ignore
        data-lpignore="true"
        className="w-full resize-y rounded-button border border-accent bg-sunken px-2.5 py-[5px] font-mono text-[12.5px] text-ink leading-5"
      />
      <p className="flex items-center gap-1.5 text-caption text-ink-2">
        <svg aria-hidden="true" viewBox="0 0 18 18" className="size-3.5 -rotate-90">
          <circle cx="9" cy="9" r="7" fill="none" strokeWidth="2.5" className="stroke-line" />
          <circle
            cx="9"
            cy="9"
            r="7"
            fill="none"
            strokeWidth="2.5"
            className="stroke-accent"
            strokeDasharray={AROUND}
            strokeDashoffset={AROUND * (1 - seconds / TOTAL_S)}
          />
        </svg>
        hides in {seconds} s, with this tab, or with Esc
      </p>
    </div>
  );
}

function useSecondsLeft(until: number): number {
  const left = () => Math.max(0, Math.ceil((until - Date.now()) / 1000));
  const [seconds, setSeconds] = useState(left);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `left` is made of `until` alone.
  useEffect(() => {
    const timer = setInterval(() => setSeconds(left()), 250);
    return () => clearInterval(timer);
  }, [until]);
  return seconds;
}
