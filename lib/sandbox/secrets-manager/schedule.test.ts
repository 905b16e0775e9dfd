import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkRules, nextWindow } from "./schedule";

const at = (text: string) => new Date(text).getTime();
const shown = (ms: number | undefined) => ms && new Date(ms).toISOString();

function next(rules: object, now: string, last?: string) {
  const window = nextWindow(rules, at(now), last ? at(last) : undefined);
  return [shown(window?.start), shown(window?.end)];
}

describe("facts 2.4: windows", () => {
  // The one recorded pair of dates.
  it("rate(4 hours), last rotated 04:04:59Z, is due by 08:59:59Z", () => {
    const rules = { ScheduleExpression: "rate(4 hours)" };
    expect(next(rules, "2025-11-20T04:04:59Z", "2025-11-20T04:04:59Z")).toEqual([
      "2025-11-20T08:00:00.000Z",
      "2025-11-20T08:59:59.000Z",
    ]);
  });

  it.each([
    [
      "days run to the end of the UTC day",
      { AutomaticallyAfterDays: 30 },
      "2026-04-09T00:00:00.000Z",
      "2026-04-09T23:59:59.000Z",
    ],
    [
      "a duration shortens the day",
      { ScheduleExpression: "rate(10 days)", Duration: "3h" },
      "2026-03-20T00:00:00.000Z",
      "2026-03-20T02:59:59.000Z",
    ],
    [
      "an hourly schedule has one hour",
      { ScheduleExpression: "rate(12 hours)" },
      "2026-03-11T00:00:00.000Z",
      "2026-03-11T00:59:59.000Z",
    ],
    [
      "cron starts at its hour",
      { ScheduleExpression: "cron(0 16 1,15 * ? *)", Duration: "2h" },
      "2026-03-15T16:00:00.000Z",
      "2026-03-15T17:59:59.000Z",
    ],
    [
      "cron without duration runs to midnight",
      { ScheduleExpression: "cron(0 2 ? * SUN *)" },
      "2026-03-15T02:00:00.000Z",
      "2026-03-15T23:59:59.000Z",
    ],
    [
      "cron with hour steps has one hour",
      { ScheduleExpression: "cron(0 /8 * * ? *)" },
      "2026-03-10T16:00:00.000Z",
      "2026-03-10T16:59:59.000Z",
    ],
    [
      "2/10 is 02, 12, 22",
      { ScheduleExpression: "cron(0 2/10 * * ? *)" },
      "2026-03-10T22:00:00.000Z",
      "2026-03-10T22:59:59.000Z",
    ],
    [
      "the last day of the month",
      { ScheduleExpression: "cron(0 1 L * ? *)" },
      "2026-03-31T01:00:00.000Z",
      "2026-03-31T23:59:59.000Z",
    ],
    [
      "SUNL is the last Sunday",
      { ScheduleExpression: "cron(0 1 ? * SUNL *)" },
      "2026-03-29T01:00:00.000Z",
      "2026-03-29T23:59:59.000Z",
    ],
    [
      "# is the n-th weekday",
      { ScheduleExpression: "cron(0 1 ? * 3#3 *)" },
      "2026-03-17T01:00:00.000Z",
      "2026-03-17T23:59:59.000Z",
    ],
    [
      "months by name",
      { ScheduleExpression: "cron(0 1 1 JUN-AUG/2 ? *)" },
      "2026-06-01T01:00:00.000Z",
      "2026-06-01T23:59:59.000Z",
    ],
    [
      "weekdays",
      { ScheduleExpression: "cron(0 5 ? * MON-FRI *)" },
      "2026-03-11T05:00:00.000Z",
      "2026-03-11T23:59:59.000Z",
    ],
  ])("%s", (_what, rules, start, end) => {
    expect(next(rules, "2026-03-10T12:00:00Z", "2026-03-10T12:00:00Z")).toEqual([start, end]);
  });

  it("an overdue rotation keeps its date in the past", () => {
    const [, end] = next(
      { AutomaticallyAfterDays: 1 },
      "2026-03-10T12:00:00Z",
      "2026-03-01T00:00:00Z",
    );
    expect(end).toBe("2026-03-02T23:59:59.000Z");
  });

  it("without a schedule there is no window", () => {
    expect(nextWindow({}, at("2026-03-10T12:00:00Z"))).toBeNull();
  });

  // The promise AWS gives: not before the start, not after the end, and never the same window again.
  it("the window after a rotation begins after it, and ends after it begins", () => {
    const rules = fc.constantFrom(
      { AutomaticallyAfterDays: 1 },
      { AutomaticallyAfterDays: 365, Duration: "4h" },
      { ScheduleExpression: "rate(5 hours)" },
      { ScheduleExpression: "rate(23 hours)", Duration: "3h" },
      { ScheduleExpression: "cron(0 0/6 * * ? *)" },
      { ScheduleExpression: "cron(0 23 29 2 ? *)", Duration: "1h" },
      { ScheduleExpression: "cron(0 4 ? * MON#5 *)" },
    );
    const moment = fc.integer({ min: at("2024-01-01T00:00:00Z"), max: at("2030-01-01T00:00:00Z") });
    fc.assert(
      fc.property(rules, moment, (each, now) => {
        const window = nextWindow(each, now, now);
        expect(window?.start).toBeGreaterThan(now - 3_600_000);
        expect(window?.end).toBeGreaterThan(now);
        expect(window?.end).toBeGreaterThan(window?.start ?? 0);
      }),
    );
  });
});

