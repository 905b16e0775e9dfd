"use client";

import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from "react";

export type Zone = "utc" | "local";

interface Clock {
  now: number;
  zone: Zone;
  /** IANA name of the person's own zone; undefined until the browser has told it once. */
  localZone?: string;
}

const ClockContext = createContext<Clock>({ now: 0, zone: "utc" });

/**
 * One clock for the page. It starts at the server's time, so that the first render in the browser
 * says the same words, and then ticks every 15 seconds.
 */
export function ClockProvider({
  start,
  zone,
  localZone,
  children,
}: {
  start: number;
  zone: Zone;
  localZone?: string;
  children: ReactNode;
}) {
  const [now, setNow] = useState(start);
  useEffect(() => {
    setNow(Date.now());
    const timer = setInterval(() => setNow(Date.now()), 15_000);
    return () => clearInterval(timer);
  }, []);
  const clock = useMemo(() => ({ now, zone, localZone }), [now, zone, localZone]);
  return <ClockContext value={clock}>{children}</ClockContext>;
}

export function useClock(): Clock {
  return useContext(ClockContext);
}
