import { Button, ButtonLink } from "@/components/ui/button";
import { SelectField } from "@/components/ui/select-field";
import {
  type ActResult,
  actResults,
  type LedgerQuery,
  operationsOf,
  presets,
} from "@/lib/domain/ledger-view";
import { DayRange } from "./day-range";
import { outsideHref } from "./outside-address";
import { SearchField } from "./search-field";
import { outsidePreset, presetWords, resultWords } from "./words";

/** Presets, and filters that narrow them. */
export function LedgerFilters({
  query,
  onChange,
}: {
  query: LedgerQuery;
  onChange: (some: Partial<LedgerQuery>) => void;
}) {
  // A preset about operations that this console does not have would only ever be empty.
  const offered = presets.filter((preset) => operationsOf(preset)?.length !== 0);
  return (
    <div className="flex flex-wrap items-end gap-3">
      <fieldset className="flex flex-wrap gap-1">
        <legend className="sr-only">What to show</legend>
        {offered.map((show) => (
          <Button
            key={show}
            size="small"
            aria-pressed={query.show === show}
            look={query.show === show ? "secondary" : "ghost"}
            onClick={() => onChange({ show })}
          >
            {presetWords[show]}
          </Button>
        ))}
        <ButtonLink size="small" look="ghost" href={outsideHref({})}>
          {outsidePreset}
        </ButtonLink>
      </fieldset>
      <SearchField
        label="Person, object, reason or AWS request id"
        q={query.q}
        onChange={(q) => onChange({ q })}
      />
      <SelectField
        label="Outcome"
        value={query.result}
        onChange={({ target }) => onChange({ result: target.value as ActResult | "" })}
      >
        <option value="">any</option>
        {actResults.map((result) => (
          <option key={result} value={result}>
            {resultWords[result].word}
          </option>
        ))}
      </SelectField>
      <DayRange from={query.from} to={query.to} onChange={onChange} />
    </div>
  );
}
