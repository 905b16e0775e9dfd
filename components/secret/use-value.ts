import { useCallback, useLayoutEffect, useRef, useState } from "react";
import { flushSync } from "react-dom";
import { copyValue, downloadValue, listValueKeys, revealValue } from "@/lib/actions/value";
import { perform } from "@/lib/browser/use-action";
import type { FailureView } from "@/lib/domain/failure";
import type { RevealedValue, ValueShape } from "@/lib/domain/secret-value";

/** What stands on the screen. `key` undefined means the whole value. */
export interface Revealed {
  key?: string;
  text: string;
  /** Milliseconds since the epoch. */
  hidesAt: number;
}

/** How long a revealed value stays on the screen. */
export const HIDE_AFTER_MS = 30_000;

interface Refusal {
  doing: string;
  failure: FailureView;
}

/**
 * A value's visit to this page. It lives in this state and nowhere else, one at a time, and goes
 * after 30 seconds, with the tab, with the page, with the window's focus, and with Esc.
 */
export function useValue(arn: string) {
  const [shape, setShape] = useState<ValueShape>();
  const [revealed, setRevealed] = useState<Revealed>();
  const [busy, setBusy] = useState<string>();
  const [refusal, setRefusal] = useState<Refusal>();
  const turn = useRef(0);
  const hide = useCallback(() => {
    turn.current += 1;
    setRevealed(undefined);
  }, []);
  useHiding(revealed, hide);
  // The version that was listed, so that a rotation in between cannot mix two values.
  const input = (key?: string) => ({
    arn,
    ...(shape && { versionId: shape.versionId }),
    ...(key !== undefined && { key }),
  });
  const attempt = async <Data>(
    doing: string,
    outcome: ReturnType<typeof perform<object, Data>>,
  ) => {
    setBusy(doing);
    setRefusal(undefined);
    const answer = await outcome;
    setBusy(undefined);
    if (answer.ok) return answer.data;
    setRefusal({ doing, failure: answer.failure });
    return undefined;
  };
  return {
    shape,
    revealed,
    busy,
    refusal,
    hide,
    list: async () => {
      hide();
      const found = await attempt("list the keys", perform(listValueKeys, { arn }));
      if (found) setShape(found);
    },
    reveal: async (key?: string) => {
      hide();
      const mine = turn.current;
      const value = await attempt("reveal the value", perform(revealValue, input(key)));
      // Hidden in the meantime, by another click or because the tab went away: it never appears.
      if (value?.kind !== "text" || mine !== turn.current || document.hidden) return;
      setRevealed({ key, text: value.text, hidesAt: Date.now() + HIDE_AFTER_MS });
    },
    copy: (key?: string) =>
      attempt("copy the value", copyWithoutShowing(perform(copyValue, input(key)))),
    download: async (name: string) => {
      const value = await attempt("download the value", perform(downloadValue, input()));
      if (value) save(value, name);
    },
  };
}

/** The visit as the panel sees it. */
export type Value = ReturnType<typeof useValue>;

type Answer = ReturnType<typeof perform<object, RevealedValue>>;

/**
 * Writes the answer to the clipboard without drawing it. The promise goes in at once, since a
 * browser allows the clipboard only during the click.
 */
async function copyWithoutShowing(answer: Answer): ReturnType<typeof perform<object, true>> {
  const text = answer.then((outcome) => {
    if (outcome.ok && outcome.data.kind === "text") return outcome.data.text;
    throw new Error("There is no text to copy.");
  });
  const blob = text.then((content) => new Blob([content], { type: "text/plain" }));
  // The clipboard may never look at these; an unheard refusal is answered for below.
  blob.catch(() => undefined);
  try {
    await navigator.clipboard.write([new ClipboardItem({ "text/plain": blob })]);
  } catch {
    const outcome = await answer;
    return outcome.ok ? { ok: false, failure: clipboardRefused } : outcome;
  }
  clearClipboardLater();
  return { ok: true, data: true };
}

const clipboardRefused: FailureView = {
  code: "unexpected",
  says: "The browser did not let this page use the clipboard. Nothing was copied; reveal the value instead.",
};

export const CLEAR_AFTER_S = 45;
let clearing: ReturnType<typeof setTimeout> | undefined;

/** As far as a browser lets us: only while the page has the focus. */
function clearClipboardLater(): void {
  clearTimeout(clearing);
  clearing = setTimeout(() => {
    if (document.hasFocus()) navigator.clipboard.writeText("").catch(() => undefined);
  }, CLEAR_AFTER_S * 1000);
}

function save(value: RevealedValue, name: string): void {
  const content =
    value.kind === "text"
      ? value.text
      : Uint8Array.from(atob(value.base64), (char) => char.charCodeAt(0));
  const url = URL.createObjectURL(new Blob([content], { type: "application/octet-stream" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = `${name.replace(/[^\w.-]+/g, "_")}.${value.kind === "binary" ? "bin" : "txt"}`;
  link.click();
  URL.revokeObjectURL(url);
}

/** Everything that makes a value go. The page is drawn without it before the browser moves on. */
export function useHiding(revealed: { hidesAt: number } | undefined, hide: () => void): void {
  // Heard from the moment the value stands on the screen: an effect would be a few frames late.
  useLayoutEffect(() => {
    if (!revealed) return;
    const now = () => flushSync(hide);
    const onVisibility = () => document.hidden && now();
    const onKey = (event: KeyboardEvent) => event.key === "Escape" && hide();
    const timer = setTimeout(hide, Math.max(0, revealed.hidesAt - Date.now()));
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
  }, [revealed, hide]);
}
