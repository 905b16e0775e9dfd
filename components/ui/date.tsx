"use client";

import { useClock } from "./clock";

/**
 * A moment in full: `2026-11-21 10:02 UTC`, the person's own time beside it and how long ago.
 * UTC always comes first; with the zone switch on local, the local time follows in full.
 */
export function Moment({ at, short }: { at: string; short?: boolean }) {
  const { now, zone, localZone } = useClock();
  const showsLocal = localZone && localZone !== "UTC" && (zone === "local" || !short);
  return (
    <time dateTime={at} className="tabular">
      {isoMinute(at)} UTC
      {showsLocal && (
        <span className="text-ink-2">
          {" · "}
          {zone === "local" ? inZone(at, localZone) : clockIn(at, localZone)} {cityOf(localZone)}
        </span>
      )}
      {!short && <span className="text-ink-3"> · {relative(at, now)}</span>}
    </time>
  );
}

/** A moment for a table cell; the zone stands in the column head (`useZoneName`). */
export function MomentCell({ at }: { at: string }) {
  const { now, zone, localZone } = useClock();
  const cell = zone === "local" && localZone ? dayTime(at, localZone) : dayTime(at, "UTC");
  return (
    <time dateTime={at} title={`${isoMinute(at)} UTC, ${relative(at, now)}`} className="tabular">
      {cell}
    </time>
  );
}

/** How long ago or until; the exact time in the tooltip and for a screen reader. */
export function Ago({ at }: { at: string }) {
  const { now } = useClock();
  return (
    <time dateTime={at} title={`${isoMinute(at)} UTC`} className="tabular whitespace-nowrap">
      {relative(at, now)}
      <span className="sr-only"> ({isoMinute(at)} UTC)</span>
    </time>
  );
}

/** A day that AWS gives without a time; never printed with one (facts 2.3). */
export function Day({ day, long }: { day: string; long?: boolean }) {
  const { now } = useClock();
  return (
    <time dateTime={day} title={`${day}, day only`} className="tabular whitespace-nowrap">
      {long ? `${day} (day only, UTC)` : dayWord(day, now)}
    </time>
  );
}

/** "UTC" or the name of the person's own zone, for column heads. */
export function useZoneName(): string {
  const { zone, localZone } = useClock();
  return zone === "local" && localZone ? cityOf(localZone) : "UTC";
}

export function isoMinute(at: string): string {
  return `${at.slice(0, 10)} ${new Date(at).toISOString().slice(11, 16)}`;
}

/** `10:02:11` in UTC. */
export function utcSecond(at: string): string {
  return new Date(at).toISOString().slice(11, 19);
}

export function cityOf(zone: string): string {
  return (zone.split("/").at(-1) ?? zone).replaceAll("_", " ");
}

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** "3 h ago", "in 2 d", "now". */
export function relative(at: string, now: number): string {
  const distance = new Date(at).getTime() - now;
  if (Math.abs(distance) < minute) return "now";
  const words = spanWords(Math.abs(distance));
  return distance < 0 ? `${words} ago` : `in ${words}`;
}

/** A span in its one or two leading units: "42 min", "6 h 10 min", "3 y 12 d". */
export function spanWords(ms: number): string {
  if (ms < hour) return `${Math.max(1, Math.floor(ms / minute))} min`;
  if (ms < day) {
    const minutes = Math.floor((ms % hour) / minute);
    return `${Math.floor(ms / hour)} h${minutes ? ` ${minutes} min` : ""}`;
  }
  return daysWords(Math.floor(ms / day));
}

/** "143 d", "1 y 82 d". */
export function daysWords(days: number): string {
  if (days < 365) return `${days} d`;
  const rest = days % 365;
  return `${Math.floor(days / 365)} y${rest ? ` ${rest} d` : ""}`;
}

function dayWord(text: string, now: number): string {
  const today = new Date(now).toISOString().slice(0, 10);
  if (text === today) return "today";
  return dayMonth(`${text}T00:00:00Z`, "UTC", text.slice(0, 4) !== today.slice(0, 4));
}

function dayMonth(at: string, timeZone: string, withYear: boolean): string {
  return new Intl.DateTimeFormat("en-GB", {
    day: "numeric",
    month: "short",
    ...(withYear && { year: "numeric" }),
    timeZone,
  }).format(new Date(at));
}

/** "21 Nov, 10:02" in the given zone. */
export function dayTime(at: string, timeZone: string): string {
  return `${dayMonth(at, timeZone, false)}, ${clockIn(at, timeZone)}`;
}

function clockIn(at: string, timeZone: string): string {
  return new Intl.DateTimeFormat("en-GB", {
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
    timeZone,
  }).format(new Date(at));
}

function inZone(at: string, timeZone: string): string {
  const date = new Intl.DateTimeFormat("en-CA", { dateStyle: "short", timeZone }).format(
    new Date(at),
  );
  return `${date} ${clockIn(at, timeZone)}`;
}
