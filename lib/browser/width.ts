import { type RefObject, useEffect, useRef, useState } from "react";

/**
 * The room in px that an element gives its content, followed as it changes; 0 until it is known.
 * A drawing waits for it: with a guessed width it would push the page sideways for a moment. Its
 * height is to be kept free meanwhile.
 */
export function useWidth<Frame extends HTMLElement>(): [RefObject<Frame | null>, number] {
  const frame = useRef<Frame>(null);
  const [widthPx, setWidth] = useState(0);
  useEffect(() => {
    const element = frame.current;
    if (!element) return;
    const observer = new ResizeObserver(([entry]) => {
      if (entry) setWidth(Math.floor(entry.contentRect.width));
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return [frame, widthPx];
}
