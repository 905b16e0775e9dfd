/**
 * AWS's cron for rotation schedules, in UTC: `cron(minutes hours day-of-month month day-of-week
 * year)` with minutes `0` and year `*` (facts 2.4). Written from those rules; null = not valid.
 */
export interface Cron {
  hours: readonly number[];
  /** The hour field has a `/`: such schedules have a window of one hour by default. */
  hourly: boolean;
  /** Says whether the schedule runs on a day of the UTC calendar. */
  runsOn(day: Date): boolean;
}

const months = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
const weekdays = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];
const leastHoursApart = 4;

/** Parses the six fields between the brackets. */
export function parseCron(fields: string): Cron | null {
  const [minute, hour, dayOfMonth, month, dayOfWeek, year, ...rest] = fields.trim().split(/\s+/);
  if (!hour || !dayOfMonth || !month || !dayOfWeek || rest.length > 0) return null;
  if (minute !== "0" || year !== "*") return null;
  if ((dayOfMonth === "?") === (dayOfWeek === "?")) return null;
  const hours = parseHours(hour);
  const inMonth = parseSet(month, 1, 12, months);
  const onDay = dayOfWeek === "?" ? parseDayOfMonth(dayOfMonth) : parseDayOfWeek(dayOfWeek);
  if (!hours || !inMonth || !onDay) return null;
  const everyDay = dayOfMonth === "*" || dayOfWeek === "*";
  if (!farEnoughApart(hours, everyDay)) return null;
  return {
    hours,
    hourly: hour.includes("/"),
    runsOn: (day) => inMonth.has(day.getUTCMonth() + 1) && onDay(day),
  };
}

/** The first start after `after`, or null if there is none within five years. */
export function nextStart(cron: Cron, after: number): number | null {
  const day = new Date(after);
  day.setUTCHours(0, 0, 0, 0);
  for (let i = 0; i < 5 * 366; i++) {
    if (cron.runsOn(day)) {
      for (const hour of cron.hours) {
        const start = day.getTime() + hour * 3_600_000;
        if (start > after) return start;
      }
    }
    day.setUTCDate(day.getUTCDate() + 1);
  }
  return null;
}

function parseHours(field: string): number[] | null {
  const step = /^(\*|\d{1,2})?\/(\d{1,2})$/.exec(field);
  if (step) {
    const first = step[1] === undefined || step[1] === "*" ? 0 : Number(step[1]);
    const every = Number(step[2]);
    if (first > 23 || every < 1) return null;
    const hours: number[] = [];
    for (let hour = first; hour < 24; hour += every) hours.push(hour);
    return hours;
  }
  const set = parseSet(field, 0, 23, []);
  return set ? [...set].sort((a, b) => a - b) : null;
}

function farEnoughApart(hours: readonly number[], everyDay: boolean): boolean {
  const starts = everyDay ? [...hours, (hours[0] ?? 0) + 24] : hours;
  return starts.every((hour, i) => i === 0 || hour - (starts[i - 1] ?? 0) >= leastHoursApart);
}

/** Lists, ranges, steps and names: `1,15`, `MON-FRI`, `1/3`, `*`. */
function parseSet(
  field: string,
  least: number,
  most: number,
  names: readonly string[],
): Set<number> | null {
  const found = new Set<number>();
  for (const part of field.split(",")) {
    const match = /^(\*|[A-Z]{3}|\d{1,2})(?:-([A-Z]{3}|\d{1,2}))?(?:\/(\d{1,2}))?$/.exec(
      part.toUpperCase(),
    );
    if (!match?.[1]) return null;
    const from = match[1] === "*" ? least : numberOf(match[1], least, names);
    const openEnded = match[1] === "*" || match[3] !== undefined;
    const to = match[2] ? numberOf(match[2], least, names) : openEnded ? most : from;
    const step = match[3] === undefined ? 1 : Number(match[3]);
    if (!(from >= least && to <= most && from <= to && step >= 1)) return null;
    for (let value = from; value <= to; value += step) found.add(value);
  }
  return found;
}

function numberOf(text: string, least: number, names: readonly string[]): number {
  const at = names.indexOf(text);
  return at >= 0 ? at + least : Number(text);
}

type DayTest = (day: Date) => boolean;

function parseDayOfMonth(field: string): DayTest | null {
  if (field.toUpperCase() === "L") return isLastOfMonth;
  const set = parseSet(field, 1, 31, []);
  return set && ((day) => set.has(day.getUTCDate()));
}

function parseDayOfWeek(field: string): DayTest | null {
  const text = field.toUpperCase();
  const last = /^([A-Z]{3}|[1-7])?L$/.exec(text);
  if (last) {
    const weekday = weekdayOf(last[1] ?? "SAT");
    return weekday === null
      ? null
      : (day) => day.getUTCDay() === weekday && daysLeft(day) < (last[1] ? 7 : 31);
  }
  const nth = /^([A-Z]{3}|[1-7])#([1-5])$/.exec(text);
  if (nth?.[1]) {
    const weekday = weekdayOf(nth[1]);
    return weekday === null
      ? null
      : (day) => day.getUTCDay() === weekday && Math.ceil(day.getUTCDate() / 7) === Number(nth[2]);
  }
  const set = parseSet(text, 1, 7, weekdays);
  return set && ((day) => set.has(day.getUTCDay() + 1));
}

function weekdayOf(text: string): number | null {
  const number = numberOf(text, 1, weekdays);
  return number >= 1 && number <= 7 ? number - 1 : null;
}

function isLastOfMonth(day: Date): boolean {
  return daysLeft(day) === 0;
}

function daysLeft(day: Date): number {
  return (
    new Date(Date.UTC(day.getUTCFullYear(), day.getUTCMonth() + 1, 0)).getUTCDate() -
    day.getUTCDate()
  );
}
