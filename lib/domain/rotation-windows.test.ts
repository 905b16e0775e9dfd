import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type RotationRules, readSchedule, scheduleRefusals } from "./rotation-schedule";
import { nextWindows, type RotationWindow, windowEndingBy } from "./rotation-windows";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

function windows(rules: RotationRules, now: string, facts = {}, count = 5): string[] {
  const schedule = readSchedule(rules);
  if (!schedule) throw new Error(`not a schedule: ${JSON.stringify(rules)}`);
  return nextWindows(schedule, facts, new Date(now), count).map(written);
}

function written({ from, to }: RotationWindow): string {
  const short = (date: Date) => date.toISOString().replace(/:00\.000Z$/, "");
  return `${short(from)} ${short(to)}`;
}

// Each line: rules, the moment asked at, the windows expected, why.
const cronCases: [string, string | undefined, string, string[], string][] = [
  [
    "cron(0 2 * * ? *)",
    "3h",
    "2026-11-21T10:00Z",
    ["2026-11-22T02:00 2026-11-22T05:00", "2026-11-23T02:00 2026-11-23T05:00"],
    "facts 2.4, daily",
  ],
  [
    "cron(0 8 * * ? *)",
    undefined,
    "2026-11-21T10:00Z",
    ["2026-11-21T08:00 2026-11-22T00:00", "2026-11-22T08:00 2026-11-23T00:00"],
    "no Duration: to the end of the UTC day; an open window counts",
  ],
  [
    "cron(0 2 ? * SUN *)",
    "1h",
    "2026-11-21T10:00Z",
    ["2026-11-22T02:00 2026-11-22T03:00", "2026-11-29T02:00 2026-11-29T03:00"],
    "22 Nov 2026 is a Sunday",
  ],
  [
    "cron(0 2 ? * 1 *)",
    "1h",
    "2026-11-21T10:00Z",
    ["2026-11-22T02:00 2026-11-22T03:00"],
    "1 = Sunday",
  ],
  [
    "cron(0 2 ? * 7 *)",
    "1h",
    "2026-11-21T10:00Z",
    ["2026-11-28T02:00 2026-11-28T03:00"],
    "7 = Saturday, today's has passed",
  ],
  [
    "cron(0 2 ? * THU#3 *)",
    "3h",
    "2026-11-21T10:00Z",
    ["2026-12-17T02:00 2026-12-17T05:00", "2027-01-21T02:00 2027-01-21T05:00"],
    "every third Thursday",
  ],
  [
    "cron(0 2 ? * 5#3 *)",
    "3h",
    "2026-11-21T10:00Z",
    ["2026-12-17T02:00 2026-12-17T05:00"],
    "5 = Thursday",
  ],
  [
    "cron(0 2 ? * 2#5 *)",
    "1h",
    "2026-11-21T10:00Z",
    ["2026-11-30T02:00 2026-11-30T03:00", "2027-03-29T02:00 2027-03-29T03:00"],
    "months without a fifth Monday are passed over",
  ],
  [
    "cron(0 2 L * ? *)",
    "1h",
    "2027-01-31T10:00Z",
    ["2027-02-28T02:00 2027-02-28T03:00", "2027-03-31T02:00 2027-03-31T03:00"],
    "last day of the month",
  ],
  [
    "cron(0 2 L 2 ? *)",
    "1h",
    "2027-11-01T00:00Z",
    ["2028-02-29T02:00 2028-02-29T03:00", "2029-02-28T02:00 2029-02-28T03:00"],
    "2028 is a leap year",
  ],
  [
    "cron(0 2 29 2 ? *)",
    "1h",
    "2026-11-21T10:00Z",
    ["2028-02-29T02:00 2028-02-29T03:00", "2032-02-29T02:00 2032-02-29T03:00"],
    "only leap years have it",
  ],
  [
    "cron(0 2 31 * ? *)",
    "1h",
    "2026-11-21T10:00Z",
    [
      "2026-12-31T02:00 2026-12-31T03:00",
      "2027-01-31T02:00 2027-01-31T03:00",
      "2027-03-31T02:00 2027-03-31T03:00",
    ],
    "short months are passed over",
  ],
  [
    "cron(0 2 SUNL * ? *)",
    "1h",
    "2026-11-21T10:00Z",
    ["2026-11-29T02:00 2026-11-29T03:00", "2026-12-27T02:00 2026-12-27T03:00"],
    "last Sunday, day-of-month form",
  ],
  [
    "cron(0 2 ? * SUNL *)",
    "1h",
    "2026-11-21T10:00Z",
    ["2026-11-29T02:00 2026-11-29T03:00"],
    "last Sunday, day-of-week form",
  ],
  [
    "cron(0 2 ? * 6L *)",
    "1h",
    "2026-11-21T10:00Z",
    ["2026-11-27T02:00 2026-11-27T03:00"],
    "6 = Friday, the last one",
  ],
  [
    "cron(0 2 ? * L *)",
    "1h",
    "2026-11-21T10:00Z",
    ["2026-11-28T02:00 2026-11-28T03:00"],
    "a lone L in the week is Saturday",
  ],
  [
    "cron(0 2 ? * MON-FRI *)",
    "1h",
    "2026-11-21T10:00Z",
    ["2026-11-23T02:00 2026-11-23T03:00", "2026-11-24T02:00 2026-11-24T03:00"],
    "weekdays",
  ],
  [
    "cron(0 2 ? * FRI-MON *)",
    "1h",
    "2026-11-21T10:00Z",
    [
      "2026-11-22T02:00 2026-11-22T03:00",
      "2026-11-23T02:00 2026-11-23T03:00",
      "2026-11-27T02:00 2026-11-27T03:00",
    ],
    "a range may go round the week",
  ],
  [
    "cron(0 2 ? JAN,JUL MON#1 *)",
    "1h",
    "2026-11-21T10:00Z",
    ["2027-01-04T02:00 2027-01-04T03:00", "2027-07-05T02:00 2027-07-05T03:00"],
    "two months a year",
  ],
  [
    "cron(0 0/12 * * ? *)",
    "1h",
    "2026-11-21T10:00Z",
    ["2026-11-21T12:00 2026-11-21T13:00", "2026-11-22T00:00 2026-11-22T01:00"],
    "a step begins anew each day",
  ],
  [
    "cron(0 2/10 * * ? *)",
    undefined,
    "2026-11-21T10:00Z",
    [
      "2026-11-21T12:00 2026-11-21T13:00",
      "2026-11-21T22:00 2026-11-21T23:00",
      "2026-11-22T02:00 2026-11-22T03:00",
    ],
    "02, 12, 22; hourly schedules last an hour",
  ],
  [
    "cron(0 22 1 1 ? *)",
    undefined,
    "2026-11-21T10:00Z",
    ["2027-01-01T22:00 2027-01-02T00:00"],
    "over the turn of the year",
  ],
  [
    "cron(0 2 1/10 * ? *)",
    "1h",
    "2026-11-21T10:00Z",
    [
      "2026-12-01T02:00 2026-12-01T03:00",
      "2026-12-11T02:00 2026-12-11T03:00",
      "2026-12-21T02:00 2026-12-21T03:00",
      "2026-12-31T02:00 2026-12-31T03:00",
      "2027-01-01T02:00 2027-01-01T03:00",
    ],
    "days 1, 11, 21, 31",
  ],
];

