import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readSchedule, scheduleRefusals } from "./rotation-schedule";
import { nextWindows } from "./rotation-windows";

/**
 * More of the golden table, expected windows counted off a calendar and not with this code; the
 * first part is in `rotation-windows.test.ts`. Rules: facts 2.4.
 */
const golden: [string, string | undefined, string, string[], string][] = [
  [
    "cron(0 0 * * ? *)",
    "24h",
    "2026-12-31T12:00Z",
    ["2026-12-31T00:00 2027-01-01T00:00", "2027-01-01T00:00 2027-01-02T00:00"],
    "a window of the whole day, over the turn of the year",
  ],
  [
    "cron(0 23 * * ? *)",
    "1h",
    "2026-11-21T23:30Z",
    ["2026-11-21T23:00 2026-11-22T00:00", "2026-11-22T23:00 2026-11-23T00:00"],
    "open now; the last hour of the day may be a window",
  ],
  [
    "cron(0 23 * * ? *)",
    undefined,
    "2026-11-21T10:00Z",
    ["2026-11-21T23:00 2026-11-22T00:00"],
    "no Duration: one hour is left of the UTC day",
  ],
  [
    "cron(0 2 * * ? *)",
    "3h",
    "2026-11-21T05:00Z",
    ["2026-11-22T02:00 2026-11-22T05:00"],
    "05:00 is no longer inside a window that ends at 05:00",
  ],
  [
    "cron(0 2 * * ? *)",
    "3h",
    "2026-11-21T04:59Z",
    ["2026-11-21T02:00 2026-11-21T05:00"],
    "the minute before it still is",
  ],
  [
    "cron(0 2 28-31 * ? *)",
    "1h",
    "2027-02-27T10:00Z",
    [
      "2027-02-28T02:00 2027-02-28T03:00",
      "2027-03-28T02:00 2027-03-28T03:00",
      "2027-03-29T02:00 2027-03-29T03:00",
    ],
    "a range of days stops at the month's end",
  ],
  [
    "cron(0 2 L 4,6,9,11 ? *)",
    "1h",
    "2026-11-21T10:00Z",
    [
      "2026-11-30T02:00 2026-11-30T03:00",
      "2027-04-30T02:00 2027-04-30T03:00",
      "2027-06-30T02:00 2027-06-30T03:00",
    ],
    "months of thirty days",
  ],
  [
    "cron(0 2 L 12 ? *)",
    "1h",
    "2026-11-21T10:00Z",
    ["2026-12-31T02:00 2026-12-31T03:00", "2027-12-31T02:00 2027-12-31T03:00"],
    "the last day of the year",
  ],
  [
    "cron(0 2 MONL * ? *)",
    "2h",
    "2026-11-21T10:00Z",
    [
      "2026-11-30T02:00 2026-11-30T04:00",
      "2026-12-28T02:00 2026-12-28T04:00",
      "2027-01-25T02:00 2027-01-25T04:00",
    ],
    "last Monday, day-of-month form",
  ],
  [
    "cron(0 2 ? * 2L *)",
    "2h",
    "2026-11-21T10:00Z",
    ["2026-11-30T02:00 2026-11-30T04:00", "2026-12-28T02:00 2026-12-28T04:00"],
    "2 = Monday",
  ],
  [
    "cron(0 2 ? 2 SUNL *)",
    "2h",
    "2026-11-21T10:00Z",
    [
      "2027-02-28T02:00 2027-02-28T04:00",
      "2028-02-27T02:00 2028-02-27T04:00",
      "2029-02-25T02:00 2029-02-25T04:00",
    ],
    "last Sunday of February, 2028 a leap year",
  ],
  [
    "cron(0 2 ? * WED#5 *)",
    "1h",
    "2026-11-21T10:00Z",
    [
      "2026-12-30T02:00 2026-12-30T03:00",
      "2027-03-31T02:00 2027-03-31T03:00",
      "2027-06-30T02:00 2027-06-30T03:00",
    ],
    "months without a fifth Wednesday are passed over",
  ],
  [
    "cron(0 2 ? * SUN#2 *)",
    "1h",
    "2026-11-21T10:00Z",
    ["2026-12-13T02:00 2026-12-13T03:00", "2027-01-10T02:00 2027-01-10T03:00"],
    "second Sunday",
  ],
  [
    "cron(0 2 ? MAR SUN#2 *)",
    "1h",
    "2026-11-21T10:00Z",
    ["2027-03-14T02:00 2027-03-14T03:00", "2028-03-12T02:00 2028-03-12T03:00"],
    "the night American clocks go forward: UTC does not care",
  ],
  [
    "cron(0 1 ? MAR SUNL *)",
    "1h",
    "2026-11-21T10:00Z",
    ["2027-03-28T01:00 2027-03-28T02:00", "2028-03-26T01:00 2028-03-26T02:00"],
    "the hour European clocks go forward: UTC does not care",
  ],
  [
    "cron(0 1 ? OCT SUNL *)",
    "1h",
    "2026-11-21T10:00Z",
    ["2027-10-31T01:00 2027-10-31T02:00", "2028-10-29T01:00 2028-10-29T02:00"],
    "the hour European clocks go back: one window, not two",
  ],
  [
    "cron(0 2 1 1,4,7,10 ? *)",
    "4h",
    "2026-11-21T10:00Z",
    [
      "2027-01-01T02:00 2027-01-01T06:00",
      "2027-04-01T02:00 2027-04-01T06:00",
      "2027-07-01T02:00 2027-07-01T06:00",
    ],
    "quarterly",
  ],
  [
    "cron(0 2 1 */3 ? *)",
    "4h",
    "2026-11-21T10:00Z",
    ["2027-01-01T02:00 2027-01-01T06:00", "2027-04-01T02:00 2027-04-01T06:00"],
    "every third month from January",
  ],
  [
    "cron(0 2 15 6-8 ? *)",
    "1h",
    "2026-11-21T10:00Z",
    [
      "2027-06-15T02:00 2027-06-15T03:00",
      "2027-07-15T02:00 2027-07-15T03:00",
      "2027-08-15T02:00 2027-08-15T03:00",
      "2028-06-15T02:00 2028-06-15T03:00",
    ],
    "summer only, then a year on",
  ],
  [
    "cron(0 2 ? * 1,7 *)",
    "1h",
    "2026-11-21T10:00Z",
    [
      "2026-11-22T02:00 2026-11-22T03:00",
      "2026-11-28T02:00 2026-11-28T03:00",
      "2026-11-29T02:00 2026-11-29T03:00",
    ],
    "weekends by number",
  ],
  [
    "cron(0 2 ? * 2-6 *)",
    "1h",
    "2026-11-21T10:00Z",
    ["2026-11-23T02:00 2026-11-23T03:00", "2026-11-24T02:00 2026-11-24T03:00"],
    "weekdays by number",
  ],
  [
    "cron(0 0,4,8,12,16,20 * * ? *)",
    "1h",
    "2026-11-21T10:00Z",
    [
      "2026-11-21T12:00 2026-11-21T13:00",
      "2026-11-21T16:00 2026-11-21T17:00",
      "2026-11-21T20:00 2026-11-21T21:00",
    ],
    "as often as AWS allows",
  ],
  [
    "cron(0 6/8 * * ? *)",
    "2h",
    "2026-11-21T10:00Z",
    [
      "2026-11-21T14:00 2026-11-21T16:00",
      "2026-11-21T22:00 2026-11-22T00:00",
      "2026-11-22T06:00 2026-11-22T08:00",
      "2026-11-22T14:00 2026-11-22T16:00",
    ],
    "06, 14, 22, beginning anew each day",
  ],
  [
    "cron(0 */6 ? * SAT *)",
    undefined,
    "2026-11-21T10:00Z",
    [
      "2026-11-21T12:00 2026-11-21T13:00",
      "2026-11-21T18:00 2026-11-21T19:00",
      "2026-11-28T00:00 2026-11-28T01:00",
    ],
    "Saturdays, hourly windows",
  ],
  [
    "cron(0 2 29 2 ? *)",
    "1h",
    "2096-03-01T00:00Z",
    ["2104-02-29T02:00 2104-02-29T03:00"],
    "2100 is no leap year",
  ],
];

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

