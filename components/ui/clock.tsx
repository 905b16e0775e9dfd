"use client";

import { createContext, type ReactNode, useContext, useMemo } from "react";

export type Zone = "utc" | "local";

interface Clock {
  now: number;
  zone: Zone;
  /** IANA name of the person's own zone; undefined until the browser has told it once. */
  localZone?: string;
}

const ClockContext = createContext<Clock>({ now: 0, zone: "utc" });

/** One clock for the page: what time it is and in which zone it is told. */
export function ClockProvider({ now, zone, localZone, children }: Clock & { children: ReactNode }) {
  const clock = useMemo(() => ({ now, zone, localZone }), [now, zone, localZone]);
  return <ClockContext value={clock}>{children}</ClockContext>;
}

export function useClock(): Clock {
  return useContext(ClockContext);
}
