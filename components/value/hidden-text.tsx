"use client";

import { Eye, EyeOff } from "lucide-react";
import { useEffect, useRef } from "react";
import { Button } from "@/components/ui/button";
import type { Shown } from "./use-shown";

const ROWS_MAX = 16;

/**
 * A field for a value. While it is masked the page holds bullets of one length and not the text;
 * no browser feature may remember, check or translate what is typed.
 */
export function HiddenText({
  id,
  name,
  text,
  shown,
  onChange,
  rows = 1,
}: {
  id: string;
  /** Completes "Value of …". */
  name: string;
  text: string;
  shown: Shown;
  onChange: (text: string) => void;
  rows?: number;
}) {
  const field = useRef<HTMLTextAreaElement>(null);
  const isShown = shown.id === id;
  useEffect(() => {
    if (isShown) field.current?.focus();
  }, [isShown]);
  const lines = text.split("\n").length;
  return (
    <div className="flex items-start gap-1.5">
      {isShown || text === "" ? (
        <textarea
          ref={field}
          data-value
          rows={Math.min(ROWS_MAX, Math.max(rows, lines))}
          value={text}
          onFocus={() => !isShown && shown.show(id)}
          onChange={(event) => {
            shown.show(id);
            onChange(event.target.value);
          }}
          aria-label={`Value of ${name}`}
          autoComplete="off"
          autoCorrect="off"
          autoCapitalize="off"
          spellCheck={false}
          translate="no"
          data-1p-ignore
          data-lpignore="true"
          className="min-h-8 w-full min-w-0 resize-y rounded-button border border-line-strong bg-panel px-2.5 py-[5px] font-mono text-[12.5px] text-ink leading-5"
        />
      ) : (
        <p className="flex h-8 min-w-0 flex-1 items-center overflow-hidden font-mono text-[17px] text-ink-2 leading-none tracking-[0.14em]">
          <span aria-hidden>••••••••••••</span>
          <span className="sr-only">hidden, press Show</span>
        </p>
      )}
      {text !== "" && (
        <Button
          size="small"
          className="mt-0.5"
          onClick={() => (isShown ? shown.hide() : shown.show(id))}
        >
          {isShown ? <EyeOff aria-hidden size={13} /> : <Eye aria-hidden size={13} />}
          {isShown ? "Mask" : "Show"}
          <span className="sr-only"> {name}</span>
        </Button>
      )}
    </div>
  );
}
