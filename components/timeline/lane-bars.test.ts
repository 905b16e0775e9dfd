import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Segment } from "@/lib/domain/timeline";
import { BAR_PX, laneBars } from "./lane-bars";

const HOUR_MS = 3_600_000;
const start = Date.parse("2026-11-01T00:00:00Z");
const left = 40;
const x = (at: string) => left + (Date.parse(at) - start) / HOUR_MS;

/** Segments that follow one another, some of them shorter than a pixel. */
const segments = fc
  .array(
    fc.record({
      hours: fc.oneof(
        fc.double({ min: 0.01, max: 1, noNaN: true }),
        fc.integer({ min: 1, max: 200 }),
      ),
      holder: fc.constantFrom("version-aaaa", "version-bbbb", null, undefined),
      badge: fc.constantFrom("seen", "inferred"),
    }),
    { maxLength: 60 },
  )
  .map((parts) => {
    let at = start;
    return parts.map(({ hours, holder, badge }) => {
      const from = at;
      at += hours * HOUR_MS;
      const moments = { from: new Date(from).toISOString(), to: new Date(at).toISOString() };
      return { label: "AWSCURRENT", holder, badge, ...moments } as unknown as Segment;
    });
  });

/** Where each bar of a path begins and ends, read back from the drawing commands. */
function drawn(path: string): [number, number][] {
  return path
    .split("M")
    .filter(Boolean)
    .map((bar) => {
      const [, at = "", flat = "", radius = ""] =
        /^(-?[\d.]+) 0h([\d.]+)a([\d.]+) /.exec(bar) ?? [];
      const from = Number(at) - Number(radius);
      return [from, from + Number(flat) + 2 * Number(radius)];
    });
}

const isCovered = (bars: [number, number][], at: number) =>
  bars.some(([from, to]) => from - 0.05 <= at && at <= to + 0.05);

describe("the bars of a lane", () => {
  it("show every moment that a version held the label, and every gap", () => {
    fc.assert(
      fc.property(segments, (given) => {
        const { held, inferred, gaps } = laneBars(given, x, left);
        for (const { holder, badge, from, to } of given) {
          if (holder === null) continue;
          const bars = drawn(holder === undefined ? gaps : held);
          for (const at of [x(from), Math.max(x(from), x(to) - 1)]) {
            expect(isCovered(bars, at)).toBe(true);
            if (holder && badge === "inferred") expect(isCovered(drawn(inferred), at)).toBe(true);
          }
        }
      }),
    );
  });

  it("are never narrower than two pixels nor drawn under one another", () => {
    fc.assert(
      fc.property(segments, (given) => {
        const { held, gaps } = laneBars(given, x, left);
        for (const path of [held, gaps]) {
          const ends = drawn(path);
          for (const [at, [from, to]] of ends.entries()) {
            expect(to - from).toBeGreaterThanOrEqual(1.98);
            expect(to).toBeGreaterThan(ends[at - 1]?.[1] ?? Number.NEGATIVE_INFINITY);
          }
        }
      }),
    );
  });

  it("are named where there is room, by the version's end or as a gap, inside the view", () => {
    const at = (hours: number) => new Date(start + hours * HOUR_MS).toISOString();
    const given = [
      { holder: "1111-wide", badge: "seen", from: at(-90), to: at(100) },
      { holder: "2222-slim", badge: "seen", from: at(100), to: at(130) },
      { holder: undefined, badge: "seen", from: at(130), to: at(300) },
      { holder: null, badge: "seen", from: at(300), to: at(500) },
    ] as unknown as Segment[];
    expect(laneBars(given, x, left).words).toEqual([
      { px: left + 7, says: "…wide", isGap: false },
      { px: left + 130 + 7, says: "gap", isGap: true },
    ]);
    expect(laneBars([], x, left)).toEqual({ held: "", inferred: "", gaps: "", words: [] });
    expect(BAR_PX).toBe(24);
  });
});