describe("windows of a cron (facts 2.4)", () => {
  test.each(cronCases)("%s %s at %s", (scheduleExpression, duration, now, expected) => {
    expect(windows({ scheduleExpression, duration }, now, {}, expected.length)).toEqual(expected);
  });
});

const rateCases: [RotationRules, string, object, string[], string][] = [
  [
    { scheduleExpression: "rate(4 hours)" },
    "2026-11-21T04:10Z",
    { nextRotationBy: new Date("2026-11-21T08:59:59Z") },
    ["2026-11-21T08:00 2026-11-21T09:00", "2026-11-21T12:00 2026-11-21T13:00"],
    "the recording of facts 2.4",
  ],
  [
    { scheduleExpression: "rate(10 days)" },
    "2026-11-21T04:10Z",
    { nextRotationBy: new Date("2026-11-25T23:59:59Z") },
    ["2026-11-25T00:00 2026-11-26T00:00", "2026-12-05T00:00 2026-12-06T00:00"],
    "a day's window runs to the end of the UTC day",
  ],
  [
    { scheduleExpression: "rate(1 day)", duration: "2h" },
    "2026-11-21T04:10Z",
    { nextRotationBy: new Date("2026-11-22T01:59:59Z") },
    ["2026-11-22T00:00 2026-11-22T02:00", "2026-11-23T00:00 2026-11-23T02:00"],
    "a rate starts at 00:00 UTC",
  ],
  [
    { automaticallyAfterDays: 30 },
    "2026-11-21T04:10Z",
    { lastChangedValueAt: new Date("2026-11-01T15:00Z") },
    ["2026-12-01T00:00 2026-12-02T00:00", "2026-12-31T00:00 2027-01-01T00:00"],
    "counted from the last rotation or write by hand",
  ],
  [
    { automaticallyAfterDays: 30, scheduleExpression: "rate(7 days)" },
    "2026-11-21T04:10Z",
    { nextRotationBy: new Date("2026-11-22T23:59:59Z") },
    ["2026-11-22T00:00 2026-11-23T00:00", "2026-11-29T00:00 2026-11-30T00:00"],
    "AWS returns both; the expression counts",
  ],
  [
    { scheduleExpression: "rate(7 days)" },
    "2026-11-21T04:10Z",
    { nextRotationBy: new Date("2026-11-10T23:59:59Z") },
    ["2026-11-24T00:00 2026-11-25T00:00"],
    "a missed window is not announced again",
  ],
  [
    { scheduleExpression: "rate(7 days)" },
    "2026-11-21T04:10Z",
    {},
    [],
    "without an anchor nobody can tell",
  ],
];

