"use client";

import { Minus, MoveLeft, MoveRight, Plus } from "lucide-react";
import {
  type KeyboardEvent,
  type ReactNode,
  useCallback,
  useDeferredValue,
  useMemo,
  useState,
} from "react";
import { Button } from "@/components/ui/button";
import { IconButton } from "@/components/ui/icon-button";
import { useWidth } from "@/lib/browser/width";
import type { Timeline } from "@/lib/domain/timeline";
import type { TimelineRow } from "@/lib/domain/timeline-rows";
import { MomentAnswer } from "./moment-answer";
import { drawingHeightPx, TimelineDrawing, type View } from "./timeline-drawing";
import { TimelineTable } from "./timeline-table";

const DAY_MS = 86_400_000;
const LEAST_VIEW_MS = 60_000;
const spans = [
  { word: "24 h", ms: DAY_MS },
  { word: "7 d", ms: 7 * DAY_MS },
  { word: "30 d", ms: 30 * DAY_MS },
  { word: "90 d", ms: 90 * DAY_MS },
] as const;

/** The timeline of a secret: drawing, the answer for one moment, and the same facts as a table. */
export function VersionTimeline({
  timeline,
  rows,
  progress,
  below,
}: {
  timeline: Timeline;
  rows: readonly TimelineRow[];
  /** How far CloudTrail was read, in words. */
  progress: ReactNode;
  /** What belongs to the tab but not to the timeline; it comes once the drawing stands. */
  below: ReactNode;
}) {
  const whole = useMemo(
    () => ({ from: Date.parse(timeline.from), to: Date.parse(timeline.to) }),
    [timeline],
  );
  const [view, setView] = useState<View>(() => lastOf(whole, 90 * DAY_MS));
  const [moment, setMoment] = useState<number>();
  const [frame, widthPx] = useWidth<HTMLDivElement>();
  const show = (next: View) => setView(within(next, whole));
  const zoom = (factor: number) => show(zoomed(view, factor, moment));
  const pan = (part: number) => show(moved(view, part * (view.to - view.from)));
  // Always the same function: the table stays as it is while the drawing moves.
  const goTo = useCallback(
    (at: number) => {
      setMoment(at);
      setView((view) =>
        at < view.from || at > view.to
          ? within(moved(view, at - (view.from + view.to) / 2), whole)
          : view,
      );
    },
    [whole],
  );
  const onKey = (event: KeyboardEvent) => {
    const act = keyActs({ zoom, pan, goTo, moment, rows, whole })[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  };
  return (
    <div className="flex flex-col gap-4">
      <section
        aria-labelledby="timeline-title"
        className="rounded-panel border bg-panel p-4 shadow-soft"
      >
        <div className="mb-3 flex flex-wrap items-center gap-x-3 gap-y-2">
          <h2 id="timeline-title" className="font-semibold text-section">
            Who held which label
          </h2>
          <span className="tabular text-caption text-ink-2">
            {dayOf(view.from)} – {dayOf(view.to)}, UTC
          </span>
          <div className="ml-auto flex flex-wrap items-center gap-1.5 print:hidden">
            <IconButton label="Earlier" onClick={() => pan(-0.5)}>
              <MoveLeft aria-hidden size={14} />
            </IconButton>
            <IconButton label="Later" onClick={() => pan(0.5)}>
              <MoveRight aria-hidden size={14} />
            </IconButton>
            <IconButton label="Zoom out" onClick={() => zoom(2)}>
              <Minus aria-hidden size={14} />
            </IconButton>
            <IconButton label="Zoom in" onClick={() => zoom(0.5)}>
              <Plus aria-hidden size={14} />
            </IconButton>
            {spans.map(({ word, ms }) => (
              <Button key={word} size="small" onClick={() => show(lastOf(whole, ms))}>
                {word}
              </Button>
            ))}
            <Button size="small" onClick={() => show(whole)}>
              All
            </Button>
          </div>
        </div>
        <div
          ref={frame}
          style={{ minHeight: drawingHeightPx(timeline) }}
          className="min-w-0 overflow-hidden"
        >
          {widthPx > 0 && (
            <TimelineDrawing
              timeline={timeline}
              rows={rows}
              view={view}
              widthPx={widthPx}
              moment={moment}
              onMoment={goTo}
              onKey={onKey}
            />
          )}
        </div>
        <Legend />
        <MomentAnswer timeline={timeline} rows={rows} moment={moment} onMoment={goTo} />
      </section>
      <TimelineTable rows={rows} onMoment={goTo} />
      <p className="text-caption text-ink-2">{progress}</p>
      <OnceDrawn isDrawn={widthPx > 0}>{below}</OnceDrawn>
    </div>
  );
}

/** Lets the drawing be painted first: whoever opens the tab came for that. */
function OnceDrawn({ isDrawn, children }: { isDrawn: boolean; children: ReactNode }) {
  return useDeferredValue(isDrawn, false) && children;
}

function Legend() {
  return (
    <p className="mt-2 flex flex-wrap gap-x-4 gap-y-1 text-caption text-ink-2">
      <span className="inline-flex items-center gap-1.5">
        <i aria-hidden className="h-2 w-5 rounded-[2px] bg-label-current" />
        observed or reported
      </span>
      <span className="inline-flex items-center gap-1.5">
        <i
          aria-hidden
          className="h-2 w-5 rounded-[2px] bg-[repeating-linear-gradient(135deg,var(--current)_0_3px,transparent_3px_6px)]"
        />
        inferred
      </span>
      <span className="inline-flex items-center gap-1.5">
        <i aria-hidden className="h-2 w-5 rounded-[2px] border border-line-strong border-dashed" />
        gap: no evidence
      </span>
      <span>✓ rotated · ! failed · ↶ rolled back · W written · P policy · ◦ read</span>
    </p>
  );
}

/** What each key does in the drawing; keys that are not here keep their meaning. */
function keyActs(given: {
  zoom: (factor: number) => void;
  pan: (part: number) => void;
  goTo: (at: number) => void;
  moment?: number;
  rows: readonly TimelineRow[];
  whole: View;
}): Record<string, () => void> {
  const { zoom, pan, goTo, rows, whole } = given;
  const at = given.moment ?? whole.to;
  const changes = rows.map((row) => Date.parse(row.at));
  return {
    ArrowLeft: () => goTo(changes.find((change) => change < at) ?? whole.from),
    ArrowRight: () => goTo(changes.findLast((change) => change > at) ?? whole.to),
    Home: () => goTo(whole.from),
    End: () => goTo(whole.to),
    PageUp: () => pan(-1),
    PageDown: () => pan(1),
    "+": () => zoom(0.5),
    "-": () => zoom(2),
  };
}

function lastOf(whole: View, ms: number): View {
  return { from: Math.max(whole.from, whole.to - ms), to: whole.to };
}

function zoomed(view: View, factor: number, around?: number): View {
  const centre =
    around !== undefined && around >= view.from && around <= view.to
      ? around
      : (view.from + view.to) / 2;
  return { from: centre - (centre - view.from) * factor, to: centre + (view.to - centre) * factor };
}

function moved(view: View, byMs: number): View {
  return { from: view.from + byMs, to: view.to + byMs };
}

/** Keeps a view inside the history and wide enough to be read. */
function within(view: View, whole: View): View {
  const span = Math.min(Math.max(view.to - view.from, LEAST_VIEW_MS), whole.to - whole.from);
  const from = Math.min(Math.max(view.from, whole.from), whole.to - span);
  return { from, to: from + span };
}

function dayOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 16).replace("T", " ");
}
