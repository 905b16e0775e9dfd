/**
 * Which rows of a long list are on the screen. Rows have one height; above the height that browsers
 * can draw, the scroll bar covers more rows per pixel, so that half a million rows stay reachable.
 */
export interface RowWindow {
  /** First row to draw. */
  first: number;
  /** One past the last row to draw. */
  end: number;
  /** Height of the whole list as the browser sees it. */
  height: number;
  /** Where the first drawn row begins, from the list's top. */
  top: number;
}

/** Firefox gives up at about 17.9 million pixels, Chromium at 33.5. */
export const HEIGHT_MAX = 14_400_000;

/** Rows drawn above and below the visible ones. */
const SPARE = 6;

interface Place {
  count: number;
  rowHeight: number;
  /** Pixels of the list that are scrolled away; negative while its top is below the screen's. */
  scrolled: number;
  viewport: number;
}

/** The rows to draw at a scroll position. Never more than the screen holds plus the spare ones. */
export function rowWindow({ count, rowHeight, scrolled, viewport }: Place): RowWindow {
  const full = count * rowHeight;
  const height = Math.min(full, HEIGHT_MAX);
  const at = Math.max(0, Math.min(scrolled, height - viewport));
  const firstPixel = at * scale(full, height, viewport);
  const first = Math.max(0, Math.min(count, Math.floor(firstPixel / rowHeight)) - SPARE);
  const shown = Math.ceil(viewport / rowHeight) + 1 + 2 * SPARE;
  const end = Math.min(count, first + shown);
  const top = Math.max(0, Math.min(at + first * rowHeight - firstPixel, height));
  return { first, end, height, top: Math.min(top, height - (end - first) * rowHeight) };
}

/** The scroll position, from the list's top, at which row `index` is the first visible one. */
export function scrollFor(index: number, { count, rowHeight, viewport }: Omit<Place, "scrolled">) {
  const full = count * rowHeight;
  const height = Math.min(full, HEIGHT_MAX);
  return (index * rowHeight) / scale(full, height, viewport);
}

/** Where a fetch begins so that one answer covers the visible rows and what is near them. */
export function fetchOffset(firstVisible: number): number {
  const STEP = 20;
  return Math.floor(Math.max(0, firstVisible - STEP) / STEP) * STEP;
}

/** List pixels per scrolled pixel; 1 unless the list is taller than the browser can draw. */
function scale(full: number, height: number, viewport: number): number {
  return full > height ? (full - viewport) / (height - viewport) : 1;
}
