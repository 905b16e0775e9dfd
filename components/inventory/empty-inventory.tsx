"use client";

import { Button } from "@/components/ui/button";
import { countOf, formatCount } from "@/components/ui/money";
import type { InventoryWindow } from "@/lib/domain/inventory";
import { splitFilter } from "./filter-text";

/** Nothing to show, and why: an empty estate, a filter that matches nothing, or no answer yet. */
export function EmptyInventory({
  window,
  q,
  onClear,
}: {
  window: InventoryWindow;
  q: string;
  onClear: () => void;
}) {
  const { places, listed, isPartial } = window;
  const failed = places.filter(({ state }) => state === "failed").length;
  const accounts = [...new Map(places.map((p) => [p.accountId, p.accountName]))];
  if (q) {
    const { text } = splitFilter(q);
    return (
      <Words title="Nothing matches this filter.">
        <p>
          <code className="break-names font-mono text-[12px] text-ink">{q}</code>:{" "}
          {isPartial || failed ? "at least " : ""}
          {countOf(listed, "secret")} checked
          {isPartial && ", and Regions are still answering"}.
        </p>
        {text && (
          <p>Text matches any part of a name, a description or a tag, in upper or lower case.</p>
        )}
        <Button onClick={onClear} className="mt-2">
          Clear filters
        </Button>
      </Words>
    );
  }
  if (isPartial) return <Words title="No secret so far. Regions are still answering." />;
  if (failed) {
    return (
      <Words title="No secret could be shown.">
        <p>
          {failed} of {countOf(places.length, "Region")} did not answer. This does not mean that
          there are none.
        </p>
      </Words>
    );
  }
  return (
    <Words title={`No secrets in the ${countOf(places.length, "Region")} your role can list.`}>
      <p>
        All {formatCount(places.length)} answered. If you expected some: wrong account? This console
        looks at {accounts.map(([id, name]) => `${name} (${id})`).join(" and ")}.
      </p>
    </Words>
  );
}

function Words({ title, children }: { title: string; children?: React.ReactNode }) {
  return (
    <div className="flex flex-col items-center gap-1 rounded-panel border bg-panel px-6 py-16 text-center text-ink-2 text-table shadow-soft">
      <p className="font-semibold text-ink text-section">{title}</p>
      {children}
    </div>
  );
}
