import type { CronFields, Schedule } from "./rotation-schedule";

/**
 * A schedule in plain English. Never "at 02:00": AWS rotates at any time inside the window, and
 * all of it is UTC (facts 2.4).
 */
export function scheduleInWords(schedule: Schedule): string {
  if (schedule.kind === "hours") {
    return `every ${schedule.everyHours} hours, some time within ${hoursLong(schedule.windowHours)} of the start`;
  }
  if (schedule.kind === "days") {
    const often = schedule.everyDays === 1 ? "every day" : `every ${schedule.everyDays} days`;
    return `${often}, ${between(0, schedule.windowHours)}`;
  }
  const windowHours = (hour: number) =>
    schedule.windowHours ?? (schedule.hours.length > 1 ? 1 : 24 - hour);
  const times = schedule.hours.map((hour) => clockRange(hour, windowHours(hour)));
  return `${daysInWords(schedule.fields)}, some time between ${inSeries(times, "or")} UTC`;
}

function between(fromHour: number, hours: number): string {
  return `some time between ${clockRange(fromHour, hours)} UTC`;
}

function clockRange(fromHour: number, hours: number): string {
  const clock = (hour: number) => `${String(hour).padStart(2, "0")}:00`;
  return `${clock(fromHour)} and ${clock(fromHour + hours)}`;
}

const DAY_NAMES = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
const MONTH_NAMES = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
];
const ORDINALS = ["first", "second", "third", "fourth", "fifth"];

function daysInWords({ dayOfMonth, dayOfWeek, month }: CronFields): string {
  const day = dayOfWeek === "?" ? monthDayInWords(dayOfMonth) : weekDayInWords(dayOfWeek);
  if (month === "*") return day;
  return `${day} in ${partsInWords(month, (text) => nameOf(text, MONTH_NAMES, 1))}`;
}

function weekDayInWords(field: string): string {
  if (field === "*") return "every day";
  if (field === "L") return "every Saturday";
  const nth = /^(.+)#([1-5])$/.exec(field);
  if (nth) return `every ${ORDINALS[Number(nth[2]) - 1]} ${dayName(nth[1] ?? "")} of the month`;
  const last = /^([A-Z]{3}|\d)L$/.exec(field);
  if (last) return `every last ${dayName(last[1] ?? "")} of the month`;
  return `every ${partsInWords(field, dayName)}`;
}

function monthDayInWords(field: string): string {
  if (field === "*") return "every day";
  if (field === "L") return "the last day of the month";
  const last = /^([A-Z]{3})L$/.exec(field);
  if (last) return `every last ${dayName(last[1] ?? "")} of the month`;
  return `day ${partsInWords(field, (text) => text)} of the month`;
}

function dayName(text: string): string {
  return nameOf(text, DAY_NAMES, 1);
}

/** A number counted from `first`, or AWS's three letters, as the full name. */
function nameOf(text: string, names: readonly string[], first: number): string {
  const named = names.find((name) => name.slice(0, 3).toUpperCase() === text);
  return named ?? names[Number(text) - first] ?? text;
}

function partsInWords(field: string, name: (text: string) => string): string {
  const parts = field.split(",").map((part) => {
    const [range = "", step] = part.split("/");
    const [from = "", to] = range.split("-");
    const base = range === "*" ? "1" : from;
    if (step) return `${name(base)}${to ? ` to ${name(to)}` : ""} and every ${step} after`;
    return to ? `${name(from)} to ${name(to)}` : name(from);
  });
  return inSeries(parts, "and");
}

function inSeries(parts: readonly string[], word: "and" | "or"): string {
  if (parts.length < 2) return parts.join("");
  return `${parts.slice(0, -1).join(", ")} ${word} ${parts.at(-1)}`;
}

function hoursLong(hours: number): string {
  return hours === 1 ? "an hour" : `${hours} hours`;
}
