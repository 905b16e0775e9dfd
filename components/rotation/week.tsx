"use client";

import { useRouter } from "next/navigation";
import { type KeyboardEvent, useMemo, useState } from "react";
import { secretHref } from "@/components/secret/secret-link";
import { formatCount } from "@/components/ui/money";
import { useWidth } from "@/lib/browser/width";
import type { PlannedWindow, RotationPlan } from "@/lib/domain/rotation-page";
import { standingWords } from "@/lib/domain/rotation-page";
import { needsAttention } from "@/lib/domain/rotation-standing";
import { dayWords, WindowTime } from "./window-words";

const DAY_MS = 86_400_000;
const ROW_PX = 26;
const AXIS_PX = 30;
const NAMES_PX = 230;

/**
 * A week of windows: a row a secret, a bar from the start of each window for its duration. Arrow
 * keys go from window to window, Enter opens; the agenda is the same as a table.
 */
export function Week({ plan }: { plan: RotationPlan }) {
  const router = useRouter();
  const [frame, width] = useWidth<HTMLElement>();
  const [marked, setMarked] = useState(0);
  const rows = useMemo(() => rowsOf(plan.windows), [plan.windows]);
  const left = width < 640 ? 0 : NAMES_PX;
  const fromMs = Date.parse(plan.from);
  const spanMs = Date.parse(plan.to) - fromMs;
  const x = (at: number) =>
    left + Math.min(1, Math.max(0, (at - fromMs) / spanMs)) * Math.max(1, width - left - 8);
  const current = plan.windows[marked];
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (event.key === "Enter" && current) router.push(secretHref(current.arn, "rotation"));
    const last = plan.windows.length - 1;
    if (event.key === "Home") setMarked(0);
    else if (event.key === "End") setMarked(last);
    else if (step) setMarked(Math.min(last, Math.max(0, marked + step)));
    else return;
    event.preventDefault();
  };
  const height = AXIS_PX + rows.length * ROW_PX + 8;
  return (
    <div className="rounded-panel border bg-panel p-4 shadow-soft">
      <section
        aria-label="Rotation windows of the week, drawn. Arrow keys go from window to window, Enter opens the secret."
        tabIndex={0}
        onKeyDown={onKeyDown}
        ref={frame}
        style={{ minHeight: height }}
        className="overflow-hidden rounded-control"
      >
        {width > 0 && (
          <svg width={width} height={height} aria-hidden className="block text-caption">
            {Array.from({ length: 7 }, (_, day) => fromMs + day * DAY_MS).map((at) => (
              <g key={at}>
                <line x1={x(at)} x2={x(at)} y1={AXIS_PX - 6} y2={height} className="stroke-line" />
                <text x={x(at) + 4} y={14} className="tabular fill-ink-3">
                  {width < 640 ? new Date(at).getUTCDate() : dayWords(new Date(at).toISOString())}
                </text>
              </g>
            ))}
            {rows.map(({ name, windows }, row) => (
              <g key={windows[0]?.arn} transform={`translate(0,${AXIS_PX + row * ROW_PX})`}>
                {left > 0 && (
                  <text x={0} y={17} className="fill-ink font-mono">
                    {short(name)}
                  </text>
                )}
                <line x1={0} x2={width} y1={ROW_PX} y2={ROW_PX} className="stroke-line" />
                {windows.map((window) => (
                  <Bar
                    key={window.from}
                    window={window}
                    x={x(Date.parse(window.from))}
                    width={x(Date.parse(window.to)) - x(Date.parse(window.from))}
                    isMarked={window === current}
                    onOpen={() => router.push(secretHref(window.arn, "rotation"))}
                  />
                ))}
              </g>
            ))}
            <line
              x1={x(Date.parse(plan.now))}
              x2={x(Date.parse(plan.now))}
              y1={AXIS_PX - 6}
              y2={height}
              strokeDasharray="3 3"
              className="stroke-accent"
            />
          </svg>
        )}
      </section>
      {current && (
        <p role="status" className="mt-2 text-table">
          <span className="break-names font-mono text-[12px]">{current.name}</span>:{" "}
          <WindowTime {...current} withDay />, {standingWords(current.standing)}
          {current.marks.map(({ kind, says }) => (
            <span key={`${kind} ${says}`} className="text-warn">
              , {kind === "collision" ? "collision: " : ""}
              {says}
            </span>
          ))}
        </p>
      )}
      <p className="mt-1 flex flex-wrap gap-x-4 text-caption text-ink-3">
        <Legend look="bg-label-previous" says="on time" />
        <Legend look="bg-bad" says="stuck, failed or overdue" />
        <Legend look="bg-label-previous ring-2 ring-warn" says="collision or freeze" />
        <span>{formatCount(rows.length)} secrets, busiest first; filter for others.</span>
      </p>
    </div>
  );
}

function Bar({
  window,
  x,
  width,
  isMarked,
  onOpen,
}: {
  window: PlannedWindow;
  x: number;
  width: number;
  isMarked: boolean;
  onOpen: () => void;
}) {
  const isTroubled = needsAttention(window.standing.word);
  const isWatched = window.marks.some(({ kind }) => kind !== "business hours");
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: a mouse's shortcut; keys walk the drawing.
    <rect
      x={x}
      y={6}
      width={Math.max(3, width - 1)}
      height={ROW_PX - 12}
      rx={3}
      onClick={onOpen}
      className={`cursor-pointer ${isTroubled ? "fill-bad" : "fill-label-previous"} ${isMarked ? "stroke-accent" : isWatched ? "stroke-warn" : ""}`}
      strokeWidth={isMarked || isWatched ? 2 : 0}
    />
  );
}

function Legend({ look, says }: { look: string; says: string }) {
  return (
    <span className="flex items-center gap-1.5">
      <span aria-hidden className={`h-2 w-4 rounded-[2px] ${look}`} />
      {says}
    </span>
  );
}

function rowsOf(windows: readonly PlannedWindow[]): { name: string; windows: PlannedWindow[] }[] {
  const rows = new Map<string, { name: string; windows: PlannedWindow[] }>();
  for (const window of windows) {
    const row = rows.get(window.arn);
    if (row) row.windows.push(window);
    else rows.set(window.arn, { name: window.name, windows: [window] });
  }
  return [...rows.values()];
}

function short(name: string): string {
  return name.length > 32 ? `…${name.slice(-31)}` : name;
}
