/**
 * Rotation schedules as Secrets Manager understands them: reading what AWS stores, and refusing
 * what AWS would refuse, before it is asked. All of it is UTC (facts 2.4).
 */

/** What `RotationRules` may hold, in or out. */
export interface RotationRules {
  /** `rate(…)` or `cron(…)`. */
  scheduleExpression?: string;
  /** 1..1000. AWS also *returns* a computed one beside an expression, which then means nothing. */
  automaticallyAfterDays?: number;
  /** `Nh`: how long after a window opens AWS may still start. */
  duration?: string;
}

export type Schedule =
  | { kind: "days"; everyDays: number; windowHours: number }
  | { kind: "hours"; everyHours: number; windowHours: number }
  | { kind: "cron"; fields: CronFields; hours: number[]; windowHours?: number };

/** The six fields as typed, upper case; minutes are always 0 and years always `*`. */
export interface CronFields {
  hours: string;
  dayOfMonth: string;
  month: string;
  dayOfWeek: string;
}

/** A rule of AWS's that the rules break: ours in plain words, AWS's own text where one is known. */
export interface ScheduleRefusal {
  field: "scheduleExpression" | "automaticallyAfterDays" | "duration";
  says: string;
  awsSays?: string;
}

const INVALID = "Invalid schedule expression.";
const HOURS_APART_MIN = 4;
const DAYS_MAX = 1000;

/**
 * Checks rules as RotateSecret would. An empty list = AWS's documented rules are kept.
 * Comma lists and steps of hours are taken if they are four hours apart (facts 9, point 9).
 */
export function scheduleRefusals(rules: RotationRules): ScheduleRefusal[] {
  const { scheduleExpression, automaticallyAfterDays } = rules;
  if (scheduleExpression !== undefined && automaticallyAfterDays !== undefined) {
    return [
      {
        field: "scheduleExpression",
        says: "Give a number of days or an expression, not both.",
        awsSays: "You cannot specify both rotation frequency and schedule expression together.",
      },
    ];
  }
  if (scheduleExpression === undefined) {
    return [...daysRefusals(automaticallyAfterDays), ...durationRefusals(rules.duration)];
  }
  const parsed = parseExpression(scheduleExpression);
  if ("refusal" in parsed) return [parsed.refusal];
  const refusals = durationRefusals(rules.duration);
  if (refusals.length > 0 || rules.duration === undefined) return refusals;
  return windowRefusals(parsed, Number.parseInt(rules.duration, 10));
}

/** Reads rules that AWS returned. Undefined = nothing in them that makes a schedule. */
export function readSchedule(rules: RotationRules): Schedule | undefined {
  const hours =
    rules.duration && /^\d+h$/i.test(rules.duration)
      ? Number.parseInt(rules.duration, 10)
      : undefined;
  if (rules.scheduleExpression) {
    const parsed = parseExpression(rules.scheduleExpression);
    if ("refusal" in parsed) return undefined;
    return hours === undefined ? parsed : { ...parsed, windowHours: hours };
  }
  if (!rules.automaticallyAfterDays) return undefined;
  return { kind: "days", everyDays: rules.automaticallyAfterDays, windowHours: hours ?? 24 };
}

