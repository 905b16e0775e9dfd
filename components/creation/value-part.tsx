"use client";

import { useState } from "react";
import { Choices } from "@/components/ui/choices";
import { TextField } from "@/components/ui/field";
import { SelectField } from "@/components/ui/select-field";
import { Panel } from "@/components/ui/table";
import { ValueEditor } from "@/components/value/value-editor";
import { type DatabaseEngine, databaseEngines } from "@/lib/domain/new-secret";
import { type DraftRow, emptyRow } from "@/lib/domain/value-draft";
import type { Change, NewSecretState } from "./new-secret-state";

type Kind = "own" | "database" | "external";

const kinds = [
  { value: "own", says: "Keys and values, text, or a file" },
  {
    value: "database",
    says: "Database credentials",
    help: "The keys that AWS's rotation functions read.",
  },
  {
    value: "external",
    says: "A partner's credentials",
    help: "A managed external secret, which AWS can rotate at the partner.",
  },
] as const;

/** What the secret holds, from nothing or from a template. */
export function ValuePart({ state, onChange }: { state: NewSecretState; onChange: Change }) {
  const [kind, setKind] = useState<Kind>("own");
  const [engine, setEngine] = useState<DatabaseEngine>("postgres");
  const fill = (chosen: DatabaseEngine) => {
    setEngine(chosen);
    onChange({
      isExternal: false,
      draft: { kind: "key-value", rows: rowsFor(chosen, rowsOf(state)) },
    });
  };
  return (
    <Panel id="value" title="Value">
      <div className="flex flex-col gap-4 px-4 py-4">
        <Choices
          legend="What it is"
          value={kind}
          choices={kinds}
          onChange={(chosen) => {
            setKind(chosen);
            if (chosen === "database") fill(engine);
            else onChange({ isExternal: chosen === "external" });
          }}
        />
        {kind === "database" && (
          <SelectField
            label="Engine"
            className="max-w-xs"
            value={engine}
            onChange={(event) => fill(event.target.value as DatabaseEngine)}
          >
            {Object.entries(databaseEngines).map(([name, port]) => (
              <option key={name} value={name}>
                {name} (port {port})
              </option>
            ))}
          </SelectField>
        )}
        {kind === "external" && (
          <TextField
            label="Type"
            className="max-w-md"
            value={state.externalType}
            maxLength={256}
            autoComplete="off"
            spellCheck={false}
            help="As AWS's list of partners spells it, for example SalesforceClientSecret or SnowflakeKeyPairAuthentication. The list grows, so AWS judges it."
            onChange={(event) => onChange({ externalType: event.target.value })}
          />
        )}
        <ValueEditor draft={state.draft} place={state} onChange={(draft) => onChange({ draft })} />
      </div>
    </Panel>
  );
}

function rowsOf({ draft }: NewSecretState): readonly DraftRow[] {
  return draft.kind === "key-value" ? draft.rows : [];
}

/** The template's keys in their order; what was typed under a key of the same name stays. */
function rowsFor(engine: DatabaseEngine, before: readonly DraftRow[]): DraftRow[] {
  const preset: Record<string, string> = { engine, port: String(databaseEngines[engine]) };
  const keys = ["engine", "host", "username", "password", "dbname", "port"];
  return keys.map((key, id) => {
    const typed = before.find((row) => row.key === key)?.text ?? "";
    return { ...emptyRow(id), key, text: preset[key] ?? typed, isJson: key === "port" };
  });
}
