"use client";

import { Copy, Download, Eye, EyeOff } from "lucide-react";
import { useState } from "react";
import { useSession } from "@/components/console/use-session";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { Moment } from "@/components/ui/date";
import { FailureAlert } from "@/components/ui/failure-alert";
import { announce } from "@/components/ui/status";
import { Panel } from "@/components/ui/table";
import type { SecretDetail } from "@/lib/domain/secret";
import type { MaskedKey, ValueShape } from "@/lib/domain/secret-value";
import { RevealedText } from "./revealed-text";
import { StepUp, useSignedInAgain } from "./step-up";
import { CLEAR_AFTER_S, useValue } from "./use-value";

type Value = ReturnType<typeof useValue>;

/** The Value tab: masked until a click, one value at a time, for half a minute. */
export function ValuePanel({ secret }: { secret: SecretDetail }) {
  const value = useValue(secret.arn);
  const signedInAgain = useSignedInAgain();
  const [copied, setCopied] = useState<string>();
  if (secret.deletionRequestedAt) return <PendingDeletion />;
  const copy = async (key?: string) => {
    if (!(await value.copy(key))) return;
    const what = key ?? "the whole value";
    announce(`Copied ${what}.`);
    setCopied(what);
  };
  return (
    <div className="flex flex-col gap-4">
      {signedInAgain && !value.shape && (
        <Alert tone="info" title="Signed in again. Click once more." />
      )}
      <Refusal value={value} />
      <Panel
        id="value"
        title="Value"
        aside={value.shape && <WholeButtons value={value} secret={secret} onCopy={copy} />}
      >
        {value.shape ? (
          <Shape shape={value.shape} value={value} onCopy={copy} />
        ) : (
          <Unasked value={value} />
        )}
      </Panel>
      {copied && (
        <p className="text-ink-2 text-table">
          Copied {copied}. We try to clear the clipboard {CLEAR_AFTER_S} s later; clipboard managers
          may keep a copy.
        </p>
      )}
    </div>
  );
}

/** Before anything was read: what the click will do. */
function Unasked({ value }: { value: Value }) {
  const session = useSession();
  return (
    <div className="flex flex-wrap items-center justify-between gap-4 px-4 py-5">
      <div className="max-w-prose text-table">
        <p className="font-medium">Nothing has been read yet.</p>
        <p className="text-ink-2">
          Showing the keys reads the value on the server and sends only the names of its keys here.
          It is recorded as {session?.person.displayName} in the role of {session?.role}, here and
          in CloudTrail, as is each reveal.
        </p>
      </div>
      <Button look="primary" disabled={value.busy !== undefined} onClick={value.list}>
        {value.busy ? "Reading…" : "Show the keys"}
      </Button>
    </div>
  );
}

function Refusal({ value }: { value: Value }) {
  if (!value.refusal) return null;
  const { doing, failure } = value.refusal;
  if (failure.code === "step-up-needed") return <StepUp />;
  return (
    <FailureAlert
      title={`Could not ${doing}.`}
      failure={failure}
      actions={
        failure.code === "version-not-found" && (
          <Button size="small" onClick={value.list}>
            Read the current version
          </Button>
        )
      }
    />
  );
}

/** What may be done with the whole value. */
function WholeButtons({
  value,
  secret,
  onCopy,
}: {
  value: Value;
  secret: SecretDetail;
  onCopy: () => void;
}) {
  const { shape, busy, revealed } = value;
  const isBusy = busy !== undefined;
  if (shape?.kind === "binary") {
    return (
      <Button size="small" disabled={isBusy} onClick={() => value.download(secret.name)}>
        <Download aria-hidden size={13} />
        Download
      </Button>
    );
  }
  if (shape?.kind !== "key-value") return null;
  const isShown = revealed !== undefined && revealed.key === undefined;
  return (
    <span className="flex flex-wrap gap-1.5">
      <Button size="small" disabled={isBusy} onClick={() => onCopy()}>
        <Copy aria-hidden size={13} />
        Copy whole value
      </Button>
      <Button
        size="small"
        disabled={isBusy}
        onClick={() => (isShown ? value.hide() : value.reveal())}
      >
        {isShown ? <EyeOff aria-hidden size={13} /> : <Eye aria-hidden size={13} />}
        {isShown ? "Hide" : "Reveal whole value"}
      </Button>
    </span>
  );
}

function Shape({
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

function PendingDeletion() {
  return (
    <Alert tone="warn" title="This secret is scheduled for deletion.">
      AWS refuses to read its value until it is restored.
    </Alert>
  );
}
