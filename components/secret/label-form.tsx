"use client";

import { type FormEvent, useState } from "react";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { TextField } from "@/components/ui/field";
import type { SecretDetail, SecretVersion } from "@/lib/domain/secret";
import { AWS_LABELS, holderOf, LABELS_MAX } from "@/lib/domain/staging-labels";
import type { LabelAct } from "./label-dialog";

/** Asks which custom label a version shall carry; the next dialog shows what will move. */
export function LabelForm({
  secret,
  version,
  onClose,
  onChosen,
}: {
  secret: SecretDetail;
  version: SecretVersion;
  onClose: () => void;
  onChosen: (act: LabelAct) => void;
}) {
  const [label, setLabel] = useState("");
  const [problem, setProblem] = useState<string>();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const found = problemOf(label, secret, version);
    setProblem(found);
    if (!found)
      onChosen({
        do: "attach",
        label,
        to: version.versionId,
        from: holderOf(secret.labels, label),
      });
  };
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={`Label version …${version.versionId.slice(-4)}`}
      description={`${secret.name} in ${secret.accountName} (${secret.accountId}), ${secret.region}`}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" type="submit" form="label-form">
            See what moves
          </Button>
        </>
      }
    >
      <form id="label-form" onSubmit={submit}>
        <TextField
          label="Staging label"
          value={label}
          error={problem}
          maxLength={256}
          autoComplete="off"
          spellCheck={false}
          onChange={(event) => setLabel(event.target.value)}
          help="A name of your own, such as blue. A label is on one version at a time."
        />
      </form>
    </Dialog>
  );
}

function problemOf(
  label: string,
  secret: SecretDetail,
  version: SecretVersion,
): string | undefined {
  if (label === "") return "Give the label a name.";
  if ((AWS_LABELS as readonly string[]).includes(label)) return `${label} has actions of its own.`;
  if (version.labels.includes(label)) return "The version has this label already.";
  const used = Object.values(secret.labels).flat();
  if (!used.includes(label) && used.length >= LABELS_MAX)
    return "A secret has at most 20 labels; remove one first.";
  return undefined;
}
