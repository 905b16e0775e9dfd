"use client";

import type { DayOfRuns } from "@/lib/domain/rotation-history";

const HEIGHT = 96;
const BAR = 8;
const GAP = 2;

/** A bar a day: what succeeded above the line, what failed or was abandoned below it. */
export function SuccessChart({ days }: { days: readonly DayOfRuns[] }) {
  const most = Math.max(
    1,
    ...days.map(({ succeeded, failed, abandoned }) => Math.max(succeeded, failed + abandoned)),
  );
  const width = days.length * (BAR + GAP);
  const half = HEIGHT / 2;
  const scale = (count: number) => (count === 0 ? 0 : Math.max(2, (count / most) * (half - 4)));
  const all = days.reduce((sum, { succeeded }) => sum + succeeded, 0);
  const bad = days.reduce((sum, { failed, abandoned }) => sum + failed + abandoned, 0);
  return (
    <figure>
      <svg
        viewBox={`0 0 ${width} ${HEIGHT + 14}`}
        role="img"
        aria-label={`${all} rotations succeeded and ${bad} tries failed or were abandoned, by day; the table below has the figures`}
        className="block h-28 w-full"
        preserveAspectRatio="none"
      >
        <line
          x1={0}
          x2={width}
          y1={half}
          y2={half}
          className="stroke-line-strong"
          strokeWidth={0.5}
        />
        {days.map(({ day, succeeded, failed, abandoned }, at) => (
          <g key={day} transform={`translate(${at * (BAR + GAP)},0)`}>
            <rect
              y={half - scale(succeeded)}
              width={BAR}
              height={scale(succeeded)}
              className="fill-label-current"
            />
            <rect y={half} width={BAR} height={scale(failed)} className="fill-bad" />
            <rect
              y={half + scale(failed)}
              width={BAR}
              height={scale(abandoned)}
              className="fill-label-pending"
            />
          </g>
        ))}
      </svg>
      <figcaption className="flex flex-wrap justify-between gap-x-4 text-caption text-ink-3">
        <span className="tabular">{days[0]?.day}</span>
        <span className="flex gap-4">
          <Key look="bg-label-current" says="succeeded" />
          <Key look="bg-bad" says="failed tries" />
          <Key look="bg-label-pending" says="abandoned" />
          <span>highest bar: {most}</span>
        </span>
        <span className="tabular">{days.at(-1)?.day}</span>
      </figcaption>
    </figure>
  );
}

function Key({ look, says }: { look: string; says: string }) {
  return (
    <span className="flex items-center gap-1.5">
      <span aria-hidden className={`size-2 rounded-[2px] ${look}`} />
      {says}
    </span>
  );
}
