import { ButtonLink } from "@/components/ui/button";
import { SelectField } from "@/components/ui/select-field";
import { presets } from "@/lib/domain/ledger-view";
import type { OutsideActor, OutsidePage, OutsideQuery } from "@/lib/domain/outside";
import { auditHref } from "./audit-address";
import { DayRange } from "./day-range";
import { outsideHref } from "./outside-address";
import { SearchField } from "./search-field";
import { outsidePreset, presetWords } from "./words";

/** The presets, of which this is one, and what narrows it. */
export function OutsideFilters({
  query,
  places,
  onChange,
}: {
  query: OutsideQuery;
  places: OutsidePage["places"];
  onChange: (some: Partial<OutsideQuery>) => void;
}) {
  const accounts = new Map(places.map(({ accountId, accountName }) => [accountId, accountName]));
  const regions = new Set(
    places
      .filter(({ accountId }) => !query.account || accountId === query.account)
      .map(({ region }) => region),
  );
  return (
    <div className="flex flex-wrap items-end gap-3">
      <nav aria-label="What to show" className="flex flex-wrap gap-1">
        {presets.map((show) => (
          <ButtonLink key={show} size="small" look="ghost" href={auditHref({ show })}>
            {presetWords[show]}
          </ButtonLink>
        ))}
        <ButtonLink size="small" aria-current="page" href={outsideHref({})}>
          {outsidePreset}
        </ButtonLink>
      </nav>
      <SearchField
        label="Actor, secret, call or AWS request id"
        q={query.q}
        onChange={(q) => onChange({ q })}
      />
      <SelectField
        label="By"
        value={query.who}
        onChange={({ target }) => onChange({ who: target.value as OutsideActor })}
      >
        <option value="">anybody</option>
        <option value="console-role">this console's roles</option>
        <option value="other">other principals</option>
      </SelectField>
      <SelectField
        label="Account"
        value={query.account}
        onChange={({ target }) => onChange({ account: target.value, region: "" })}
      >
        <option value="">any</option>
        {[...accounts].map(([id, name]) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </SelectField>
      <SelectField
        label="Region"
        value={query.region}
        onChange={({ target }) => onChange({ region: target.value })}
      >
        <option value="">any</option>
        {[...regions].map((region) => (
          <option key={region} value={region}>
            {region}
          </option>
        ))}
      </SelectField>
      <DayRange from={query.from} to={query.to} onChange={onChange} />
    </div>
  );
}
