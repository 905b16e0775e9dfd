import { useEffect, useState } from "react";
import { whenWhole } from "./when-whole";

const TICK_MS = 15_000;

/**
 * The time, in milliseconds since the epoch. It begins at the server's `start`, so that the first
 * render in the browser says the same words, and ticks every 15 seconds once the page is whole.
 */
export function useNow(start: number): number {
  const [now, setNow] = useState(start);
  useEffect(() => {
    let timer: ReturnType<typeof setInterval> | undefined;
    const callOff = whenWhole(() => {
      setNow(Date.now());
      timer = setInterval(() => setNow(Date.now()), TICK_MS);
    });
    return () => {
      callOff();
      clearInterval(timer);
    };
  }, []);
  return now;
}
