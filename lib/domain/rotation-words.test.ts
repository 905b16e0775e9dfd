import { expect, test } from "vitest";
import { readSchedule } from "./rotation-schedule";
import { scheduleInWords } from "./rotation-words";

// People decide by these sentences, so each form of AWS's has one that is read here word for word.
test.each([
  ["rate(4 hours)", undefined, "every 4 hours, some time within an hour of the start"],
  ["rate(1 day)", undefined, "every day, some time between 00:00 and 24:00 UTC"],
  ["rate(10 days)", "3h", "every 10 days, some time between 00:00 and 03:00 UTC"],
  [
    "cron(0 2 ? * THU#3 *)",
    "3h",
    "every third Thursday of the month, some time between 02:00 and 05:00 UTC",
  ],
  [
    "cron(0 2 ? * 1#1 *)",
    "1h",
    "every first Sunday of the month, some time between 02:00 and 03:00 UTC",
  ],
  ["cron(0 8 * * ? *)", undefined, "every day, some time between 08:00 and 24:00 UTC"],
  ["cron(0 2 L * ? *)", "2h", "the last day of the month, some time between 02:00 and 04:00 UTC"],
  [
    "cron(0 2 SUNL * ? *)",
    "2h",
    "every last Sunday of the month, some time between 02:00 and 04:00 UTC",
  ],
  [
    "cron(0 2 ? * 6L *)",
    "2h",
    "every last Friday of the month, some time between 02:00 and 04:00 UTC",
  ],
  [
    "cron(0 2 ? * MON-FRI *)",
    "2h",
    "every Monday to Friday, some time between 02:00 and 04:00 UTC",
  ],
  [
    "cron(0 2 ? JAN,JUL MON *)",
    "2h",
    "every Monday in January and July, some time between 02:00 and 04:00 UTC",
  ],
  [
    "cron(0 2 1,15 * ? *)",
    "2h",
    "day 1 and 15 of the month, some time between 02:00 and 04:00 UTC",
  ],
  [
    "cron(0 2/10 * * ? *)",
    undefined,
    "every day, some time between 02:00 and 03:00, 12:00 and 13:00 or 22:00 and 23:00 UTC",
  ],
])("%s %s reads: %s", (scheduleExpression, duration, words) => {
  const schedule = readSchedule({ scheduleExpression, duration });
  expect(schedule && scheduleInWords(schedule)).toBe(words);
});
