import { useEffect } from "react";
import { flushSync } from "react-dom";

/** What was typed goes with the page: a browser that keeps the page for Back keeps it empty. */
export function useGoneWithThePage(onEnd: () => void, isTouched: boolean): void {
  useEffect(() => {
    const ask = (event: BeforeUnloadEvent) => isTouched && event.preventDefault();
    const end = () => flushSync(() => onEnd());
    window.addEventListener("beforeunload", ask);
    window.addEventListener("pagehide", end);
    return () => {
      window.removeEventListener("beforeunload", ask);
      window.removeEventListener("pagehide", end);
    };
  }, [onEnd, isTouched]);
}
