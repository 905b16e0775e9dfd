import { useEffect, useState } from "react";
import { TextField } from "@/components/ui/field";
import { useHeardKey } from "@/lib/browser/shortcuts";

/** Milliseconds after the last key: each look of an auditor's is recorded, a letter is not one. */
const TYPING_MS = 400;

/** A search that is asked for once nobody types any more. */
export function SearchField({
  label,
  q,
  onChange,
}: {
  label: string;
  q: string;
  onChange: (q: string) => void;
}) {
  const [text, setText] = useState(q);
  const searchKey = useHeardKey("/");
  useEffect(() => setText(q), [q]);
  useEffect(() => {
    if (text === q) return;
    const timer = setTimeout(() => onChange(text), TYPING_MS);
    return () => clearTimeout(timer);
  }, [text, q, onChange]);
  return (
    <TextField
      label={label}
      placeholder="any part of it"
      value={text}
      maxLength={200}
      data-page-search
      aria-keyshortcuts={searchKey}
      onChange={({ target }) => setText(target.value)}
      className="w-56 max-w-full"
    />
  );
}
