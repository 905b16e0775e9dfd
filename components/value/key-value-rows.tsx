"use client";

import { Plus, WandSparkles, X } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { TextField } from "@/components/ui/field";
import { IconButton } from "@/components/ui/icon-button";
import type { Place } from "@/lib/domain/place";
import { type DraftRow, emptyRow } from "@/lib/domain/value-draft";
import { HiddenText } from "./hidden-text";
import type { Shown } from "./use-shown";

const PasswordDialog = lazy(() =>
  import("./password-dialog").then((file) => ({ default: file.PasswordDialog })),
);

/** A value by its keys: add, rename, remove, type, or have AWS make a password. */
export function KeyValueRows({
  rows,
  place,
  shown,
  onChange,
}: {
  rows: readonly DraftRow[];
  /** Where AWS is asked for a password. */
  place: Place;
  shown: Shown;
  onChange: (rows: DraftRow[]) => void;
}) {
  const [generating, setGenerating] = useState<DraftRow>();
  const edit = (id: number, some: Partial<DraftRow>) =>
    onChange(rows.map((row) => (row.id === id ? { ...row, ...some } : row)));
  return (
    <div className="flex flex-col gap-3">
      <ul className="flex flex-col gap-3">
        {rows.map((row) => (
          <Row
            key={row.id}
            row={row}
            shown={shown}
            onEdit={(some) => edit(row.id, some)}
            onGenerate={() => setGenerating(row)}
            onRemove={() => onChange(rows.filter(({ id }) => id !== row.id))}
          />
        ))}
      </ul>
      <div>
        <Button
          size="small"
          onClick={() =>
            onChange([...rows, emptyRow(Math.max(-1, ...rows.map(({ id }) => id)) + 1)])
          }
        >
          <Plus aria-hidden size={13} />
          Add a key
        </Button>
      </div>
      {generating && (
        <Suspense>
          <PasswordDialog
            name={generating.key || "this key"}
            place={place}
            onClose={() => setGenerating(undefined)}
            onMade={(text) => {
              edit(generating.id, { text, isJson: false });
              setGenerating(undefined);
            }}
          />
        </Suspense>
      )}
    </div>
  );
}

function Row({
  row,
  shown,
  onEdit,
  onGenerate,
  onRemove,
}: {
  row: DraftRow;
  shown: Shown;
  onEdit: (some: Partial<DraftRow>) => void;
  onGenerate: () => void;
  onRemove: () => void;
}) {
  const name = row.key || "the new key";
  return (
    <li className="grid items-start gap-x-3 gap-y-1.5 cards:grid-cols-[minmax(0,200px)_minmax(0,1fr)_auto]">
      <TextField
        label={`Key ${row.id + 1}`}
        hideLabel
        placeholder="key"
        value={row.key}
        autoComplete="off"
        spellCheck={false}
        translate="no"
        onChange={(event) => onEdit({ key: event.target.value })}
      />
      <div className="flex min-w-0 flex-col gap-1">
        <HiddenText
          id={`row ${row.id}`}
          name={name}
          text={row.text}
          shown={shown}
          onChange={(text) => onEdit({ text })}
        />
        {(row.isJson || /^(-?\d|true$|false$|null$|[[{])/.test(row.text)) && (
          <Checkbox
            checked={row.isJson}
            onChange={(event) => onEdit({ isJson: event.target.checked })}
          >
            <span className="text-caption text-ink-2">
              as JSON (a number, a list, an object), without quotation marks
            </span>
          </Checkbox>
        )}
      </div>
      <div className="flex gap-1.5 py-0.5">
        <Button size="small" onClick={onGenerate}>
          <WandSparkles aria-hidden size={13} />
          Generate<span className="sr-only"> a password for {name}</span>
        </Button>
        <IconButton label={`Remove ${name}`} onClick={onRemove}>
          <X aria-hidden size={14} />
        </IconButton>
      </div>
    </li>
  );
}
