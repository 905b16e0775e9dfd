import { AwsError } from "./contract";

export interface Page<Item> {
  items: Item[];
  /** Where the next page begins; absent at the end. */
  next?: string;
}

/**
 * One page of a list that only grows at its end. The marker is the place to go on from; one that no
 * page gave out is refused with the service's own code.
 */
export function pageOf<Item>(
  list: readonly Item[],
  size: number,
  marker: string | undefined,
  refusal: { code: string; message: string },
): Page<Item> {
  const start = marker === undefined ? 0 : placeOf(marker);
  if (start === undefined || start > list.length) {
    throw new AwsError(refusal.code, refusal.message);
  }
  const items = list.slice(start, start + size);
  const end = start + items.length;
  return end < list.length ? { items, next: markerOf(end) } : { items };
}

const markerOf = (place: number) => Buffer.from(`at:${place}`).toString("base64");

function placeOf(marker: string): number | undefined {
  const found = /^at:(\d{1,9})$/.exec(Buffer.from(marker, "base64").toString());
  return found ? Number(found[1]) : undefined;
}
