import fc from "fast-check";
import { expect, test } from "vitest";
import {
  addMonths,
  billedHours,
  firstMonthTold,
  HOUR_MS,
  hoursInMonth,
  hoursTouched,
  Month,
  monthOf,
  monthStartMs,
  monthsBetween,
  type Span,
} from "./billing-month";

test("months have the hours of their days, leap day included", () => {
  expect(["2026-02", "2028-02", "2026-04", "2026-12"].map(hoursInMonth)).toEqual([
    672, 696, 720, 744,
  ]);
  expect(addMonths("2026-11", 3)).toBe("2027-02");
  expect(addMonths("2026-01", -1)).toBe("2025-12");
  expect(monthsBetween("2026-11", "2027-01")).toEqual(["2026-11", "2026-12", "2027-01"]);
  expect(monthOf(monthStartMs("2026-12") - 1)).toBe("2026-11");
  expect(Month.safeParse("2026-13").success).toBe(false);
});

test("costs are told for five months back, or as far as the record goes, at most two years", () => {
  expect(firstMonthTold("2026-11", undefined)).toBe("2026-06");
  expect(firstMonthTold("2026-11", "2026-08-28T10:00:00.000Z")).toBe("2026-06");
  expect(firstMonthTold("2026-11", "2025-09-30T23:59:59.000Z")).toBe("2025-09");
  expect(firstMonthTold("2026-11", "2019-01-01T00:00:00.000Z")).toBe("2024-11");
});

/** The rule in its slowest form: look at each hour and ask whether anything was stored in it. */
function hourByHour(spans: readonly Span[], fromMs: number, toMs: number): number {
  let hours = 0;
  for (let at = Math.floor(fromMs / HOUR_MS) * HOUR_MS; at < toMs; at += HOUR_MS) {
    const [begin, end] = [Math.max(at, fromMs), Math.min(at + HOUR_MS, toMs)];
    const isStored = spans.some(
      (span) => span.fromMs < end && (span.fromMs >= begin || (span.toMs ?? Infinity) > begin),
    );
    if (isStored) hours += 1;
  }
  return hours;
}

test("hours are those that a look at each single hour would count", () => {
  const start = monthStartMs("2028-02");
  const end = monthStartMs("2028-03");
  const moment = fc.integer({ min: start - 90 * HOUR_MS, max: end + 90 * HOUR_MS });
  fc.assert(
    fc.property(
      fc.uniqueArray(moment, { maxLength: 8 }),
      fc.integer({ min: start + 1, max: end }),
      (moments, untilMs) => {
        const sorted = moments.sort((a, b) => a - b);
        const spans: Span[] = [];
        for (let at = 0; at < sorted.length; at += 2) {
          spans.push({ fromMs: sorted[at] ?? 0, toMs: sorted[at + 1] });
        }
        expect(billedHours(spans, start, untilMs)).toBe(hourByHour(spans, start, untilMs));
        for (const { fromMs, toMs = Infinity } of spans) {
          const alone = hourByHour([{ fromMs, toMs }], start, untilMs);
          expect(hoursTouched(fromMs, toMs, start, untilMs)).toBe(alone);
        }
      },
    ),
    { numRuns: 200 },
  );
});
