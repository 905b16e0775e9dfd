"use client";

import { Plus, X } from "lucide-react";
import { type FormEvent, useRef, useState } from "react";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { FailureAlert } from "@/components/ui/failure-alert";
import { TextField } from "@/components/ui/field";
import { IconButton } from "@/components/ui/icon-button";
import { announce } from "@/components/ui/status";
import { changeTags } from "@/lib/actions/secret";
import { useAction } from "@/lib/browser/use-action";
import type { SecretDetail, Tag } from "@/lib/domain/secret";
import { StepUpBeside } from "./step-up";

interface Row extends Tag {
  id: number;
}

/** Changes tags: adds, overwrites, removes. What was typed stays if AWS refuses. */
export function TagEditor({ secret, onClose }: { secret: SecretDetail; onClose: () => void }) {
  const nextId = useRef(secret.tags.length);
  const [rows, setRows] = useState<Row[]>(() => secret.tags.map((tag, id) => ({ ...tag, id })));
  const change = useAction(changeTags);
  const edit = (id: number, some: Partial<Tag>) =>
    setRows(rows.map((row) => (row.id === id ? { ...row, ...some } : row)));
  const difference = differenceOf(secret.tags, rows);
  const problem = problemOfTags(rows);
  const isSame = difference.set.length + difference.remove.length === 0;
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (problem || isSame) return;
    const outcome = await change.run({ arn: secret.arn, ...difference });
    if (!outcome.ok) return;
    announce("The tags are changed.");
    onClose();
  };
  return (
    <Dialog
      open
      wide
      busy={change.isPending}
      onOpenChange={onClose}
      title={`Edit the tags of ${secret.name}`}
      description={`${secret.accountName} (${secret.accountId}), ${secret.region}. Tags are not encrypted: never put a value into one.`}
      actions={
        <>
          <Button onClick={onClose} disabled={change.isPending}>
            Cancel
          </Button>
          <Button
            look="primary"
            type="submit"
            form="tags-form"
            disabled={change.isPending || isSame || problem !== undefined}
          >
            {change.isPending ? "Changing…" : words(difference)}
          </Button>
        </>
      }
    >
      <form id="tags-form" onSubmit={submit} className="flex flex-col gap-2">
        {rows.map((row, index) => (
          <TagRow
            key={row.id}
            row={row}
            isFirst={index === 0}
            isLocked={secret.tags.some(({ key }) => key === row.key && /^aws:/i.test(key))}
            onEdit={(some) => edit(row.id, some)}
            onRemove={() => setRows(rows.filter(({ id }) => id !== row.id))}
          />
        ))}
        <div>
          <Button
            size="small"
            onClick={() => {
              nextId.current += 1;
              setRows([...rows, { id: nextId.current, key: "", value: "" }]);
            }}
          >
            <Plus aria-hidden size={13} />
            Add a tag
          </Button>
        </div>
        {problem && <Alert tone="warn" title={problem} />}
        {change.failure?.code === "step-up-needed" ? (
          <StepUpBeside />
        ) : (
          change.failure && (
            <FailureAlert title="The tags were not changed." failure={change.failure} />
          )
        )}
      </form>
    </Dialog>
  );
}

/** One tag with its fields. */
export function TagRow({
  row,
  isFirst,
  isLocked = false,
  onEdit,
  onRemove,
}: {
  row: Row;
  isFirst: boolean;
  /** A tag of AWS's own, which nobody may change. */
  isLocked?: boolean;
  onEdit: (some: Partial<Tag>) => void;
  onRemove: () => void;
}) {
  return (
    <div className="grid grid-cols-[minmax(0,2fr)_minmax(0,3fr)_28px] items-end gap-2">
      <TextField
        label="Key"
        hideLabel={!isFirst}
        value={row.key}
        maxLength={128}
        disabled={isLocked}
        onChange={(event) => onEdit({ key: event.target.value })}
      />
      <TextField
        label="Value"
        hideLabel={!isFirst}
        value={row.value}
        maxLength={256}
        disabled={isLocked}
        onChange={(event) => onEdit({ value: event.target.value })}
      />
      {isLocked ? (
        <span />
      ) : (
        <IconButton label={`Remove the tag ${row.key}`} onClick={onRemove} className="mb-0.5">
          <X aria-hidden size={14} />
        </IconButton>
      )}
    </div>
  );
}

/** What has to be sent so that the tags become these rows. */
function differenceOf(before: readonly Tag[], rows: readonly Tag[]) {
  const held = new Map(before.map(({ key, value }) => [key, value]));
  const kept = new Set(rows.map(({ key }) => key));
  return {
    set: rows
      .filter(({ key, value }) => held.get(key) !== value)
      .map(({ key, value }) => ({ key, value })),
    remove: before.map(({ key }) => key).filter((key) => !kept.has(key)),
  };
}

/** What is wrong with tags as they are typed. */
export function problemOfTags(rows: readonly Tag[]): string | undefined {
  if (rows.some(({ key }) => key === "")) return "A tag needs a key.";
  if (new Set(rows.map(({ key }) => key)).size < rows.length) return "Two tags have the same key.";
  if (rows.length > 50) return "A secret has at most 50 tags.";
  return undefined;
}

/** The button names the act. */
function words({ set, remove }: ReturnType<typeof differenceOf>): string {
  const parts = [
    set.length > 0 && `Set ${set.length}`,
    remove.length > 0 && `${set.length > 0 ? "remove" : "Remove"} ${remove.length}`,
  ].filter(Boolean);
  return parts.length ? parts.join(", ") : "No change";
}
