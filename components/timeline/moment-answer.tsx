"use client";

import { useId } from "react";
import { holderAt, type Segment, type Timeline } from "@/lib/domain/timeline";

/** "What was current at …?" for any moment: one sentence a label, with what it rests on. */
export function MomentAnswer({
  timeline,
  moment,
  onMoment,
}: {
  timeline: Timeline;
  moment?: number;
  onMoment: (at: number) => void;
}) {
  const id = useId();
  const at = moment === undefined ? undefined : new Date(moment);
  return (
    <div className="mt-4 border-line border-t pt-3">
      <div className="flex flex-wrap items-center gap-2">
        <label htmlFor={id} className="font-medium text-table">
          What was current at
        </label>
        <input
          id={id}
          type="datetime-local"
          step={1}
          min={timeline.from.slice(0, 19)}
          max={timeline.to.slice(0, 19)}
          value={at ? at.toISOString().slice(0, 19) : ""}
          onChange={(event) => {
            const asked = Date.parse(`${event.target.value}Z`);
            if (!Number.isNaN(asked)) onMoment(asked);
          }}
          className="tabular h-8 rounded-control border border-line-strong bg-panel px-2 text-table"
        />
        <span className="text-ink-2 text-table">UTC?</span>
      </div>
      <div aria-live="polite" className="mt-2 text-table">
        {at && (
          <ul className="flex flex-col gap-0.5">
            {timeline.labels.map((label) => (
              <li key={label}>
                <span className="font-medium font-mono text-caption">{label}</span>{" "}
                <span className="text-ink-2">{answer(holderAt(timeline, label, at))}</span>
              </li>
            ))}
          </ul>
        )}
      </div>
    </div>
  );
}

function answer(segment: Segment | undefined): string {
  if (!segment) return "– outside what is known of this secret";
  if (segment.holder === undefined) return "– a gap: no event and no observation tells";
  const since = `since ${segment.from.slice(0, 19).replace("T", " ")} UTC`;
  const why = `${segment.badge}${segment.evidence[0] ? `: ${segment.evidence[0]}` : ""}`;
  if (segment.holder === null) return `was on no version (${why})`;
  return `was on version ${segment.holder}, ${since} (${why})`;
}
