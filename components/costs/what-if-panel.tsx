"use client";

import { type FormEvent, useState } from "react";
import { Button } from "@/components/ui/button";
import { TextField } from "@/components/ui/field";
import { countOf, formatCount, formatUsd } from "@/components/ui/money";
import { Panel } from "@/components/ui/table";
import type { CostsPage, CostsQuery } from "@/lib/domain/costs";
import { parameterStore } from "@/lib/domain/price-table";

/** What the bill would be if some secrets were deleted, copied or moved. Changes nothing. */
export function WhatIfPanel({
  costs,
  query,
  onChange,
}: {
  costs: CostsPage;
  query: CostsQuery;
  onChange: (some: Partial<CostsQuery>) => void;
}) {
  const { whatIf } = costs;
  const all = query.q === "";
  return (
    <Panel id="what-if" title="What if">
      <Selection key={`${query.q} ${query.copies}`} query={query} onChange={onChange} />
      <p role="status" className="px-4 pt-3 text-ink-2 text-table">
        {all ? "All" : "Selected:"} {countOf(whatIf.selected, "secret")}, of which{" "}
        {countOf(whatIf.replicas, "replica")}, without what is pending deletion.{" "}
        {whatIf.findings.join(" ")}
      </p>
      <dl className="grid gap-x-6 gap-y-3 p-4 cards:grid-cols-3">
        <Answer
          says="Delete them"
          usd={`−${formatUsd(whatIf.deleteMonthUsd)}`}
          means="A month less. Nothing is charged from the moment deletion is scheduled."
        />
        <Answer
          says={`Replicate to ${countOf(query.copies, "further Region")}`}
          usd={`+${formatUsd(whatIf.copiesMonthUsd)}`}
          means="A month more: a replica costs as much as a secret, and there are no tiers or discounts by number."
        />
        <ToParameterStore whatIf={whatIf} />
      </dl>
    </Panel>
  );
}

function Selection({
  query,
  onChange,
}: {
  query: CostsQuery;
  onChange: (some: Partial<CostsQuery>) => void;
}) {
  const [q, setQ] = useState(query.q);
  const [copies, setCopies] = useState(String(query.copies));
  const number = Number(copies);
  const isNumber = /^\d{1,2}$/.test(copies) && number <= 30;
  const apply = (event: FormEvent) => {
    event.preventDefault();
    if (isNumber) onChange({ q, copies: number });
  };
  return (
    <form onSubmit={apply} className="flex flex-wrap items-start gap-3 border-b px-4 py-3">
      <TextField
        label="Secrets"
        className="min-w-48 flex-1"
        value={q}
        maxLength={1000}
        placeholder="tag:environment=staging unused:>90d"
        help="A filter as in the inventory; empty means all."
        spellCheck={false}
        onChange={(event) => setQ(event.target.value)}
      />
      <TextField
        label="Further Regions"
        className="w-32"
        inputMode="numeric"
        value={copies}
        error={isNumber ? undefined : "0 to 30"}
        onChange={(event) => setCopies(event.target.value)}
      />
      <Button type="submit" className="mt-6">
        Calculate
      </Button>
    </form>
  );
}

function ToParameterStore({ whatIf }: { whatIf: CostsPage["whatIf"] }) {
  const { standardMonthUsd, advancedMonthUsd, nowMonthUsd, rotating, mostPerRegion } =
    whatIf.parameterStore;
  const { standard, advanced } = parameterStore;
  return (
    <Answer
      says="Move plain configuration to Parameter Store"
      usd={`${formatUsd(nowMonthUsd)} → ${formatUsd(standardMonthUsd)} to ${formatUsd(advancedMonthUsd)}`}
      means={
        <>
          A month, standard to advanced parameters (prices of {parameterStore.since}). Standard:
          free, 4 KB, {formatCount(standard.perRegionMax)} a Region
          {mostPerRegion > standard.perRegionMax &&
            `, but ${formatCount(mostPerRegion)} are in one`}
          . Advanced: {formatUsd(advanced.monthUsd)} each, 8 KB,{" "}
          {formatCount(advanced.perRegionMax)} a Region, $0.05 per 10,000 interactions, never back
          to standard. Neither rotates nor replicates; this console does not know the size of
          values.
          {rotating > 0 && ` ${formatCount(rotating)} of these rotate and would stop.`} Reads cost
          nothing up to 40 a second.
        </>
      }
    />
  );
}

function Answer({ says, usd, means }: { says: string; usd: string; means: React.ReactNode }) {
  return (
    <div className="min-w-0">
      <dt className="font-medium text-table">{says}</dt>
      <dd>
        <span className="tabular font-semibold text-figure">{usd}</span>
        <span className="block text-caption text-ink-3">{means}</span>
      </dd>
    </div>
  );
}
