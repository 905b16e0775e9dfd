"use client";

import { useQueryClient } from "@tanstack/react-query";
import Link from "next/link";
import { useState } from "react";
import { useSession } from "@/components/console/use-session";
import { secretHref } from "@/components/secret/secret-link";
import { TextField } from "@/components/ui/field";
import { SelectField } from "@/components/ui/select-field";
import { Panel } from "@/components/ui/table";
import { ReadFailure, readOptions } from "@/lib/browser/read";
import { NewSecretName, nameDoubt } from "@/lib/domain/new-secret";
import type { SecretDetail } from "@/lib/domain/secret";
import type { Change, NewSecretState } from "./new-secret-state";

/** Account, Region and name; the name is judged while it is typed and looked up when it is left. */
export function WhereAndName({ state, onChange }: { state: NewSecretState; onChange: Change }) {
  const accounts = useSession()?.accounts ?? [];
  const own = accounts.find(({ id }) => id === state.accountId);
  const [holder, look] = useHolder(state);
  const problem = state.name && NewSecretName.safeParse(state.name).error?.issues[0]?.message;
  const doubt = !problem && nameDoubt(state.name);
  return (
    <Panel id="where" title="Where and under which name">
      <div className="grid gap-4 px-4 py-4 cards:grid-cols-2">
        <SelectField
          label="Account"
          value={state.accountId}
          onChange={(event) => {
            const next = accounts.find(({ id }) => id === event.target.value);
            const region = next?.regions.includes(state.region)
              ? state.region
              : (next?.regions[0] ?? "");
            onChange({ accountId: event.target.value, region, kmsKeyId: "", replicas: {} });
          }}
        >
          {accounts.map(({ id, name }) => (
            <option key={id} value={id}>
              {name} ({id})
            </option>
          ))}
        </SelectField>
        <SelectField
          label="Region"
          value={state.region}
          onChange={(event) => onChange({ region: event.target.value, kmsKeyId: "", replicas: {} })}
        >
          {own?.regions.map((region) => (
            <option key={region} value={region}>
              {region}
            </option>
          ))}
        </SelectField>
        <div className="flex flex-col gap-1 cards:col-span-2">
          <TextField
            label="Name"
            value={state.name}
            maxLength={512}
            autoComplete="off"
            spellCheck={false}
            error={problem || undefined}
            help="Letters, digits and /_+=.@-; a slash groups names, as in prod/payments/db. Names are not encrypted and cannot be changed later."
            onBlur={look}
            onChange={(event) => onChange({ name: event.target.value })}
          />
          <div role="status" className="text-table text-warn">
            {doubt && <p>{doubt}</p>}
            {holder && <Holder holder={holder} />}
          </div>
        </div>
        <TextField
          label="Description (optional)"
          className="cards:col-span-2"
          value={state.description}
          maxLength={2048}
          help="Not encrypted: never put a value into it."
          onChange={(event) => onChange({ description: event.target.value })}
        />
      </div>
    </Panel>
  );
}

/** The secret that has the name already. */
function Holder({ holder }: { holder: SecretDetail }) {
  return (
    <p>
      {holder.deletionRequestedAt
        ? "A secret of this name is pending deletion, and keeps the name until AWS has erased it. "
        : "There is a secret of this name here already. "}
      <Link href={secretHref(holder.arn)} className="rounded-control text-accent underline">
        Open {holder.name}
      </Link>
    </p>
  );
}

/** Who has the name: asked once when the field is left, not at every key. */
function useHolder({ name, accountId, region }: NewSecretState) {
  const client = useQueryClient();
  const [found, setFound] = useState<{ for: string; secret?: SecretDetail }>();
  const wanted = `${accountId} ${region} ${name}`;
  const look = async () => {
    if (!NewSecretName.safeParse(name).success || found?.for === wanted) return;
    const options = readOptions("secret", { name, account: accountId, region });
    const secret = await client.fetchQuery(options).catch((error: unknown) => {
      if (error instanceof ReadFailure) return undefined;
      throw error;
    });
    setFound({ for: wanted, secret });
  };
  return [found?.for === wanted ? found.secret : undefined, look] as const;
}
