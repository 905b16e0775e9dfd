import { useCallback, useLayoutEffect, useState } from "react";
import { flushSync } from "react-dom";

/** How long a value stays readable after the last key. */
const HIDE_AFTER_MS = 30_000;

/**
 * Which of the values that are being typed is readable: one at a time. It is masked again half a
 * minute after the last key, with the tab, with the window's focus, with the page and with Esc.
 * What was typed stays in the editor's state.
 */
export function useShown() {
  const [shown, setShown] = useState<{ id: string; since: number }>();
  const hide = useCallback(() => setShown(undefined), []);
  const show = useCallback((id: string) => setShown({ id, since: Date.now() }), []);
  // Heard from the moment the value stands on the screen: an effect would be a few frames late.
  useLayoutEffect(() => {
    if (!shown) return;
    const now = () => flushSync(hide);
    const onVisibility = () => document.hidden && now();
    const onKey = (event: KeyboardEvent) => event.key === "Escape" && hide();
    const timer = setTimeout(hide, HIDE_AFTER_MS);
    document.addEventListener("visibilitychange", onVisibility);
    document.addEventListener("keydown", onKey);
    window.addEventListener("pagehide", now);
    window.addEventListener("blur", hide);
    return () => {
      clearTimeout(timer);
      document.removeEventListener("visibilitychange", onVisibility);
      document.removeEventListener("keydown", onKey);
      window.removeEventListener("pagehide", now);
      window.removeEventListener("blur", hide);
    };
  }, [shown, hide]);
  return { id: shown?.id, show, hide };
}

export type Shown = ReturnType<typeof useShown>;
