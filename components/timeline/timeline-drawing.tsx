"use client";

import { scaleUtc } from "d3-scale";
import { type KeyboardEvent, useId, useMemo } from "react";
import type { Segment, Timeline } from "@/lib/domain/timeline";
import type { TimelineRow } from "@/lib/domain/timeline-rows";
import { BAR_PX, type LaneBars, laneBars } from "./lane-bars";
import { type Mark, marksOf } from "./marks";

/** The stretch of time on show, in ms since 1970. */
export interface View {
  from: number;
  to: number;
}

const LANE_PX = 44;
const AXIS_PX = 28;
const NAMES_PX = 112;

const laneColours: Readonly<Record<string, string>> = {
  AWSCURRENT: "text-label-current",
  AWSPREVIOUS: "text-label-previous",
  AWSPENDING: "text-label-pending",
};

/** What the drawing of this timeline is high. */
export function drawingHeightPx(timeline: Timeline): number {
  return AXIS_PX + (timeline.labels.length + 1) * LANE_PX;
}

/**
 * A lane per staging label over time. Solid = seen or reported, hatched = follows from a rule,
 * dashed = nobody knows. The table below says the same; arrow keys step from change to change.
 */
export function TimelineDrawing({
  timeline,
  rows,
  view,
  widthPx,
  moment,
  onMoment,
  onKey,
}: {
  timeline: Timeline;
  rows: readonly TimelineRow[];
  view: View;
  widthPx: number;
  moment?: number;
  onMoment: (at: number) => void;
  onKey: (event: KeyboardEvent) => void;
}) {
  const id = useId();
  const isNarrow = widthPx < 560;
  const left = isNarrow ? 4 : NAMES_PX;
  const scale = useMemo(
    () =>
      scaleUtc()
        .domain([view.from, view.to])
        .range([left, Math.max(left + 1, widthPx - 8)]),
    [view, left, widthPx],
  );
  const x = (at: string | number) => scale(typeof at === "string" ? Date.parse(at) : at);
  const marks = useMemo(() => marksOf(rows, view, scale), [rows, view, scale]);
  const ticks = scale.ticks(Math.max(2, Math.floor((widthPx - left) / 110)));
  const format = tickWords(view);
  const height = drawingHeightPx(timeline);
  const laneTop = (lane: number) => AXIS_PX + lane * LANE_PX;
  return (
    <section
      aria-label="Who held which label, drawn. Arrow keys step from change to change; plus and minus zoom."
      tabIndex={0}
      onKeyDown={onKey}
      className="rounded-control"
    >
      <svg
        width={widthPx}
        height={height}
        aria-hidden
        className="block select-none text-caption"
        onClick={(event) => {
          const at = event.clientX - event.currentTarget.getBoundingClientRect().left;
          if (at >= left) onMoment(scale.invert(at).getTime());
        }}
      >
        <defs>
          <pattern
            id={`${id}-hatch`}
            width="6"
            height="6"
            patternUnits="userSpaceOnUse"
            patternTransform="rotate(45)"
          >
            <rect width="2.5" height="6" className="fill-panel opacity-60" />
          </pattern>
          <clipPath id={`${id}-lanes`}>
            <rect x={left} y={0} width={Math.max(0, widthPx - left - 8)} height={height} />
          </clipPath>
        </defs>
        {ticks.map((tick) => (
          <g key={tick.getTime()} transform={`translate(${x(tick.getTime())},0)`}>
            <line y1={AXIS_PX - 6} y2={height - 12} className="stroke-line" />
            <text
              y={12}
              // The last date would be cut off at the edge.
              textAnchor={x(tick.getTime()) > widthPx - 36 ? "end" : "middle"}
              className="tabular fill-ink-3"
            >
              {format(tick)}
            </text>
          </g>
        ))}
        {timeline.labels.map((label, lane) => (
          <g key={label} transform={`translate(0,${laneTop(lane)})`}>
            <text
              x={isNarrow ? 6 : 0}
              y={isNarrow ? 8 : 26}
              className="fill-ink font-medium font-mono"
            >
              {label.length > 15 && !isNarrow ? `${label.slice(0, 14)}…` : label}
            </text>
            <g clipPath={`url(#${id}-lanes)`} className={laneColours[label] ?? "text-label-custom"}>
              <Lane
                bars={laneBars(
                  timeline.segments.filter((one) => one.label === label && isIn(one, view)),
                  x,
                  left,
                )}
                hatch={`url(#${id}-hatch)`}
              />
            </g>
          </g>
        ))}
        <g transform={`translate(0,${laneTop(timeline.labels.length)})`}>
          <text x={isNarrow ? 6 : 0} y={isNarrow ? 8 : 26} className="fill-ink-2">
            Events
          </text>
          {marks.map((mark) => (
            <EventMark key={mark.px} mark={mark} />
          ))}
        </g>
        {moment !== undefined && moment >= view.from && moment <= view.to && (
          <line
            x1={x(moment)}
            x2={x(moment)}
            y1={AXIS_PX - 6}
            y2={height - 8}
            className="stroke-accent"
            strokeDasharray="3 3"
          />
        )}
      </svg>
    </section>
  );
}

/** As much of a date as the stretch on show needs: `13 Sep`, `13 Sep 10:00`, `10:02:11`. */
function tickWords({ from, to }: View): (tick: Date) => string {
  const span = to - from;
  const day = { day: "numeric", month: "short" } as const;
  const clock = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" } as const;
  const parts =
    span > 4 * 86_400_000
      ? day
      : span > 6 * 3_600_000
        ? { ...day, ...clock }
        : { ...clock, second: "2-digit" as const };
  const format = new Intl.DateTimeFormat("en-GB", { ...parts, timeZone: "UTC" });
  return (tick) => format.format(tick).replace(",", "");
}

function isIn(segment: Segment, view: View): boolean {
  return Date.parse(segment.to) > view.from && Date.parse(segment.from) < view.to;
}

function Lane({ bars, hatch }: { bars: LaneBars; hatch: string }) {
  return (
    <g transform={`translate(0,${(LANE_PX - BAR_PX) / 2})`}>
      <path d={bars.gaps} className="fill-none stroke-line-strong" strokeDasharray="3 3" />
      <path d={bars.held} fill="currentColor" />
      <path d={bars.inferred} fill={hatch} />
      {bars.words.map(({ px, says, isGap }) =>
        isGap ? (
          <text key={px} x={px} y={16} className="fill-ink-3">
            {says}
          </text>
        ) : (
          <text
            key={px}
            x={px}
            y={16}
            // The lane's own colour around the letters keeps them legible on the hatching.
            stroke="currentColor"
            strokeWidth={4}
            paintOrder="stroke"
            className="fill-panel font-medium font-mono"
          >
            {says}
          </text>
        ),
      )}
    </g>
  );
}

function EventMark({ mark }: { mark: Mark }) {
  return (
    <g transform={`translate(${mark.px},${LANE_PX / 2})`} className={mark.tone}>
      <circle r={9} className="fill-panel stroke-current" strokeWidth={1.5} />
      <text y={4} textAnchor="middle" className="fill-current font-medium">
        {mark.count > 1 ? (mark.count > 99 ? "∞" : mark.count) : mark.sign}
      </text>
      <title>{mark.words}</title>
    </g>
  );
}
