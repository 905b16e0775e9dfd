"use client";

import { Copy, Download, Eye, EyeOff } from "lucide-react";
import { useState } from "react";
import { useSession } from "@/components/console/use-session";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { FailureAlert } from "@/components/ui/failure-alert";
import { announce } from "@/components/ui/status";
import { Panel } from "@/components/ui/table";
import type { SecretDetail } from "@/lib/domain/secret";
import { ChangeValue } from "./change-value";
import { StepUp, useSignedInAgain } from "./step-up";
import { CLEAR_AFTER_S, useValue, type Value } from "./use-value";
import { Shape } from "./value-shape";

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
      <ChangeValue secret={secret} />
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

function PendingDeletion() {
  return (
    <Alert tone="warn" title="This secret is scheduled for deletion.">
      AWS refuses to read its value until it is restored.
    </Alert>
  );
}