describe("the golden table, continued", () => {
  test.each(golden)("%s %s at %s", (scheduleExpression, duration, now, expected) => {
    expect(scheduleRefusals({ scheduleExpression, duration })).toEqual([]);
    const schedule = readSchedule({ scheduleExpression, duration });
    if (!schedule) throw new Error("unread");
    const short = (date: Date) => date.toISOString().replace(/:00\.000Z$/, "");
    const found = nextWindows(schedule, {}, new Date(now), expected.length);
    expect(found.map(({ from, to }) => `${short(from)} ${short(to)}`)).toEqual(expected);
  });

  // A date that no year has is not refused by any rule that AWS states; it just never comes.
  test("30 February never comes", () => {
    const schedule = readSchedule({ scheduleExpression: "cron(0 2 30 2 ? *)" });
    if (!schedule) throw new Error("unread");
    expect(nextWindows(schedule, {}, new Date("2026-11-21T10:00Z"), 2)).toEqual([]);
  });
});

type DayTest = (date: Date) => boolean;

const isLastOfKind = (date: Date) =>
  new Date(+date + 7 * DAY_MS).getUTCMonth() !== date.getUTCMonth();
const isLastDay = (date: Date) => new Date(+date + DAY_MS).getUTCMonth() !== date.getUTCMonth();
const nth = (date: Date) => Math.ceil(date.getUTCDate() / 7);
const names = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