describe("windows of a rate (facts 2.4)", () => {
  test.each(rateCases)("%j at %s", (rules, now, facts, expected) => {
    expect(windows(rules, now, facts, expected.length)).toEqual(expected);
  });
});

test("the window that NextRotationDate ends is found from its end", () => {
  const schedule = readSchedule({ scheduleExpression: "cron(0 8 * * ? *)" });
  if (!schedule) throw new Error("unread");
  expect(written(windowEndingBy(schedule, new Date("2026-11-21T23:59:59Z")))).toBe(
    "2026-11-21T08:00 2026-11-22T00:00",
  );
});

const refused: [RotationRules, RegExp][] = [
  [{ scheduleExpression: "rate(3 hours)" }, /4 to 23/],
  [{ scheduleExpression: "rate(24 hours)" }, /4 to 23/],
  [{ scheduleExpression: "rate(0 days)" }, /1 to 1,000/],
  [{ scheduleExpression: "rate(1001 days)" }, /1 to 1,000/],
  [{ scheduleExpression: "rate(5 minutes)" }, /hours or days/],
  [{ scheduleExpression: "rate(2 weeks)" }, /hours or days/],
  [{ scheduleExpression: "every day" }, /rate\(10 days\) or cron/],
  [{ scheduleExpression: "cron(15 2 * * ? *)" }, /Minutes must be 0/],
  [{ scheduleExpression: "cron(0 2 * * ? 2027)" }, /year must be \*/],
  [{ scheduleExpression: "cron(0 2 * * * *)" }, /must be \?/],
  [{ scheduleExpression: "cron(0 2 ? * ? *)" }, /must be \?/],
  [{ scheduleExpression: "cron(0 2 * * ?)" }, /six fields/],
  [{ scheduleExpression: "cron(0 2 * * ? * *)" }, /six fields/],
  [{ scheduleExpression: "cron(0 */2 * * ? *)" }, /four hours apart/],
  [{ scheduleExpression: "cron(0 1,3 * * ? *)" }, /four hours apart/],
  [{ scheduleExpression: "cron(0 24 * * ? *)" }, /0 to 23/],
  [{ scheduleExpression: "cron(0 * * * ? *)" }, /0 to 23/],
  [{ scheduleExpression: "cron(0 2-8 * * ? *)" }, /0 to 23/],
  [{ scheduleExpression: "cron(0 2 32 * ? *)" }, /1 to 31/],
  [{ scheduleExpression: "cron(0 2 15W * ? *)" }, /1 to 31/],
  [{ scheduleExpression: "cron(0 2 * 13 ? *)" }, /1 to 12/],
  [{ scheduleExpression: "cron(0 2 * FOO ? *)" }, /1 to 12/],
  [{ scheduleExpression: "cron(0 2 ? * 8 *)" }, /1 = Sunday/],
  [{ scheduleExpression: "cron(0 2 ? * MON#6 *)" }, /1 = Sunday/],
  [{ scheduleExpression: "cron(0 2 ? * MON; *)" }, /letters, digits/],
  [{ scheduleExpression: "cron(0 22 * * ? *)", duration: "3h" }, /next UTC day/],
  [{ scheduleExpression: "rate(4 hours)", duration: "5h" }, /longer than the time between/],
  [{ scheduleExpression: "rate(1 day)", duration: "25h" }, /1h to 24h/],
  [{ scheduleExpression: "rate(1 day)", duration: "0h" }, /1h to 24h/],
  [{ scheduleExpression: "rate(1 day)", duration: "90m" }, /1h to 24h/],
  [{ scheduleExpression: "rate(1 day)", automaticallyAfterDays: 1 }, /not both/],
  [{ automaticallyAfterDays: 0 }, /1 to 1,000/],
  [{ automaticallyAfterDays: 1001 }, /1 to 1,000/],
];