describe("facts 2.4: computed AutomaticallyAfterDays", () => {
  it.each([
    [{ ScheduleExpression: "rate(4 hours)" }, 1],
    [{ ScheduleExpression: "rate(10 days)" }, 10],
    [{ ScheduleExpression: "cron(0 16 1,15 * ? *)", Duration: "2h" }, 14],
    [{ AutomaticallyAfterDays: 42 }, 42],
  ])("%o", (rules, days) => {
    expect(checkRules(rules)).toEqual({ ...rules, AutomaticallyAfterDays: days });
  });
});

describe("facts 2.4: refusals", () => {
  const both = { AutomaticallyAfterDays: 1, ScheduleExpression: "rate(1 day)" };
  it.each([
    [both, "You cannot specify both rotation frequency and schedule expression together."],
    [{ ScheduleExpression: "rate(3 hours)" }, "Rate in hour should be least 4 and less than 24."],
    [{ ScheduleExpression: "rate(24 hours)" }, "Rate in hour should be least 4 and less than 24."],
    [
      { ScheduleExpression: "rate(0 days)" },
      "Rate in day should be greater than 0 and less than 1000.",
    ],
    [
      { ScheduleExpression: "rate(1001 days)" },
      "Rate in day should be greater than 0 and less than 1000.",
    ],
    [{ ScheduleExpression: "rate(10 minutes)" }, "Invalid schedule expression."],
    [{ ScheduleExpression: "rate(2 weeks)" }, "Invalid schedule expression."],
    [{ ScheduleExpression: "every day" }, "Invalid schedule expression."],
    [{ ScheduleExpression: "cron(5 8 * * ? *)" }, "Invalid schedule expression."],
    [{ ScheduleExpression: "cron(0 8 * * ? 2027)" }, "Invalid schedule expression."],
    [{ ScheduleExpression: "cron(0 8 * * * *)" }, "Invalid schedule expression."],
    [{ ScheduleExpression: "cron(0 8 ? * ? *)" }, "Invalid schedule expression."],
    [{ ScheduleExpression: "cron(0 /2 * * ? *)" }, "Invalid schedule expression."],
    [{ ScheduleExpression: "cron(0 8 32 * ? *)" }, "Invalid schedule expression."],
    [{ ScheduleExpression: "cron(0 8 * * ?)" }, "Invalid schedule expression."],
    [
      { AutomaticallyAfterDays: 1, Duration: "0h" },
      "Duration must be at least 1 hour, at most 24 hour.",
    ],
    [
      { AutomaticallyAfterDays: 1, Duration: "25h" },
      "Duration must be at least 1 hour, at most 24 hour.",
    ],
    [
      { ScheduleExpression: "rate(4 hours)", Duration: "5h" },
      "Duration cannot be greater than Rate in hour.",
    ],
    [
      { ScheduleExpression: "cron(0 23 * * ? *)", Duration: "2h" },
      "Starting hour and duration must be within a day.",
    ],
    [{ AutomaticallyAfterDays: 0 }, "RotationRules.AutomaticallyAfterDays must be within 1-1000."],
    [
      { AutomaticallyAfterDays: 1001 },
      "RotationRules.AutomaticallyAfterDays must be within 1-1000.",
    ],
  ])("%o", (rules, message) => {
    const attempt = () => checkRules(rules);
    expect(attempt).toThrow(message);
    expect(attempt).toThrow(expect.objectContaining({ code: "InvalidParameterException" }));
  });
});