function parseExpression(text: string): Schedule | { refusal: ScheduleRefusal } {
  const refuse = (says: string, awsSays = INVALID) => ({
    refusal: { field: "scheduleExpression" as const, says, awsSays },
  });
  if (text.length > 256 || !/^[0-9A-Za-z()#?*\-/, ]*$/.test(text)) {
    return refuse("At most 256 letters, digits, spaces and ( ) # ? * - / ,");
  }
  const rate = /^rate\((\d+) (hours?|days?)\)$/.exec(text);
  if (rate) return parseRate(Number(rate[1]), rate[2]?.startsWith("hour") === true, refuse);
  if (/^rate\(/.test(text)) return refuse("A rate is a number of hours or days: rate(12 hours).");
  const cron = /^cron\((.*)\)$/.exec(text);
  if (!cron) return refuse("Write rate(10 days) or cron(0 2 ? * SUN *).");
  return parseCron((cron[1] ?? "").trim().toUpperCase().split(/\s+/), refuse);
}

type Refuse = (says: string, awsSays?: string) => { refusal: ScheduleRefusal };

function parseRate(count: number, isHours: boolean, refuse: Refuse) {
  if (isHours) {
    if (count < HOURS_APART_MIN || count > 23) {
      return refuse("Hours go from 4 to 23.", "Rate in hour should be least 4 and less than 24.");
    }
    return { kind: "hours", everyHours: count, windowHours: 1 } as const;
  }
  if (count < 1 || count > DAYS_MAX) {
    return refuse(
      "Days go from 1 to 1,000.",
      "Rate in day should be greater than 0 and less than 1000.",
    );
  }
  return { kind: "days", everyDays: count, windowHours: 24 } as const;
}

const fieldForms = {
  dayOfMonth: /^(\?|\*|L|[\d,\-*/]+|(SUN|MON|TUE|WED|THU|FRI|SAT)L)$/,
  month: /^(\*|[A-Z\d,\-*/]+)$/,
  dayOfWeek: /^(\?|\*|L|[A-Z\d,\-*/]+|[A-Z\d]+#[1-5]|[A-Z\d]+L)$/,
} as const;

function parseCron(parts: string[], refuse: Refuse): Schedule | { refusal: ScheduleRefusal } {
  const [minutes, hoursText, dayOfMonth, month, dayOfWeek, year, ...rest] = parts;
  if (!hoursText || !dayOfMonth || !month || !dayOfWeek || !year || rest.length > 0) {
    return refuse("cron has six fields: minutes, hours, day of month, month, day of week, year.");
  }
  if (minutes !== "0") return refuse("Minutes must be 0 in Secrets Manager.");
  if (year !== "*") return refuse("The year must be * in Secrets Manager.");
  if ((dayOfMonth === "?") === (dayOfWeek === "?")) {
    return refuse("Exactly one of day of month and day of week must be ?.");
  }
  const hours = hoursOf(hoursText);
  if (!hours) return refuse("Hours are a number from 0 to 23, or a start and a step such as 2/10.");
  if (closestHours(hours) < HOURS_APART_MIN) {
    return refuse("Rotations must be at least four hours apart.");
  }
  const fields = { hours: hoursText, dayOfMonth, month, dayOfWeek };
  const bad = badField(fields);
  if (bad) return refuse(bad);
  return { kind: "cron", fields, hours };
}

/** `2/10` = 2, 12, 22, beginning anew each day; undefined if the field is none of AWS's forms. */
function hoursOf(text: string): number[] | undefined {
  const step = /^(\d{1,2}|\*)\/(\d{1,2})$/.exec(text);
  const hours: number[] = [];
  if (step) {
    const start = step[1] === "*" ? 0 : Number(step[1]);
    const by = Number(step[2]);
    if (by < 1) return undefined;
    for (let hour = start; hour < 24; hour += by) hours.push(hour);
  } else if (/^\d{1,2}(,\d{1,2})*$/.test(text)) {
    hours.push(...new Set(text.split(",").map(Number)));
  }
  const inRange = hours.length > 0 && hours.every((hour) => hour <= 23);
  return inRange ? hours.sort((a, b) => a - b) : undefined;
}

/** The smallest distance between two starts of one day; across midnight a day begins anew. */
function closestHours(hours: readonly number[]): number {
  return hours.slice(1).reduce((least, hour, at) => Math.min(least, hour - (hours[at] ?? 0)), 24);
}

const MONTHS = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
const DAYS = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

function badField({ dayOfMonth, month, dayOfWeek }: CronFields): string | undefined {
  if (!fieldForms.dayOfMonth.test(dayOfMonth) || !within(dayOfMonth, 1, 31, [])) {
    return "The day of month is 1 to 31, with , - * / or L for the last day.";
  }
  if (!fieldForms.month.test(month) || !within(month, 1, 12, MONTHS)) {
    return "The month is 1 to 12 or JAN to DEC, with , - * /.";
  }
  if (!fieldForms.dayOfWeek.test(dayOfWeek) || !within(dayOfWeek, 1, 7, DAYS)) {
    return "The day of week is 1 to 7 (1 = Sunday) or SUN to SAT, with , - * / # or L.";
  }
  return undefined;
}

/** Whether every number or name of a field is in range; steps and ordinals count separately. */
function within(field: string, min: number, max: number, names: readonly string[]): boolean {
  if (/^(\?|\*|L)$/.test(field) || /^[A-Z]{3}L$/.test(field)) return true;
  return field.split(",").every((part) => {
    const [range = "", step, ...rest] = part
      .replace(/^([A-Z]{3}|\d)L$/, "$1")
      .replace(/#[1-5]$/, "")
      .split("/");
    if (rest.length > 0 || (step !== undefined && !(Number(step) >= 1))) return false;
    if (range === "*") return true;
    const ends = range.split("-");
    return ends.length <= 2 && ends.every((end) => inRange(end, min, max, names));
  });
}

function inRange(text: string, min: number, max: number, names: readonly string[]): boolean {
  if (names.includes(text)) return true;
  return /^\d{1,2}$/.test(text) && Number(text) >= min && Number(text) <= max;
}

function daysRefusals(days: number | undefined): ScheduleRefusal[] {
  if (days === undefined) return [];
  if (Number.isInteger(days) && days >= 1 && days <= DAYS_MAX) return [];
  return [{ field: "automaticallyAfterDays", says: "Days go from 1 to 1,000." }];
}

function durationRefusals(duration: string | undefined): ScheduleRefusal[] {
  if (duration === undefined) return [];
  const hours = /^(\d{1,2})h$/.exec(duration);
  if (hours && Number(hours[1]) >= 1 && Number(hours[1]) <= 24) return [];
  return [
    {
      field: "duration",
      says: "A window lasts 1h to 24h, in whole hours.",
      awsSays: "Duration must be at least 1 hour, at most 24 hour.",
    },
  ];
}

function windowRefusals(schedule: Schedule, windowHours: number): ScheduleRefusal[] {
  if (schedule.kind === "hours" && windowHours > schedule.everyHours) {
    return [
      {
        field: "duration",
        says: "A window may not be longer than the time between two rotations.",
        awsSays: "Duration cannot be greater than Rate in hour.",
      },
    ];
  }
  if (schedule.kind === "cron" && Math.max(...schedule.hours) + windowHours > 24) {
    return [
      {
        field: "duration",
        says: "A window may not reach into the next UTC day.",
        awsSays: "Starting hour and duration must be within a day.",
      },
    ];
  }
  return [];
}
