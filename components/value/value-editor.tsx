"use client";

import { FileUp } from "lucide-react";
import { useState } from "react";
import { Alert } from "@/components/ui/alert";
import { Choices } from "@/components/ui/choices";
import { formatCount } from "@/components/ui/money";
import type { Place } from "@/lib/domain/place";
import { VALUE_BYTES_MAX } from "@/lib/domain/secret-value";
import {
  bytesOfDraft,
  draftOf,
  emptyRow,
  judgeDraft,
  textOfRows,
  type ValueDraft,
} from "@/lib/domain/value-draft";
import { HiddenText } from "./hidden-text";
import { KeyValueRows } from "./key-value-rows";
import { useShown } from "./use-shown";

const ways = [
  { value: "key-value", says: "Keys and values" },
  { value: "text", says: "Text" },
  { value: "binary", says: "A file" },
] as const;

/** Edits a value by its keys, as text, or by choosing a file; counts its bytes and judges it. */
export function ValueEditor({
  draft,
  place,
  onChange,
}: {
  draft: ValueDraft;
  place: Place;
  onChange: (draft: ValueDraft) => void;
}) {
  const shown = useShown();
  const { problems, doubts } = judgeDraft(draft);
  return (
    <div className="flex flex-col gap-4">
      <Choices
        inline
        legend="Edit it as"
        value={draft.kind}
        choices={ways}
        onChange={(way) => {
          shown.hide();
          onChange(turnedInto(way, draft));
        }}
      />
      {draft.kind === "key-value" && (
        <KeyValueRows
          rows={draft.rows}
          place={place}
          shown={shown}
          onChange={(rows) => onChange({ ...draft, rows })}
        />
      )}
      {draft.kind === "text" && (
        <HiddenText
          id="text"
          name="the secret"
          rows={6}
          text={draft.text}
          shown={shown}
          onChange={(text) => onChange({ ...draft, text })}
        />
      )}
      {draft.kind === "binary" && <FileChoice draft={draft} onChange={onChange} />}
      <ByteCount bytes={bytesOfDraft(draft)} />
      {(problems.length > 0 || doubts.length > 0) && (
        <div role="status" className="flex flex-col gap-2">
          {doubts.map((says) => (
            <Alert key={says} tone="warn" title={says} />
          ))}
          {problems.length > 0 && (
            <p className="text-ink-2 text-table">Before it can be saved: {problems.join(" ")}</p>
          )}
        </div>
      )}
    </div>
  );
}

/** The same value edited another way, as far as it can be; text that has no keys starts anew. */
function turnedInto(way: ValueDraft["kind"], draft: ValueDraft): ValueDraft {
  if (way === draft.kind) return draft;
  if (way === "binary") return { kind: "binary", bytes: 0, base64: "" };
  if (way === "text") {
    const rows = draft.kind === "key-value" ? draft.rows : [];
    const isTyped = rows.some(({ key, text }) => key !== "" || text !== "");
    return { kind: "text", text: isTyped ? textOfRows(rows) : "" };
  }
  const taken = draft.kind === "text" ? draftOf(draft.text) : undefined;
  return taken?.kind === "key-value" ? taken : { kind: "key-value", rows: [emptyRow(0)] };
}

function ByteCount({ bytes }: { bytes: number }) {
  const isTooMany = bytes > VALUE_BYTES_MAX;
  return (
    <p className={`tabular text-caption ${isTooMany ? "font-medium text-bad" : "text-ink-2"}`}>
      {formatCount(bytes)} of {formatCount(VALUE_BYTES_MAX)} bytes
      {isTooMany && ", too many"}
    </p>
  );
}

function FileChoice({
  draft,
  onChange,
}: {
  draft: Extract<ValueDraft, { kind: "binary" }>;
  onChange: (draft: ValueDraft) => void;
}) {
  const [problem, setProblem] = useState<string>();
  const take = async (file: File | undefined) => {
    if (!file) return;
    if (file.size > VALUE_BYTES_MAX) {
      setProblem(`${file.name} has ${formatCount(file.size)} bytes: AWS takes 65,536.`);
      return;
    }
    const bytes = new Uint8Array(await file.arrayBuffer());
    setProblem(undefined);
    const base64 = btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
    onChange({ kind: "binary", fileName: file.name, bytes: bytes.length, base64 });
  };
  return (
    <div className="flex flex-col gap-1.5 text-table">
      <label className="flex flex-wrap items-center gap-3">
        <span className="inline-flex items-center gap-1.5 font-medium text-ink-2">
          <FileUp aria-hidden size={14} />
          File to store as a binary value
        </span>
        <input
          type="file"
          className="max-w-full file:mr-3 file:h-8 file:rounded-button file:border file:border-line-strong file:border-solid file:bg-panel file:px-3 file:text-ink"
          onChange={(event) => take(event.target.files?.[0])}
        />
      </label>
      {draft.fileName && (
        <p className="text-ink-2">
          {draft.fileName}, {formatCount(draft.bytes)} bytes. It is read here and sent only when you
          save.
        </p>
      )}
      {problem && (
        <p role="alert" className="text-bad">
          {problem}
        </p>
      )}
    </div>
  );
}
