import { useSession } from "./use-session";

/** On every page of an auditor's: what this role is, and that looking leaves a trace. */
export function AuditorNotice() {
  if (useSession()?.role !== "auditor") return null;
  return (
    <p
      data-print="hidden"
      className="border-b bg-sunken px-4 py-1.5 text-caption text-ink-2 side:px-7"
    >
      Read-only auditor · values are never available in this role · what you look at is on record
    </p>
  );
}
