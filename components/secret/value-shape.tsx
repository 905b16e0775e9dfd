"use client";

import { Copy, Eye, EyeOff } from "lucide-react";
import { Button } from "@/components/ui/button";
import { Moment } from "@/components/ui/date";
import type { MaskedKey, ValueShape } from "@/lib/domain/secret-value";
import { RevealedText } from "./revealed-text";
import type { Value } from "./use-value";

/** A value that was read: its keys masked, and the one part that is shown. */
export function Shape({
  shape,
  value,
  onCopy,
}: {
  shape: ValueShape;
  value: Value;
  onCopy: (key?: string) => void;
}) {
  const { revealed } = value;
  return (
    <>
      {shape.duplicateKeys && (
        <p className="border-b px-4 py-2 text-table text-warn">
          Held more than once, readers take the last: {shape.duplicateKeys.join(", ")}.
        </p>
      )}
      {shape.kind === "key-value" && revealed && revealed.key === undefined && (
        <div className="border-b px-4 py-3">
          <RevealedText name="the whole value" revealed={revealed} />
        </div>
      )}
      <ul className="divide-y">
        {shape.kind === "key-value" ? (
          shape.keys.map((key) => (
            <KeyRow key={key.key} masked={key} value={value} onCopy={onCopy} />
          ))
        ) : (
          <WholeRow shape={shape} value={value} onCopy={onCopy} />
        )}
      </ul>
      <p className="border-t px-4 py-2 text-caption text-ink-3">
        Version <code className="font-mono">…{shape.versionId.slice(-6)}</code>, current when it was
        read
        {shape.versionCreatedAt && (
          <>
            , created <Moment at={shape.versionCreatedAt} short />
          </>
        )}
        . {capital(shape.bytes)} bytes. Each reveal and copy is recorded.
      </p>
    </>
  );
}

function capital(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function KeyRow({
  masked,
  value,
  onCopy,
}: {
  masked: MaskedKey;
  value: Value;
  onCopy: (key: string) => void;
}) {
  const { key, type, length } = masked;
  return (
    <ValueRow
      name={key}
      hint={`${type}, ${length === "empty" ? "empty" : `${length.replace("-", "–")} characters`}`}
      value={value}
      part={key}
      onCopy={() => onCopy(key)}
    />
  );
}

/** A value that is not a set of keys: shown as one. */
function WholeRow({
  shape,
  value,
  onCopy,
}: {
  shape: ValueShape;
  value: Value;
  onCopy: () => void;
}) {
  if (shape.kind === "binary") {
    return (
      <li className="px-4 py-3 text-ink-2 text-table">
        A binary value. It is not shown here; Download gives it as a file.
      </li>
    );
  }
  const hint = shape.kind === "json" ? "JSON without keys" : "plain text";
  return <ValueRow name="value" hint={hint} value={value} onCopy={() => onCopy()} />;
}

function ValueRow({
  name,
  hint,
  value,
  part,
  onCopy,
}: {
  name: string;
  hint: string;
  value: Value;
  /** The key; undefined for the whole value. */
  part?: string;
  onCopy: () => void;
}) {
  const { revealed, busy } = value;
  const isShown = revealed !== undefined && revealed.key === part;
  const isBusy = busy !== undefined;
  return (
    <li className="grid items-start gap-x-4 gap-y-1.5 px-4 py-2 cards:grid-cols-[minmax(0,220px)_minmax(0,1fr)_auto]">
      <div className="min-w-0 py-1">
        <code translate="no" className="break-names font-medium font-mono text-[12.5px]">
          {name}
        </code>
        <p className="text-caption text-ink-3">{hint}</p>
      </div>
      <div className="min-w-0">
        {isShown ? (
          <RevealedText name={name} revealed={revealed} />
        ) : (
          <p className="flex h-8 items-center font-mono text-ink-2 text-[17px] tracking-[0.14em] leading-none">
            <span aria-hidden>••••••••••••</span>
            <span className="sr-only">hidden, press Reveal</span>
          </p>
        )}
      </div>
      <div className="flex gap-1.5 py-0.5">
        <Button size="small" disabled={isBusy} onClick={onCopy}>
          <Copy aria-hidden size={13} />
          Copy<span className="sr-only"> {name}</span>
        </Button>
        <Button
          size="small"
          disabled={isBusy}
          onClick={() => (isShown ? value.hide() : value.reveal(part))}
        >
          {isShown ? <EyeOff aria-hidden size={13} /> : <Eye aria-hidden size={13} />}
          {isShown ? "Hide" : "Reveal"}
          <span className="sr-only"> {name}</span>
        </Button>
      </div>
    </li>
  );
}
