import type { InventoryQuery } from "./inventory";
import { type InventoryRow, valueWrittenMs } from "./inventory-row";
import { rotationWord } from "./rotation-state";
import type { RotationState } from "./secret";
import { billingOf } from "./storage-costs";

export type RowOrder = Pick<InventoryQuery, "sort" | "order">;
export type Compare = (a: InventoryRow, b: InventoryRow) => number;

/** What needs hands comes first. */
const rotationRank: Record<RotationState["word"], number> = {
  stuck: 0,
  overdue: 1,
  pending: 2,
  due: 3,
  "on time": 4,
  external: 5,
  managed: 6,
  off: 7,
  "no rotation": 8,
};

/**
 * A total order of rows: equal ones go by name, then ARN, so that two windows never disagree. What
 * is absent comes last both ways, except "never read", which is the longest time since a read.
 */
export function compareBy({ sort, order }: RowOrder, nowMs: number): Compare {
  const sign = order === "asc" ? 1 : -1;
  if (sort === "name") return (a, b) => sign * byName(a, b);
  const key = keys[sort];
  return (a, b) => {
    const left = key(a, nowMs);
    const right = key(b, nowMs);
    if (left === right) return byName(a, b);
    if (left === undefined) return 1;
    if (right === undefined) return -1;
    return left < right ? -sign : sign;
  };
}

const keys: Record<
  Exclude<InventoryQuery["sort"], "name">,
  (row: InventoryRow, nowMs: number) => number | string | undefined
> = {
  region: (row) => `${row.region} ${row.accountId}`,
  owner: (row) => row.owner?.toLowerCase(),
  "value-age": (row) => -valueWrittenMs(row).notBefore,
  "last-read": (row) => row.lastReadMs ?? 0,
  rotation: (row, nowMs) => rotationRank[rotationWord(row, nowMs)],
  "next-rotation": (row) => row.nextRotationMs,
  cost: (row) => {
    if (row.deletionRequestedMs !== undefined) return 0;
    return billingOf(row) === "charged" ? 1 : undefined;
  },
};

/** The prepared text begins with the name in lower case: no new string per comparison. */
function byName(a: InventoryRow, b: InventoryRow): number {
  if (a.search !== b.search) return a.search < b.search ? -1 : 1;
  return a.arn < b.arn ? -1 : Number(a.arn > b.arn);
}
