"use client";

import { type FormEvent, useState } from "react";
import { Button } from "@/components/ui/button";
import { Ago } from "@/components/ui/date";
import { FailureAlert } from "@/components/ui/failure-alert";
import { TextField } from "@/components/ui/field";
import { countOf } from "@/components/ui/money";
import { Panel } from "@/components/ui/table";
import { useRead } from "@/lib/browser/read";
import { type NameAnswer, type NameHolder, SecretNameQuery } from "@/lib/domain/pending-deletion";
import { DaysLeft, PurgeWords, scheduledWords } from "./words";

/** "Why can't I create this name?": who holds it, until when, and what can be done. */
export function NameBox({
  name,
  onName,
  onExplain,
}: {
  name: string;
  onName: (name: string) => void;
  onExplain: (arn: string) => void;
}) {
  const [typed, setTyped] = useState(name);
  const isValid = SecretNameQuery.safeParse({ name: typed }).success;
  const [error, setError] = useState<string>();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setError(isValid ? undefined : "Names have letters, digits and /_+=.@-!");
    if (isValid) onName(typed);
  };
  return (
    <Panel id="name-box" title="Why can’t I create this name?">
      <div className="flex flex-col gap-3 px-4 py-3">
        <form onSubmit={submit} className="flex flex-wrap items-end gap-2">
          <TextField
            label="Name, exactly as you would create it"
            value={typed}
            error={error}
            onChange={({ target }) => setTyped(target.value)}
            autoComplete="off"
            spellCheck={false}
            className="min-w-60 flex-1"
          />
          <Button type="submit">Look it up</Button>
        </form>
        <div aria-live="polite">{name && <Answer name={name} onExplain={onExplain} />}</div>
      </div>
    </Panel>
  );
}

function Answer({ name, onExplain }: { name: string; onExplain: (arn: string) => void }) {
  const { data, error } = useRead("nameHolder", { name });
  if (error) return <FailureAlert title="Not looked up." failure={error.failure} />;
  if (!data || data.name !== name) return <p className="text-ink-2 text-table">Looking…</p>;
  return (
    <div className="flex flex-col gap-2 text-table">
      {data.holders.map((holder) => (
        <Holder key={holder.arn} holder={holder} onExplain={onExplain} />
      ))}
      {data.deletedAtOnce.map(({ accountName, region, at, by }) => (
        <p key={`${accountName}/${region}/${at}`}>
          {region} ({accountName}): deleted without recovery <Ago at={at} /> by {by}. AWS erases in
          the background and may hold the name a little longer; try again in a minute.
        </p>
      ))}
      <Free answer={data} />
    </div>
  );
}

function Free({ answer: { holders, deletedAtOnce, answered, places } }: { answer: NameAnswer }) {
  const where = `${answered} of ${countOf(places, "Region")} listed`;
  const isMissing = answered < places && " What did not answer is not known to be free.";
  if (holders.length > 0 || deletedAtOnce.length > 0) {
    return (
      <p className="text-ink-3">
        Elsewhere the name is free ({where}).{isMissing}
      </p>
    );
  }
  return (
    <p>
      Nothing holds this name ({where}; lists may lag up to 5 min, and names differ by case).
      {isMissing} If AWS still refuses it, a replica or a secret outside this console’s Regions may.
    </p>
  );
}

function Holder({ holder, onExplain }: { holder: NameHolder; onExplain: (arn: string) => void }) {
  const { accountName, region, arn, state, primaryRegion, clock } = holder;
  const where = `${region} (${accountName}), …${arn.slice(-6)}`;
  if (state === "active") return <p>{where}: an active secret has this name.</p>;
  if (state === "replica") {
    return (
      <p>
        {where}: a replica of {primaryRegion} has this name.
      </p>
    );
  }
  return (
    <div>
      <p>
        {where}: <span className="font-medium text-bad">pending deletion</span>, which keeps the
        name until the purge.
        {clock && (
          <>
            {" "}
            Scheduled by {scheduledWords(clock.by)}; purge{" "}
            {clock.purge.isKnown ? "not before " : ""}
            <PurgeWords purge={clock.purge} /> (<DaysLeft purge={clock.purge} />
            ).
          </>
        )}
      </p>
      <Button size="small" className="mt-1" onClick={() => onExplain(arn)}>
        Explain this deletion
      </Button>
    </div>
  );
}
