import type { Segment } from "@/lib/domain/timeline";

export const BAR_PX = 24;

const CORNER_PX = 4;
const LEAST_BAR_PX = 2;
/** A short id needs this much room; narrower bars stay unlabelled and are read from the table. */
const TEXT_FROM_PX = 46;

/** What is drawn of one label: SVG path data of all its bars, and the words that find room. */
export interface LaneBars {
  /** Every bar with a holder. */
  held: string;
  /** Those of them that follow from a rule alone, to be hatched over. */
  inferred: string;
  gaps: string;
  words: { px: number; says: string; isGap: boolean }[];
}

/**
 * The bars of one label, a path for each kind: a secret that was changed hourly has thousands, and
 * an element for each would take the browser longer than everything else on the tab. A bar that
 * would be drawn under one of its kind is left out.
 *
 * @param segments of one label, oldest first
 * @param x where a moment stands, in px; what is left of the view may be negative
 * @param left where the lane begins, in px
 */
export function laneBars(
  segments: readonly Segment[],
  x: (at: string) => number,
  left: number,
): LaneBars {
  const held = new Bars();
  const inferred = new Bars();
  const gaps = new Bars();
  const words: LaneBars["words"] = [];
  for (const { holder, badge, from, to } of segments) {
    if (holder === null) continue;
    const start = Math.max(x(from), -1000);
    const width = Math.max(LEAST_BAR_PX, x(to) - start - 1);
    const isGap = holder === undefined;
    (isGap ? gaps : held).add(start, width);
    if (!isGap && badge === "inferred") inferred.add(start, width);
    const seenFrom = Math.max(start, left);
    if (start + width - seenFrom > TEXT_FROM_PX) {
      words.push({
        px: seenFrom + 7,
        says: holder === undefined ? "gap" : `…${holder.slice(-4)}`,
        isGap,
      });
    }
  }
  return { held: held.path, inferred: inferred.path, gaps: gaps.path, words };
}

class Bars {
  path = "";
  #drawnTo = Number.NEGATIVE_INFINITY;

  add(start: number, width: number): void {
    if (start + width <= this.#drawnTo) return;
    this.#drawnTo = start + width;
    const r = Math.min(CORNER_PX, width / 2);
    const [flatX, flatY] = [px(width - 2 * r), BAR_PX - 2 * r];
    const corner = (dx: number, dy: number) => `a${px(r)} ${px(r)} 0 0 1 ${px(dx)} ${px(dy)}`;
    this.path +=
      `M${px(start + r)} 0h${flatX}${corner(r, r)}v${px(flatY)}${corner(-r, r)}` +
      `h${-flatX}${corner(-r, -r)}v${px(-flatY)}${corner(r, -r)}z`;
  }
}

function px(length: number): number {
  return Math.round(length * 100) / 100;
}
