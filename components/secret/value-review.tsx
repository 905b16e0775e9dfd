"use client";

import { useState } from "react";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { Choices } from "@/components/ui/choices";
import { TextField } from "@/components/ui/field";
import type { SavedVersion } from "@/lib/domain/new-value";
import type { SecretDetail } from "@/lib/domain/secret";
import { CustomLabel } from "@/lib/domain/staging-label-inputs";
import { holderOf } from "@/lib/domain/staging-labels";
import { judgeDraft, valueOfDraft } from "@/lib/domain/value-draft";
import type { Edit } from "./change-value";
import { DraftDifference, useDraftComparison } from "./draft-difference";
import { SaveTrouble } from "./save-trouble";
import { useSave } from "./use-save";

type Label = "AWSCURRENT" | "AWSPENDING" | "custom";

/** What will differ and where the labels will be; then the one click that saves. */
export function ValueReview({
  secret,
  edit,
  onBack,
  onRebase,
  onStartAgain,
  onSaved,
}: {
  secret: SecretDetail;
  edit: Edit;
  onBack: () => void;
  /** Takes another version as the one that this edit replaces. */
  onRebase: (expectedCurrent: string) => void;
  onStartAgain: () => void;
  onSaved: (saved: SavedVersion) => void;
}) {
  const [kind, setKind] = useState<Label>("AWSCURRENT");
  const [name, setName] = useState("");
  const { state, save, look, reset } = useSave(onSaved);
  const comparison = useDraftComparison(secret.arn, edit);
  const current = holderOf(secret.labels, "AWSCURRENT");
  const label = kind === "custom" ? name : kind;
  const labelProblem = kind === "custom" ? problemOf(name) : undefined;
  const isBusy = state.is === "saving" || state.is === "looking";
  const hasMoved = kind === "AWSCURRENT" && current !== edit.expectedCurrent;
  const { arn } = secret;
  const input = { arn, token: edit.token, expectedCurrent: edit.expectedCurrent, label };
  return (
    <div className="flex flex-col gap-4">
      {judgeDraft(edit.draft).doubts.map((says) => (
        <Alert key={says} tone="warn" title={says} />
      ))}
      <DraftDifference edit={edit} comparison={comparison} />
      <LabelChoice
        kind={kind}
        name={name}
        problem={name ? labelProblem : undefined}
        current={current}
        onKind={setKind}
        onName={setName}
        disabled={isBusy}
      />
      <SaveTrouble
        state={state}
        edit={edit}
        current={current}
        hasMoved={hasMoved}
        onLook={() => look(input)}
        onStartAgain={onStartAgain}
        onCompare={(versionId) => {
          reset();
          onRebase(versionId);
          comparison.ask(versionId).catch(() => undefined);
        }}
      />
      <div className="flex flex-wrap justify-end gap-2 border-t pt-3">
        <Button disabled={isBusy} onClick={onBack}>
          Go on editing
        </Button>
        <Button
          look="primary"
          disabled={isBusy || hasMoved || labelProblem !== undefined}
          onClick={() => save({ ...input, value: valueOfDraft(edit.draft) })}
        >
          {buttonWords(state.is, kind)}
        </Button>
      </div>
    </div>
  );
}

function buttonWords(is: string, kind: Label): string {
  if (is === "saving") return "Saving and checking…";
  if (is === "looking") return "Not confirmed. Checking…";
  if (is === "absent" || is === "unknown") return "Save again";
  return kind === "AWSCURRENT" ? "Save as the current value" : "Save beside the current value";
}

function LabelChoice({
  kind,
  name,
  problem,
  current,
  disabled,
  onKind,
  onName,
}: {
  kind: Label;
  name: string;
  problem?: string;
  current?: string;
  disabled: boolean;
  onKind: (kind: Label) => void;
  onName: (name: string) => void;
}) {
  if (!current) return null;
  return (
    <div className="flex flex-col gap-2">
      <Choices
        legend="Staging label of the new version"
        value={kind}
        disabled={disabled}
        onChange={onKind}
        choices={[
          {
            value: "AWSCURRENT",
            says: "AWSCURRENT: applications get it from now on",
            help: `…${current.slice(-4)} becomes AWSPREVIOUS. Nothing changes outside AWS: the database or service must accept the new value.`,
          },
          {
            value: "custom",
            says: "A label of its own: what is current stays",
            help: "Applications that ask for this label get it. Make it current later, on the Timeline tab.",
          },
          {
            value: "AWSPENDING",
            says: "AWSPENDING: as a rotation would leave it before its tests",
            help: "It takes AWSPENDING from whoever holds it and blocks rotations until it is current or cleared.",
          },
        ]}
      />
      {kind === "custom" && (
        <TextField
          label="Label"
          className="max-w-xs"
          value={name}
          error={problem}
          maxLength={256}
          autoComplete="off"
          spellCheck={false}
          disabled={disabled}
          onChange={(event) => onName(event.target.value)}
        />
      )}
    </div>
  );
}

function problemOf(name: string): string | undefined {
  return CustomLabel.safeParse(name).error?.issues[0]?.message;
}
