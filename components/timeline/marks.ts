import type { ScaleTime } from "d3-scale";
import type { RowKind, TimelineRow } from "@/lib/domain/timeline-rows";
import type { View } from "./timeline-drawing";

/** One circle in the lane of events; neighbours too close to tell apart share one. */
export interface Mark {
  px: number;
  count: number;
  sign: string;
  tone: string;
  words: string;
}

const MARK_PX = 20;

const signs: Readonly<Record<RowKind, { sign: string; tone: string; weight: number }>> = {
  "rotation failed": { sign: "!", tone: "text-bad", weight: 9 },
  refused: { sign: "×", tone: "text-bad", weight: 8 },
  "rotation abandoned": { sign: "!", tone: "text-warn", weight: 7 },
  "deletion scheduled": { sign: "D", tone: "text-bad", weight: 7 },
  restored: { sign: "R", tone: "text-ok", weight: 7 },
  "rolled back": { sign: "↶", tone: "text-accent", weight: 6 },
  "rotation succeeded": { sign: "✓", tone: "text-ok", weight: 5 },
  "made current": { sign: "↷", tone: "text-accent", weight: 5 },
  "value written": { sign: "W", tone: "text-ink-2", weight: 4 },
  created: { sign: "+", tone: "text-ok", weight: 4 },
  "policy changed": { sign: "P", tone: "text-ink-2", weight: 4 },
  "replication changed": { sign: "⧉", tone: "text-ink-2", weight: 4 },
  "key or description changed": { sign: "K", tone: "text-ink-2", weight: 3 },
  "rotation changed": { sign: "↻", tone: "text-ink-2", weight: 3 },
  "rotation test": { sign: "T", tone: "text-ink-2", weight: 3 },
  "rotation started": { sign: "↻", tone: "text-ink-2", weight: 2 },
  "tags changed": { sign: "#", tone: "text-ink-2", weight: 2 },
  "label moved": { sign: "L", tone: "text-ink-2", weight: 2 },
  "label removed": { sign: "L", tone: "text-ink-2", weight: 2 },
  "nothing to read": { sign: "◦", tone: "text-ink-3", weight: 1 },
  "value read": { sign: "◦", tone: "text-ink-3", weight: 1 },
  "implicit move": { sign: "", tone: "", weight: 0 },
  "first seen": { sign: "", tone: "", weight: 0 },
};

/** The events on show, oldest first; of those that share a circle the gravest gives its sign. */
export function marksOf(
  rows: readonly TimelineRow[],
  view: View,
  scale: ScaleTime<number, number>,
): Mark[] {
  const marks: (Mark & { weight: number })[] = [];
  for (let at = rows.length - 1; at >= 0; at -= 1) {
    const row = rows[at];
    if (!row) continue;
    const { sign, tone, weight } = signs[row.kind];
    const ms = Date.parse(row.at);
    if (weight === 0 || ms < view.from || ms > view.to) continue;
    const px = Math.round(scale(ms));
    const last = marks.at(-1);
    if (last && px - last.px < MARK_PX) {
      last.count += 1;
      last.words = `${last.count} events around ${row.at.slice(0, 16).replace("T", " ")} UTC`;
      if (weight > last.weight) Object.assign(last, { weight, tone, sign });
    } else {
      const words = `${row.kind}, ${row.at.slice(0, 19).replace("T", " ")} UTC`;
      marks.push({ px, count: 1, sign, tone, weight, words });
    }
  }
  return marks;
}
