"use client";

import { useId } from "react";
import { heldFrom, holderAt, type Segment, type Timeline } from "@/lib/domain/timeline";
import type { TimelineRow } from "@/lib/domain/timeline-rows";

/**
 * "What was current at …?" for any moment, and for the present until somebody asks: one sentence a
 * label, with since when, by whom, and what that rests on.
 */
export function MomentAnswer({
  timeline,
  rows,
  moment,
  onMoment,
}: {
  timeline: Timeline;
  rows: readonly TimelineRow[];
  moment?: number;
  onMoment: (at: number) => void;
}) {
  const id = useId();
  // A segment ends before its `to`: the present is the last moment that is still in one.
  const at = new Date(moment ?? Date.parse(timeline.to) - 1);
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
          value={moment === undefined ? "" : at.toISOString().slice(0, 19)}
          onChange={(event) => {
            const asked = Date.parse(`${event.target.value}Z`);
            if (!Number.isNaN(asked)) onMoment(asked);
          }}
          className="tabular h-8 rounded-control border border-line-strong bg-panel px-2 text-table"
        />
        <span className="text-ink-2 text-table">UTC?{moment === undefined && " Now:"}</span>
      </div>
      <div aria-live="polite" className="mt-2 text-table">
        <ul className="flex flex-col gap-0.5">
          {timeline.labels.map((label) => (
            <li key={label}>
              <span className="font-medium font-mono text-caption">{label}</span>{" "}
              <span className="break-names text-ink-2">
                {answer(holderAt(timeline, label, at), timeline, rows, moment === undefined)}
              </span>
            </li>
          ))}
        </ul>
      </div>
    </div>
  );
}

function answer(
  segment: Segment | undefined,
  timeline: Timeline,
  rows: readonly TimelineRow[],
  isNow: boolean,
): string {
  if (!segment) return "– outside what is known of this secret";
  if (segment.holder === undefined) return "– a gap: no event and no observation tells";
  const is = isNow ? "is" : "was";
  const why = proof(segment.badge, segment.evidence[0]);
  if (segment.holder === null) return `${is} on no version (${why})`;
  const first = heldFrom(timeline, segment);
  const move = rows.find(({ at, label }) => at === first.from && label === first.label);
  // Where nobody saw it come, it may have been there before.
  const since = `${move?.badge === "gap" ? "at least since" : "since"} ${utcWords(first.from)}`;
  const by = move?.actor ? ` by ${move.actor}` : "";
  const held = `${is} on version ${segment.holder}, ${since}${by}`;
  if (first === segment) return `${held} (${why})`;
  return `${held} (${proof(first.badge, first.evidence[0])}), still so (${why})`;
}

function proof(badge: Segment["badge"], evidence: string | undefined): string {
  if (!evidence) return badge;
  const seenAt = /^observation (\S+)$/.exec(evidence)?.[1];
  if (!seenAt) return `${badge}: ${evidence}`;
  return badge === "observed"
    ? `observed ${utcWords(seenAt)}`
    : `${badge} from what was observed ${utcWords(seenAt)}`;
}

function utcWords(iso: string): string {
  return `${iso.slice(0, 19).replace("T", " ")} UTC`;
}
