import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from "react";
import { usePreferences } from "@/lib/browser/preferences";
import { type RowWindow, rowWindow, scrollFor } from "@/lib/browser/row-window";

const heights = { compact: 30, regular: 36, airy: 44 };
const CARD_HEIGHT = 60;

/** What the top bar and the table's head cover. */
const COVERED = 52 + 32;

export interface Rows {
  list: RefObject<HTMLDivElement | null>;
  drawn: RowWindow & { rowHeight: number };
  /** First row that is really on the screen. */
  firstVisible: number;
  /** Scrolls so that the row is on the screen, if it is not. */
  reveal: (index: number) => void;
}

/** Screen of so many rows until the browser has said how high it is: a tall one is filled at once. */
const AT_FIRST = 40;

/** Follows the page's scroll and says which rows of `count` to draw. */
export function useRows(count: number): Rows {
  const list = useRef<HTMLDivElement>(null);
  const rowHeight = useRowHeight();
  const [place, setPlace] = useState({ scrolled: 0, viewport: AT_FIRST * heights.regular });
  useLayoutEffect(() => {
    let frame = 0;
    const measure = () => {
      frame = 0;
      const top = list.current?.getBoundingClientRect().top ?? 0;
      const viewport = Math.max(rowHeight, window.innerHeight - COVERED);
      setPlace({ scrolled: COVERED - HEAD - top, viewport });
    };
    const later = () => {
      frame ||= requestAnimationFrame(measure);
    };
    measure();
    window.addEventListener("scroll", later, { passive: true });
    window.addEventListener("resize", later);
    return () => {
      cancelAnimationFrame(frame);
      window.removeEventListener("scroll", later);
      window.removeEventListener("resize", later);
    };
  }, [rowHeight]);
  const drawn = rowWindow({ count, rowHeight, ...place });
  const firstVisible = Math.max(0, Math.min(count, drawn.first + SPARE));
  const reveal = useCallback(
    (index: number) => {
      const listTop = (list.current?.getBoundingClientRect().top ?? 0) + window.scrollY;
      const viewport = window.innerHeight - COVERED;
      const from = listTop + HEAD - COVERED;
      const at = from + scrollFor(index, { count, rowHeight, viewport });
      const lowest = at - viewport + 2 * rowHeight;
      if (window.scrollY > at) window.scrollTo({ top: at });
      else if (window.scrollY < lowest) window.scrollTo({ top: lowest });
    },
    [count, rowHeight],
  );
  return { list, drawn: { ...drawn, rowHeight }, firstVisible, reveal };
}

const HEAD = 32;
const SPARE = 6;

function useRowHeight(): number {
  const { density } = usePreferences().preferences;
  const [isNarrow, setNarrow] = useState(false);
  useEffect(() => {
    const query = window.matchMedia("(max-width: 759.98px)");
    const follow = () => setNarrow(query.matches);
    follow();
    query.addEventListener("change", follow);
    return () => query.removeEventListener("change", follow);
  }, []);
  return isNarrow ? CARD_HEIGHT : heights[density];
}
