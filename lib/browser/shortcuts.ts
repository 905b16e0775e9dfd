import { useEffect, useRef, useState } from "react";
import { usePreferences } from "./preferences";

/** Keys → what they do. `g i` is a sequence; a sequence waits a second for its second key. */
export type Shortcuts = Record<string, () => void>;

const SEQUENCE_MS = 1000;

/**
 * Single-key shortcuts of a part of the page. Silent while typing, inside a dialog or menu, and
 * when the person turned them off.
 */
export function useShortcuts(shortcuts: Shortcuts): void {
  const { preferences } = usePreferences();
  const latest = useRef(shortcuts);
  useEffect(() => {
    latest.current = shortcuts;
  });
  useEffect(() => {
    if (!preferences.singleKeys) return;
    let before = { key: "", at: 0 };
    const listen = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
      if (isTaken(event.target)) return;
      const sequence = `${before.key} ${event.key}`;
      const isSequence = event.timeStamp - before.at < SEQUENCE_MS && sequence in latest.current;
      const act = latest.current[isSequence ? sequence : event.key];
      before = { key: event.key, at: event.timeStamp };
      if (!act) return;
      event.preventDefault();
      act();
    };
    document.addEventListener("keydown", listen);
    return () => document.removeEventListener("keydown", listen);
  }, [preferences.singleKeys]);
}

/**
 * For `aria-keyshortcuts`: the key, from the moment on at which it is heard. A page that was only
 * painted so far must not promise a key, and without single keys there is none.
 */
export function useHeardKey(key: string): string | undefined {
  const { preferences } = usePreferences();
  const [isHeard, setHeard] = useState(false);
  useEffect(() => setHeard(true), []);
  return isHeard && preferences.singleKeys ? key : undefined;
}

function isTaken(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return (
    target.isContentEditable ||
    target.closest("input, textarea, select, [role=dialog], [role=menu], [role=listbox]") !== null
  );
}
