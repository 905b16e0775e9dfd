import "server-only";
import type { InventoryRow } from "@/lib/domain/inventory-row";
import type { ListedRows } from "./listed-rows";

/** What happened to the rows since the last reading. */
export interface Movement {
  /** True if a journal was begun anew: forget everything, `fresh` are all rows there are. */
  isAnew: boolean;
  fresh: InventoryRow[];
  gone: ReadonlySet<InventoryRow>;
}

/** Reads on in the journals of several places, so that work on many rows is done once a row. */
export class JournalReader {
  #read = new Map<ListedRows, { id: object; came: number; went: number }>();

  /** All places every time, in any order. A row that came and went in between is not told. */
  next(places: readonly ListedRows[]): Movement {
    const isAnew = places.some((place) => this.#hasBegunAnew(place));
    if (isAnew) this.#read.clear();
    const fresh: InventoryRow[] = [];
    const gone = new Set<InventoryRow>();
    const brief = new Set<InventoryRow>();
    for (const place of places) {
      const { id, came, went } = place.journal;
      const read = this.#read.get(place) ?? { id, came: 0, went: isAnew ? went.length : 0 };
      for (let at = read.came; at < came.length; at += 1) {
        const row = came[at];
        if (row && place.holds(row)) fresh.push(row);
        else if (row) brief.add(row);
      }
      for (let at = read.went; at < went.length; at += 1) {
        const row = went[at];
        if (row && !brief.delete(row)) gone.add(row);
      }
      this.#read.set(place, { id, came: came.length, went: went.length });
    }
    return { isAnew, fresh, gone };
  }

  #hasBegunAnew(place: ListedRows): boolean {
    const read = this.#read.get(place);
    return read !== undefined && read.id !== place.journal.id;
  }
}
