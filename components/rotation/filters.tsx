"use client";

import Link from "next/link";
import { inputClass } from "@/components/ui/field";
import { formatCount } from "@/components/ui/money";
import type { PlaceProgress } from "@/lib/domain/inventory";
import { type RotationPlan, rotationStates, secretKinds } from "@/lib/domain/rotation-page";
import { type RotationAddress, rotationHref } from "./address";

const kindWords = {
  function: "rotated by a function",
  managed: "managed by AWS",
  external: "external",
};

/** The states, each with its count and each a filter; and what else the page may be narrowed to. */
export function Filters({
  plan,
  places,
  address,
  onChange,
}: {
  plan: RotationPlan;
  places: readonly PlaceProgress[];
  address: RotationAddress;
  onChange: (some: Partial<RotationAddress>) => void;
}) {
  const accounts = new Map(places.map(({ accountId, accountName }) => [accountId, accountName]));
  const regions = [...new Set(places.map(({ region }) => region))];
  const change = (name: keyof RotationAddress) => (value: string) =>
    onChange({ [name]: value || undefined, offset: 0 });
  return (
    <div className="flex flex-col gap-2">
      <nav
        aria-label="States, each a filter"
        className="flex flex-wrap gap-px overflow-clip rounded-panel border bg-line shadow-soft max-cards:grid max-cards:grid-cols-3"
      >
        {rotationStates.map((state) => {
          const isOn = address.state === state;
          const count = plan.counts[state] ?? 0;
          return (
            <Link
              key={state}
              prefetch={false}
              replace
              scroll={false}
              href={rotationHref({ ...address, state: isOn ? undefined : state, offset: 0 })}
              aria-current={isOn ? "true" : undefined}
              className={`flex min-w-20 flex-1 flex-col px-3 py-1.5 outline-offset-[-2px] ${isOn ? "bg-accent-soft shadow-[inset_0_-2px_0_var(--accent)]" : "bg-panel hover:bg-sunken"}`}
            >
              <span
                className={`tabular font-semibold text-section ${count === 0 ? "text-ink-3" : ""}`}
              >
                {formatCount(count)}
              </span>
              <span className="whitespace-nowrap text-caption text-ink-2">{state}</span>
            </Link>
          );
        })}
      </nav>
      <div className="flex flex-wrap gap-2">
        <Choice
          label="Function"
          value={address.fn}
          choices={plan.choices.functions.map(({ value, says }) => [value, says])}
          onChange={change("fn")}
        />
        <Choice
          label="Owner"
          value={address.owner}
          choices={plan.choices.owners.map((owner) => [owner, owner])}
          onChange={change("owner")}
        />
        <Choice
          label="Account"
          value={address.account}
          choices={[...accounts]}
          onChange={change("account")}
        />
        <Choice
          label="Region"
          value={address.region}
          choices={regions.map((region) => [region, region])}
          onChange={change("region")}
        />
        <Choice
          label="Kind"
          value={address.kind}
          choices={secretKinds.map((kind) => [kind, kindWords[kind]])}
          onChange={change("kind")}
        />
      </div>
    </div>
  );
}

function Choice({
  label,
  value,
  choices,
  onChange,
}: {
  label: string;
  value?: string;
  choices: readonly (readonly [string, string])[];
  onChange: (value: string) => void;
}) {
  return (
    <label className="flex min-w-0 max-cards:flex-1 max-cards:basis-36">
      <span className="sr-only">{label}</span>
      <select
        value={value ?? ""}
        onChange={(event) => onChange(event.target.value)}
        className={`${inputClass} max-w-56 max-cards:w-full max-cards:max-w-none ${value ? "border-accent text-accent" : ""}`}
      >
        <option value="">{label}: all</option>
        {value && !choices.some(([each]) => each === value) && (
          <option value={value}>{value}</option>
        )}
        {choices.map(([each, says]) => (
          <option key={each} value={each}>
            {says}
          </option>
        ))}
      </select>
    </label>
  );
}
