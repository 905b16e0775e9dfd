import type { ListPage, ListRequest } from "@/lib/aws/secrets";
import { type InventoryRow, searchText } from "@/lib/domain/inventory-row";

/** A row as `lib/aws` makes it, with the parts that a test cares for. */
export function rowOf(name: string, more: Partial<InventoryRow> = {}): InventoryRow {
  const region = more.region ?? "eu-west-1";
  return {
    accountId: "111122223333",
    region,
    arn: `arn:aws:secretsmanager:${region}:111122223333:secret:${name}-AbCdEf`,
    name,
    tags: [],
    createdMs: Date.parse("2026-01-01T00:00:00Z"),
    hasRules: false,
    labels: "{}",
    search: searchText(name, more.description, more.tags ?? []),
    ...more,
  };
}

/** How a list may behave: what it sorts by is up to the server, and pages may be empty. */
export interface ListBehaviour {
  /** Rows a page; a 0 is an empty page that still has a successor. */
  pageSizes: readonly number[];
  ignoresSort?: boolean;
  /** Called before each answer; may throw. */
  onCall?: (call: number) => void;
}

/** ListSecrets over an array, by the documented rules and nothing else. */
export function listOver(rows: readonly InventoryRow[], behaviour: ListBehaviour) {
  let calls = 0;
  return {
    calls: () => calls,
    page: async ({ by, order, token }: ListRequest): Promise<ListPage> => {
      const call = calls;
      calls += 1;
      behaviour.onCall?.(call);
      const key = (row: InventoryRow) =>
        by === "created-date" ? row.createdMs : (row.lastChangedMs ?? row.createdMs);
      const sign = order === "asc" ? 1 : -1;
      const all = behaviour.ignoresSort ? rows : [...rows].sort((a, b) => sign * (key(a) - key(b)));
      const [from = 0, page = 0] = (token ?? "0 0").split(" ").map(Number);
      const { pageSizes } = behaviour;
      const size = Math.min(100, pageSizes[page % pageSizes.length] ?? 100);
      const to = from + size;
      await Promise.resolve();
      return {
        rows: all.slice(from, to),
        nextToken: to < all.length ? `${to} ${page + 1}` : undefined,
        calls: 1,
      };
    },
  };
}