/** Day fields as AWS writes them, each with its meaning said a second time, without cron. */
const dayFields: fc.Arbitrary<[string, DayTest]> = fc.oneof(
  fc.constant<[string, DayTest]>(["* * ?", () => true]),
  fc.constant<[string, DayTest]>(["L * ?", isLastDay]),
  fc
    .integer({ min: 1, max: 31 })
    .map<[string, DayTest]>((day) => [`${day} * ?`, (date) => date.getUTCDate() === day]),
  fc
    .tuple(fc.integer({ min: 1, max: 15 }), fc.integer({ min: 16, max: 31 }))
    .map<[string, DayTest]>(([a, b]) => [
      `${a}-${b} * ?`,
      (date) => date.getUTCDate() >= a && date.getUTCDate() <= b,
    ]),
  fc
    .integer({ min: 0, max: 6 })
    .map<[string, DayTest]>((day) => [
      `? * ${names[day]}L`,
      (date) => date.getUTCDay() === day && isLastOfKind(date),
    ]),
  fc
    .integer({ min: 0, max: 6 })
    .map<[string, DayTest]>((day) => [
      `${names[day]}L * ?`,
      (date) => date.getUTCDay() === day && isLastOfKind(date),
    ]),
  fc
    .tuple(fc.integer({ min: 0, max: 6 }), fc.integer({ min: 1, max: 5 }))
    .map<[string, DayTest]>(([day, ordinal]) => [
      `? * ${day + 1}#${ordinal}`,
      (date) => date.getUTCDay() === day && nth(date) === ordinal,
    ]),
  fc
    .tuple(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 0, max: 6 }))
    .map<[string, DayTest]>(([month, day]) => [
      `? ${month} ${names[day]}`,
      (date) => date.getUTCMonth() + 1 === month && date.getUTCDay() === day,
    ]),
);
const hourFields = fc.constantFrom<[string, number[]]>(
  ["0", [0]],
  ["2", [2]],
  ["22", [22]],
  ["1,13", [1, 13]],
  ["2/10", [2, 12, 22]],
  ["*/6", [0, 6, 12, 18]],
);
const SEARCHED_DAYS = 45;

/** The slow way: asks of every minute whether AWS might rotate then. */
function openMinutes(
  isDay: DayTest,
  hours: number[],
  windowHours: number,
  from: number,
): Set<number> {
  const open = new Set<number>();
  for (let at = from; at < from + SEARCHED_DAYS * DAY_MS; at += MINUTE_MS) {
    const date = new Date(at);
    const minuteOfDay = date.getUTCHours() * 60 + date.getUTCMinutes();
    const isHour = hours.some(
      (hour) => minuteOfDay >= hour * 60 && minuteOfDay < (hour + windowHours) * 60,
    );
    if (isHour && isDay(date)) open.add(at);
  }
  return open;
}

// Every minute of 45 days is in an announced window exactly if the fields, read aloud, say so.
test("windows hold exactly the minutes that a minute-by-minute search finds", () => {
  const starts = fc.integer({ min: 0, max: 4 * 365 * 24 * 60 });
  const property = fc.property(
    starts,
    dayFields,
    hourFields,
    (minutes, [days, isDay], [hour, hours]) => {
      const from = Date.UTC(2026, 0, 1) + minutes * MINUTE_MS;
      const windowHours = Math.min(2, 24 - Math.max(...hours));
      const schedule = readSchedule({
        scheduleExpression: `cron(0 ${hour} ${days} *)`,
        duration: `${windowHours}h`,
      });
      if (!schedule) throw new Error("unread");
      const slow = openMinutes(isDay, hours, windowHours, from);
      const fast = new Set<number>();
      for (const window of nextWindows(schedule, {}, new Date(from), SEARCHED_DAYS * 6)) {
        if (+window.from >= from + SEARCHED_DAYS * DAY_MS) break;
        const firstMinute = Math.max(from, +window.from);
        const end = Math.min(from + SEARCHED_DAYS * DAY_MS, +window.to);
        for (let at = firstMinute; at < end; at += MINUTE_MS) fast.add(at);
      }
      expect([...fast].sort()).toEqual([...slow].sort());
    },
  );
  fc.assert(property, { numRuns: 60 });
}, 60_000);