describe("refused before AWS refuses (facts 2.4)", () => {
  test.each(refused)("%j", (rules, says) => {
    expect(
      scheduleRefusals(rules)
        .map((refusal) => refusal.says)
        .join(" "),
    ).toMatch(says);
  });

  test.each([
    ...cronCases.map(([scheduleExpression, duration]) => ({ scheduleExpression, duration })),
  ])("not refused: %j", (rules) => {
    expect(scheduleRefusals(rules)).toEqual([]);
  });
});

const names = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

/** The slow way: looks at every hour and asks whether the fields, as typed, name it. */
function startsByLooking(
  hours: number[],
  days: number[],
  ordinal: number | undefined,
  from: Date,
  count: number,
): string[] {
  const found: string[] = [];
  for (
    let at = Math.ceil(from.getTime() / HOUR_MS) * HOUR_MS;
    found.length < count;
    at += HOUR_MS
  ) {
    const date = new Date(at);
    const nth = Math.ceil(date.getUTCDate() / 7);
    const isDay = days.includes(date.getUTCDay()) && (ordinal === undefined || nth === ordinal);
    if (isDay && hours.includes(date.getUTCHours())) found.push(date.toISOString());
  }
  return found;
}

// The arithmetic rests on a library's idea of cron; an independent search must agree with it.
test("windows of any weekly cron start where an hour-by-hour search finds them", () => {
  const starts = fc
    .integer({ min: 0, max: 3 * 365 })
    .map((days) => new Date(Date.UTC(2026, 0, 1) + days * DAY_MS));
  const weekdays = fc.uniqueArray(fc.integer({ min: 0, max: 6 }), { minLength: 1, maxLength: 4 });
  const ordinals = fc.option(fc.integer({ min: 1, max: 5 }), { nil: undefined });
  const hours = fc.constantFrom<number[]>([0], [2], [23], [1, 13], [0, 6, 12, 18]);
  fc.assert(
    fc.property(
      starts,
      weekdays,
      ordinals,
      hours,
      fc.boolean(),
      (now, days, ordinal, atHours, named) => {
        const asked = ordinal === undefined ? days : days.slice(0, 1);
        const written = asked.map((day) => (named ? names[day] : String(day + 1))).join(",");
        const field = ordinal === undefined ? written : `${written}#${ordinal}`;
        const schedule = readSchedule({
          scheduleExpression: `cron(0 ${atHours.join(",")} ? * ${field} *)`,
          duration: "1h",
        });
        if (!schedule) throw new Error("unread");
        const found = nextWindows(schedule, {}, now, 4).map((window) => window.from.toISOString());
        expect(found).toEqual(startsByLooking(atHours, asked, ordinal, now, 4));
      },
    ),
    { numRuns: 150 },
  );
});
