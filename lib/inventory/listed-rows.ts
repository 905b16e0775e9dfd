import "server-only";
import type { InventoryRow } from "@/lib/domain/inventory-row";

/** AWS's list may lag behind a change by this much (facts 2.11). */
export const LIST_LAG_MS = 5 * 60_000;

interface Held {
  row: InventoryRow;
  /** The full walk that saw it last. */
  walk: number;
}

/**
 * The rows of one place, by ARN, with a journal of what was put in: whoever keeps an order of
 * the rows reads on from where it stopped. Rows are never changed, only replaced.
 */
export class ListedRows {
  readonly #byArn = new Map<string, Held>();
  #journal: InventoryRow[] = [];
  #gone: InventoryRow[] = [];
  #journalId = {};
  #changes = 0;
  #newestChangeMs = 0;

  get size(): number {
    return this.#byArn.size;
  }

  /** Grows whenever a row came, went or changed. */
  get changes(): number {
    return this.#changes;
  }

  /** The latest LastChangedDate seen: what a refresh has to reach. */
  get newestChangeMs(): number {
    return this.#newestChangeMs;
  }

  /**
   * What came and what went, oldest first. Another id means that it was begun anew, with all
   * present rows as `came`.
   */
  get journal(): { id: object; came: readonly InventoryRow[]; went: readonly InventoryRow[] } {
    return { id: this.#journalId, came: this.#journal, went: this.#gone };
  }

  get(arn: string): InventoryRow | undefined {
    return this.#byArn.get(arn)?.row;
  }

  /** Every row as it is now. */
  all(): InventoryRow[] {
    return Array.from(this.#byArn.values(), ({ row }) => row);
  }

  /** True if this very row is still the valid one for its ARN. */
  holds(row: InventoryRow): boolean {
    return this.#byArn.get(row.arn)?.row === row;
  }

  /** Takes a listed row, unless it is older than what this console itself did or knows. */
  put(row: InventoryRow, walk: number, nowMs: number): void {
    const held = this.#byArn.get(row.arn);
    if (!held) {
      this.#byArn.set(row.arn, { row, walk });
      this.#add(row);
      return;
    }
    held.walk = walk;
    if (isNewer(held.row, row, nowMs) || isSame(held.row, row)) return;
    this.#gone.push(held.row);
    held.row = row;
    this.#add(row);
  }

  /** Takes a row from DescribeSecret after a change made here; the list may lag behind it. */
  pin(row: InventoryRow, nowMs: number): void {
    const pinned = { ...row, changedHereMs: nowMs };
    const held = this.#byArn.get(row.arn);
    if (held) this.#gone.push(held.row);
    const walk = held?.walk ?? 0;
    this.#byArn.set(row.arn, { row: pinned, walk });
    this.#add(pinned);
  }

  /** Forgets what a complete walk did not see, but for what is too young to be in AWS's list. */
  dropUnseenSince(walk: number, nowMs: number): void {
    for (const [arn, held] of this.#byArn) {
      const { createdMs, changedHereMs = 0 } = held.row;
      const isYoung = nowMs - Math.max(createdMs, changedHereMs) < LIST_LAG_MS;
      if (held.walk >= walk || isYoung) continue;
      this.#byArn.delete(arn);
      this.#gone.push(held.row);
      this.#changes += 1;
    }
    this.#compact();
  }

  #add(row: InventoryRow): void {
    this.#journal.push(row);
    this.#changes += 1;
    this.#newestChangeMs = Math.max(this.#newestChangeMs, row.lastChangedMs ?? 0);
  }

  /** Replaced rows stay in the journal; when they are many, it begins anew. */
  #compact(): void {
    if (this.#gone.length <= this.#byArn.size / 4 + 1_000) return;
    this.#gone = [];
    this.#journal = this.all();
    this.#journalId = {};
  }
}

/** A pinned row stays until the list shows at least as late a change, or the lag is over. */
function isNewer(held: InventoryRow, listed: InventoryRow, nowMs: number): boolean {
  if (held.changedHereMs === undefined || nowMs - held.changedHereMs > LIST_LAG_MS) return false;
  return (listed.lastChangedMs ?? 0) < (held.lastChangedMs ?? 0);
}

/** Nothing that a list tells about a secret differs, so orders and windows need not move. */
function isSame(a: InventoryRow, b: InventoryRow): boolean {
  return (
    a.changedHereMs === b.changedHereMs &&
    a.lastChangedMs === b.lastChangedMs &&
    a.lastReadMs === b.lastReadMs &&
    a.lastRotatedMs === b.lastRotatedMs &&
    a.nextRotationMs === b.nextRotationMs &&
    a.deletionRequestedMs === b.deletionRequestedMs &&
    a.rotationEnabled === b.rotationEnabled &&
    a.kmsKeyId === b.kmsKeyId &&
    a.labels === b.labels &&
    a.search === b.search &&
    a.tags.length === b.tags.length &&
    a.tags.every((tag, at) => tag.key === b.tags[at]?.key && tag.value === b.tags[at]?.value)
  );
}
