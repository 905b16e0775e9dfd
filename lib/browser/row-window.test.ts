import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fetchOffset, HEIGHT_MAX, rowWindow, scrollFor } from "./row-window";

const lists = fc.record({
  count: fc.integer({ min: 1, max: 1_000_000 }),
  rowHeight: fc.constantFrom(30, 36, 44, 62),
  viewport: fc.integer({ min: 300, max: 1400 }),
});

describe("the window of rows", () => {
  // Guarantee: however long the list, the page draws a screenful and no element is too tall.
  it("draws a screenful and stays within what a browser can draw", () => {
    fc.assert(
      fc.property(lists, fc.double({ min: 0, max: 1, noNaN: true }), (list, part) => {
        const { height } = rowWindow({ ...list, scrolled: 0 });
        const { first, end, top } = rowWindow({ ...list, scrolled: part * height });
        expect(height).toBeLessThanOrEqual(HEIGHT_MAX);
        expect(end - first).toBeLessThanOrEqual(Math.ceil(list.viewport / list.rowHeight) + 13);
        expect(top + (end - first) * list.rowHeight).toBeLessThanOrEqual(height + 1);
      }),
    );
  });

  // Guarantee: the first and the last row can be reached, scaled or not.
  it("reaches both ends", () => {
    fc.assert(
      fc.property(lists, (list) => {
        const { height } = rowWindow({ ...list, scrolled: 0 });
        expect(rowWindow({ ...list, scrolled: -500 }).first).toBe(0);
        expect(rowWindow({ ...list, scrolled: height }).end).toBe(list.count);
      }),
    );
  });

  // Guarantee: "go to" any row puts that row among the drawn ones.
  it("shows the row that was asked for", () => {
    fc.assert(
      fc.property(lists, fc.double({ min: 0, max: 1, noNaN: true }), (list, part) => {
        const index = Math.floor(part * (list.count - 1));
        const { first, end } = rowWindow({ ...list, scrolled: scrollFor(index, list) });
        expect(first).toBeLessThanOrEqual(index);
        expect(end).toBeGreaterThan(index);
      }),
    );
  });

  // Guarantee: one fetch of 100 rows covers every visible row of a tall screen.
  it("asks once for what is visible", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1_000_000 }), (first) => {
        const offset = fetchOffset(first);
        expect(offset).toBeLessThanOrEqual(first);
        expect(offset + 100).toBeGreaterThanOrEqual(first + 60);
      }),
    );
  });
});
