"use client";

import { useClock } from "@/components/ui/clock";
import { cityOf } from "@/components/ui/date";

/**
 * A window as people may rely on it: "some time in 02:00–05:00 UTC (04:00–07:00 in Berlin)". The
 * date is left out where a heading says it already.
 */
export function WindowTime({
  from,
  to,
  isStartUnknown,
  withDay,
}: {
  from: string;
  to: string;
  isStartUnknown?: boolean;
  withDay?: boolean;
}) {
  const { localZone } = useClock();
  const day = withDay ? `${dayWords(from)}, ` : "";
  const end = clock(to) === "00:00" ? "24:00" : clock(to);
  const utc = isStartUnknown ? `by ${end}` : `${clock(from)}–${end}`;
  return (
    <span className="tabular whitespace-nowrap">
      <time dateTime={from}>
        <span className="sr-only">some time in </span>
        {day}
        {utc} UTC
      </time>
      {localZone && localZone !== "UTC" && (
        <span className="text-ink-3">
          {" "}
          ({localWords(isStartUnknown ? undefined : from, to, localZone)} in {cityOf(localZone)})
        </span>
      )}
    </span>
  );
}

/** "Sun 29 Nov", in UTC. */
export function dayWords(at: string): string {
  return new Intl.DateTimeFormat("en-GB", {
    weekday: "short",
    day: "numeric",
    month: "short",
    timeZone: "UTC",
  }).format(new Date(at));
}

function localWords(from: string | undefined, to: string, timeZone: string): string {
  const end = local(to, timeZone);
  if (!from) return `by ${end}`;
  const start = local(from, timeZone);
  return `${start}–${end}`;
}

function clock(at: string): string {
  return new Date(at).toISOString().slice(11, 16);
}

/** The local clock, with the weekday where the local day is another than UTC's. */
function local(at: string, timeZone: string): string {
  const format = (zone: string, weekday: boolean) =>
    new Intl.DateTimeFormat("en-GB", {
      hour: "2-digit",
      minute: "2-digit",
      hourCycle: "h23",
      timeZone: zone,
      ...(weekday && { weekday: "short" }),
    }).format(new Date(at));
  const dayIn = (zone: string) =>
    new Intl.DateTimeFormat("en-CA", { dateStyle: "short", timeZone: zone }).format(new Date(at));
  return format(timeZone, dayIn(timeZone) !== dayIn("UTC"));
}
