import "server-only";
import type { ListPage, ListRequest } from "@/lib/aws/secrets";
import type { InventoryRow } from "@/lib/domain/inventory-row";

/** Asks for one page; whoever makes it knows the client and the pace. */
export type PageSource = (request: ListRequest) => Promise<ListPage>;

/** One end of the list, walking towards the other. */
interface Lane {
  order: "asc" | "desc";
  token?: string;
  hasBegun: boolean;
  isDone: boolean;
  /** Creation of the first secret seen: nothing may lie beyond it. */
  firstMs?: number;
  /** Creation of the last secret seen. */
  edgeMs?: number;
}

/**
 * Lists all secrets of a place from both ends at once, oldest and newest first, until the two
 * meet. Everything older than the one edge and everything newer than the other has been seen, so
 * when the edges have strictly passed each other, nothing is missing: that is the proof, and it
 * holds when many secrets share a moment of creation.
 *
 * A server that does not sort as asked gives itself away by its dates. Then the walk goes on from
 * one end alone, to the last page. After a failure `run` may be called again: it goes on with the
 * page that failed.
 */
export class Walk {
  readonly #lanes: readonly [Lane, Lane] = [
    { order: "asc", hasBegun: false, isDone: false },
    { order: "desc", hasBegun: false, isDone: false },
  ];
  #isSorted = true;
  #hasStopped = false;

  /** True when it is proven that no secret is missing. */
  get isComplete(): boolean {
    const [oldest, newest] = this.#lanes;
    if (oldest.isDone || newest.isDone) return true;
    return this.#isSorted && edgeOf(oldest, -1) > edgeOf(newest, 1);
  }

  /** True when both ends have touched, but the proof is still out. */
  get isVerifying(): boolean {
    const [oldest, newest] = this.#lanes;
    return !this.isComplete && edgeOf(oldest, -1) >= edgeOf(newest, 1);
  }

  /**
   * Walks until complete, or until `mayGoOn` says no. `take` gets each page once.
   *
   * @throws what the source threw; the other end finishes its page first
   */
  async run(
    source: PageSource,
    take: (page: ListPage) => void,
    mayGoOn: () => boolean,
  ): Promise<void> {
    this.#hasStopped = false;
    const [oldest, newest] = this.#lanes;
    const step = async (lane: Lane) => {
      const page = await source({ by: "created-date", order: lane.order, token: lane.token });
      this.#note(lane, page);
      take(page);
    };
    const follow = async (lane: Lane) => {
      try {
        while (this.#wants(lane) && mayGoOn()) await step(lane);
      } catch (error) {
        this.#hasStopped = true;
        throw error;
      }
    };
    // Most places fit on one page, and then the other end need not be asked at all.
    if (!oldest.hasBegun && mayGoOn()) await step(oldest);
    const ends = await Promise.allSettled([follow(oldest), follow(newest)]);
    for (const end of ends) if (end.status === "rejected") throw end.reason;
  }

  #wants(lane: Lane): boolean {
    const isNeeded = lane.order === "asc" || this.#isSorted;
    return isNeeded && !lane.isDone && !this.isComplete && !this.#hasStopped;
  }

  #note(lane: Lane, { rows, nextToken }: ListPage): void {
    lane.hasBegun = true;
    lane.token = nextToken;
    for (const row of rows) {
      if (!isInOrder(lane, row)) this.#isSorted = false;
      lane.firstMs ??= row.createdMs;
      lane.edgeMs = row.createdMs;
    }
    const [oldest, newest] = this.#lanes;
    // The oldest secret is the first of the one end and the newest that of the other. A server
    // that answers both ends alike breaks this with the first two different dates.
    const isBeyond = edgeOf(oldest, -1) > (newest.firstMs ?? Number.POSITIVE_INFINITY);
    const isBefore = edgeOf(newest, 1) < (oldest.firstMs ?? Number.NEGATIVE_INFINITY);
    if (isBeyond || isBefore) this.#isSorted = false;
    if (nextToken === undefined) lane.isDone = true;
  }
}

function edgeOf(lane: Lane, direction: 1 | -1): number {
  return lane.edgeMs ?? direction * Number.POSITIVE_INFINITY;
}

function isInOrder({ order, edgeMs }: Lane, { createdMs }: InventoryRow): boolean {
  if (edgeMs === undefined) return true;
  return order === "asc" ? createdMs >= edgeMs : createdMs <= edgeMs;
}
