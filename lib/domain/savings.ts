import type { Saving } from "./costs";
import { parseFilter, printFilter } from "./inventory-filter";
import { type FilterContext, matcherOf } from "./inventory-match";
import { type InventoryRow, isReplica } from "./inventory-row";
import type { PriceBook } from "./prices";
import { rowMonthUsd } from "./storage-costs";
import { times, type Usd, usdText } from "./usd";

/** What a group of secrets would save if it were gone, and how one sees them. */
interface Kind {
  id: string;
  says: string;
  evidence: string;
}

/** Kinds that a filter of the inventory tells by itself. */
const byFilter: readonly (Kind & { filter: string })[] = [
  {
    id: "never-read",
    says: "Never read",
    evidence:
      "Older than 90 days, and AWS has no date of a read (LastAccessedDate). Reads of replicas are counted in their own Region.",
    filter: "state:active replica:no read:never unused:>90d",
  },
  {
    id: "unread",
    says: "Not read for 90 days",
    evidence: "Read once, but not in the last 90 days (LastAccessedDate).",
    filter: "state:active replica:no read:once unused:>90d",
  },
  {
    id: "unread-replicas",
    says: "Replicas that nobody read",
    evidence:
      "Older than 30 days and never read in their Region. A replica costs as much as a secret; one kept for a disaster is read only then.",
    filter: "state:active replica:yes read:never unused:>30d",
  },
];

/** Kinds that need more than one row or CloudTrail; the filter then lists names. */
const byLooking = {
  "rotation-only": {
    id: "rotation-only",
    says: "Read only by their own rotation",
    evidence:
      "CloudTrail of the window below shows reads by the rotation function alone: nothing else uses the value.",
  },
  orphans: {
    id: "orphans",
    says: "Replicas without a primary",
    evidence: "The primary is not listed in its Region, or its deletion is scheduled.",
  },
  duplicates: {
    id: "duplicates",
    says: "Several of one purpose",
    evidence:
      "The same value of the tag purpose in one account and Region; all but one of each are counted.",
  },
  "dead-rotation": {
    id: "dead-rotation",
    says: "Rotation functions that do nothing",
    evidence:
      "A function is set, but rotation is off or never worked. The function's own cost is Lambda's and is not in here.",
  },
} as const satisfies Record<string, Kind>;

/** Names in one filter: more make no readable address, and the filter takes 40 values. */
const NAMES_MAX = 30;

interface Group {
  usd: Usd;
  count: number;
  names: Set<string>;
}

interface Known {
  context: FilterContext;
  month: string;
  prices: PriceBook;
  /** ARNs of secrets that only their own rotation reads; empty if CloudTrail cannot tell. */
  readByRotationOnly: ReadonlySet<string>;
}

/** Looks at each row once and finds what could be saved. */
export class SavingsFinder {
  readonly #filters: { kind: (typeof byFilter)[number]; test: (row: InventoryRow) => boolean }[];
  readonly #groups = new Map<string, Group>();
  readonly #primaries = new Set<string>();
  readonly #replicas: InventoryRow[] = [];
  readonly #purposes = new Set<string>();

  constructor(private readonly known: Known) {
    this.#filters = byFilter.map((kind) => ({
      kind,
      test: matcherOf(parseFilter(kind.filter).terms, known.context),
    }));
  }

  add(row: InventoryRow): void {
    if (row.deletionRequestedMs !== undefined) return;
    for (const { kind, test } of this.#filters) if (test(row)) this.#count(kind.id, row);
    if (this.known.readByRotationOnly.has(row.arn)) this.#count("rotation-only", row);
    if (isReplica(row)) {
      this.#replicas.push(row);
      return;
    }
    this.#primaries.add(row.arn);
    const purpose = row.tags.find(({ key }) => key.toLowerCase() === "purpose")?.value;
    const same = purpose && `${row.accountId}/${row.region}/${purpose}`;
    if (same && this.#purposes.has(same)) this.#count("duplicates", row);
    if (same) this.#purposes.add(same);
    const isIdle = row.rotationEnabled !== true || row.lastRotatedMs === undefined;
    if (row.rotationFunctionArn && isIdle) this.#count("dead-rotation", row);
  }

  /**
   * What was found, dearest first; may be asked again. `placesListed` are those in which a primary
   * would be seen.
   */
  found(placesListed: ReadonlySet<string>): Saving[] {
    const orphans = this.#replicas.filter((replica) => {
      const place = `${replica.accountId}/${replica.primaryRegion}`;
      const primary = replica.arn.replace(
        `:secretsmanager:${replica.region}:`,
        `:secretsmanager:${replica.primaryRegion}:`,
      );
      return placesListed.has(place) && !this.#primaries.has(primary);
    });
    const orphaned: Group = { usd: 0n, count: 0, names: new Set() };
    for (const replica of orphans) this.#addTo(orphaned, replica);
    const groups = new Map(this.#groups);
    if (orphans.length > 0) groups.set("orphans", orphaned);
    const kinds = [
      ...byFilter,
      ...Object.values(byLooking).map((kind) => ({ ...kind, filter: undefined })),
    ];
    return kinds
      .flatMap(({ id, says, evidence, filter }): Saving[] => {
        const group = groups.get(id);
        if (!group) return [];
        const { count, names } = group;
        const yearlyUsd = usdText(id === "dead-rotation" ? 0n : times(group.usd, 12));
        const isCut = filter === undefined && count > names.size && names.size === NAMES_MAX;
        return [
          { id, says, evidence, count, yearlyUsd, filter: filter ?? namesFilter(names), isCut },
        ];
      })
      .sort((a, b) => Number(b.yearlyUsd) - Number(a.yearlyUsd));
  }

  #count(id: string, row: InventoryRow): void {
    const group = this.#groups.get(id) ?? { usd: 0n, count: 0, names: new Set<string>() };
    this.#addTo(group, row);
    this.#groups.set(id, group);
  }

  #addTo(group: Group, row: InventoryRow): void {
    group.usd += rowMonthUsd(row, this.known.month, this.known.prices) ?? 0n;
    group.count += 1;
    if (group.names.size < NAMES_MAX) group.names.add(row.name);
  }
}

function namesFilter(names: ReadonlySet<string>): string {
  return printFilter([{ field: "named", not: false, values: [...names] }]);
}
