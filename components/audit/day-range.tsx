import { TextField } from "@/components/ui/field";

/** First and last day of what is shown, both inclusive; empty = no limit. */
export function DayRange({
  from,
  to,
  onChange,
}: {
  from: string;
  to: string;
  onChange: (some: { from?: string; to?: string }) => void;
}) {
  return (
    <>
      <TextField
        label="From (day, UTC)"
        type="date"
        value={from}
        onChange={({ target }) => onChange({ from: target.value })}
      />
      <TextField
        label="To (day, UTC)"
        type="date"
        value={to}
        onChange={({ target }) => onChange({ to: target.value })}
      />
    </>
  );
}
