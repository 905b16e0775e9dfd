"use client";

import { elementScroll, useVirtualizer, type Virtualizer } from "@tanstack/react-virtual";
import { memo, useRef } from "react";
import { Badge, type Tone } from "@/components/ui/badge";
import type { RowKind, TimelineRow } from "@/lib/domain/timeline-rows";

const ROW_PX = 36;
/** The height from which on the table scrolls; `max-h` below says the same. */
const MOST_PX = 560;

const tones: Partial<Record<RowKind, Tone>> = {
  "rotation succeeded": "ok",
  restored: "ok",
  "rotation failed": "bad",
  refused: "bad",
  "deletion scheduled": "bad",
  "rotation abandoned": "warn",
  "rolled back": "info",
  "made current": "info",
};

const badges: Record<TimelineRow["badge"], Tone> = {
  observed: "ok",
  reported: "ok",
  inferred: "quiet",
  gap: "warn",
};

/** The drawing's twin: the same facts in words, newest first, a row for each. */
export const TimelineTable = memo(function TimelineTable({
  rows,
  onMoment,
}: {
  rows: readonly TimelineRow[];
  onMoment: (at: number) => void;
}) {
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PX,
    overscan: 6,
    initialRect: { width: 0, height: MOST_PX },
    observeElementRect: observeSize,
    scrollToFn: scrollIfElsewhere,
  });
  const items = virtual.getVirtualItems();
  const before = items[0]?.start ?? 0;
  const after = virtual.getTotalSize() - (items.at(-1)?.end ?? 0);
  return (
    <section
      ref={scroller}
      aria-label="Changes and events, newest first"
      tabIndex={0}
      className="max-h-[560px] overflow-auto rounded-panel border bg-panel shadow-soft"
    >
      <table
        aria-rowcount={rows.length + 1}
        className="w-full min-w-[760px] border-collapse text-left text-table"
      >
        <caption className="sr-only">Changes and events of this secret, newest first</caption>
        <thead className="sticky top-0 z-10 bg-sunken">
          <tr>
            {["Time, UTC", "What", "Label", "From → to", "Actor", "Evidence", "Event"].map(
              (name) => (
                <th
                  key={name}
                  scope="col"
                  className="h-8 border-b px-3 font-medium text-caption text-ink-2 first:pl-4 last:pr-4"
                >
                  {name}
                </th>
              ),
            )}
          </tr>
        </thead>
        <tbody>
          {before > 0 && <tr style={{ height: before }} />}
          {items.map(({ index }) => {
            const row = rows[index];
            return (
              row && (
                <Row
                  key={`${row.at}-${row.label ?? ""}-${row.evidence}`}
                  row={row}
                  index={index}
                  onMoment={onMoment}
                />
              )
            );
          })}
          {after > 0 && <tr style={{ height: after }} />}
        </tbody>
      </table>
    </section>
  );
});

/** A table that was just mounted stands at its top: to scroll it there would lay out the page first. */
const scrollIfElsewhere: typeof elementScroll<HTMLDivElement> = (offset, options, table) => {
  const isThere = offset + (options.adjustments ?? 0) === table.scrollOffset;
  if (!isThere) elementScroll(offset, options, table);
};

function Row({
  row,
  index,
  onMoment,
}: {
  row: TimelineRow;
  index: number;
  onMoment: (at: number) => void;
}) {
  const tone = tones[row.kind];
  return (
    <tr aria-rowindex={index + 2} className="h-9 border-line border-t hover:bg-sunken">
      <td className="tabular whitespace-nowrap px-3 first:pl-4">
        <button
          type="button"
          className="rounded-control hover:underline"
          title="Show this moment in the drawing"
          onClick={() => onMoment(Date.parse(row.at))}
        >
          <time dateTime={row.at}>{row.at.slice(0, 19).replace("T", " ")}</time>
        </button>
      </td>
      <td className="whitespace-nowrap px-3">
        {tone ? <Badge tone={tone}>{row.kind}</Badge> : row.kind}
        {row.aws && (
          <span
            title={row.aws}
            className="ml-2 inline-block max-w-[300px] truncate align-middle text-caption text-ink-2"
          >
            {row.aws}
          </span>
        )}
      </td>
      <td className="whitespace-nowrap px-3 font-mono text-caption">{row.label ?? "–"}</td>
      <td className="tabular whitespace-nowrap px-3 font-mono text-caption">
        {row.label ? `${short(row.from)} → ${short(row.to)}` : "–"}
      </td>
      <td className="max-w-[240px] truncate px-3 text-ink-2" title={row.actor}>
        {row.actor ?? (row.badge === "inferred" ? "follows a rule" : "nobody knows")}
      </td>
      <td className="px-3">
        <Badge tone={badges[row.badge]} icon={false}>
          {row.badge}
        </Badge>
      </td>
      <td
        className="max-w-[180px] truncate px-3 pr-4 font-mono text-caption text-ink-3"
        title={row.evidence}
      >
        {row.evidence.length > 20 && !row.evidence.includes(" ")
          ? `…${row.evidence.slice(-4)}`
          : row.evidence}
      </td>
    </tr>
  );
}

/**
 * The browser tells the size once it has laid the page out. Asking for it, as the library does by
 * itself, makes it lay out the drawing at once and once more.
 */
function observeSize(
  { scrollElement }: Virtualizer<HTMLDivElement, Element>,
  tell: (size: { width: number; height: number }) => void,
): (() => void) | undefined {
  if (!scrollElement) return undefined;
  const observer = new ResizeObserver(([entry]) => {
    if (entry) tell({ width: entry.contentRect.width, height: entry.contentRect.height });
  });
  observer.observe(scrollElement);
  return () => observer.disconnect();
}

function short(holder: string | null | undefined): string {
  if (holder === undefined) return "?";
  return holder === null ? "–" : `…${holder.slice(-4)}`;
}
