import type { InventoryRow } from "./inventory-row";
import type { Pattern, Span } from "./rotation-patterns";
import type { RotationSettings } from "./rotation-settings";

/** Why two windows had better not be open at once. */
export type CollisionKind = "same function" | "same tag" | "user and superuser" | "concurrency";

/** Secrets that share something and whose windows overlap. */
export interface Collision {
  kind: CollisionKind;
  /** What they share: a function's ARN, `DbCluster=ledger-main`, the superuser's name. */
  shared: string;
  /** ISO: the first stretch in which more than one may rotate. */
  from: string;
  to: string;
  /** How many such stretches the range holds. */
  times: number;
  /** How many secrets take part, and the first of them. */
  secrets: number;
  names: string[];
  arns: string[];
}

type GroupKind = Exclude<CollisionKind, "concurrency">;

const NAMES_MAX = 5;
const HOUR_MS = 3_600_000;

interface Group {
  kind: CollisionKind;
  shared: string;
  members: Map<Pattern, InventoryRow[]>;
  size: number;
}

/** Gathers who shares what, and finds the stretches in which their windows overlap. */
export class CollisionSearch {
  // By kind, then by what is shared: to join the two into one key costs more than to look twice.
  readonly #groups = {
    "same function": new Map<string, Group>(),
    "same tag": new Map<string, Group>(),
    "user and superuser": new Map<string, Group>(),
  };

  constructor(
    private readonly settings: Pick<
      RotationSettings,
      "sharedTags" | "superuserTag" | "functionConcurrency"
    >,
    /** What has passed cannot be helped: only stretches that end later are told. */
    private readonly nowMs: number,
  ) {}

  add(row: InventoryRow, pattern: Pattern): void {
    const { rotationFunctionArn: fn } = row;
    if (fn) this.#join("same function", fn, row, pattern);
    const { sharedTags, superuserTag } = this.settings;
    for (const { key, value } of row.tags) {
      if (sharedTags.includes(key)) this.#join("same tag", `${key}=${value}`, row, pattern);
    }
    if (!superuserTag) return;
    const superuser = row.tags.find(({ key }) => key === superuserTag)?.value;
    if (superuser) this.#join("user and superuser", superuser, row, pattern);
    // The superuser's own secret is in the group that is called after it.
    this.#join("user and superuser", row.name, row, pattern);
    this.#join("user and superuser", row.arn, row, pattern);
  }

  /** Windows that were looked at, so that "none" can say of how many. */
  get groups(): number {
    let count = 0;
    for (const { size } of this.#all()) if (size > 1) count += 1;
    return count;
  }

  /** Soonest first. `marks` tells of any window whether it lies in such a stretch. */
  find(): { collisions: Collision[]; marks: (row: InventoryRow, window: Span) => Collision[] } {
    const found = new Map<Group, { collision: Collision; spans: Span[] }>();
    for (const group of this.#all()) {
      if (group.size < 2) continue;
      const overlaps = overlapsOf(group).filter(({ toMs }) => toMs > this.nowMs);
      const first = overlaps[0];
      if (first)
        found.set(group, { collision: collisionOf(group, overlaps, first), spans: overlaps });
    }
    const collisions = [...found.values()].map(({ collision }) => collision);
    for (const group of this.#groups["same function"].values()) {
      const busy = this.#tooMany(group);
      if (busy) collisions.push(busy);
    }
    collisions.sort((a, b) => a.from.localeCompare(b.from) || a.shared.localeCompare(b.shared));
    const marks = (row: InventoryRow, window: Span) =>
      this.#groupsOf(row).flatMap((group) => {
        const hit = found.get(group);
        return hit?.spans.some((span) => overlap(span, window)) ? [hit.collision] : [];
      });
    return { collisions, marks };
  }

  *#all(): Generator<Group> {
    for (const kind of Object.values(this.#groups)) yield* kind.values();
  }

  #groupsOf({ rotationFunctionArn: fn, tags, name, arn }: InventoryRow): Group[] {
    const { sharedTags, superuserTag } = this.settings;
    const shared = tags.filter(({ key }) => sharedTags.includes(key));
    const superuser = tags.find(({ key }) => key === superuserTag)?.value;
    const of = this.#groups;
    return [
      fn && of["same function"].get(fn),
      ...shared.map(({ key, value }) => of["same tag"].get(`${key}=${value}`)),
      ...(superuserTag
        ? [superuser, name, arn].map((each) => each && of["user and superuser"].get(each))
        : []),
    ].filter((group): group is Group => typeof group === "object");
  }

  #join(kind: GroupKind, shared: string, row: InventoryRow, pattern: Pattern): void {
    let group = this.#groups[kind].get(shared);
    if (!group) {
      group = { kind, shared, members: new Map(), size: 0 };
      this.#groups[kind].set(shared, group);
    }
    const rows = group.members.get(pattern);
    if (rows) rows.push(row);
    else group.members.set(pattern, [row]);
    group.size += 1;
  }

  /** More windows that open within one hour than the function may run at once. */
  #tooMany(group: Group): Collision | undefined {
    const limit = this.settings.functionConcurrency;
    const perHour = new Map<number, number>();
    for (const [pattern, rows] of group.members) {
      for (const { fromMs } of pattern.windows) {
        if (fromMs < this.nowMs) continue;
        const hour = Math.floor(fromMs / HOUR_MS) * HOUR_MS;
        perHour.set(hour, (perHour.get(hour) ?? 0) + rows.length);
      }
    }
    const busy = [...perHour].filter(([, count]) => count > limit).sort(([a], [b]) => a - b);
    const [first] = busy;
    if (!first) return undefined;
    const spans = busy.map(([fromMs]) => ({ fromMs, toMs: fromMs + HOUR_MS }));
    const span = { fromMs: first[0], toMs: first[0] + HOUR_MS };
    return { ...collisionOf({ ...group, kind: "concurrency" }, spans, span), secrets: first[1] };
  }
}

/** Stretches in which windows of two secrets of the group are open; merged, oldest first. */
function overlapsOf({ members }: Group): Span[] {
  const windows = [...members].flatMap(([pattern, rows]) =>
    pattern.windows.map((span) => ({ ...span, count: rows.length })),
  );
  windows.sort((a, b) => a.fromMs - b.fromMs);
  const found: Span[] = [];
  let open: Span | undefined;
  for (const window of windows) {
    if (window.count > 1) push(found, window);
    if (open && window.fromMs < open.toMs) {
      push(found, { fromMs: window.fromMs, toMs: Math.min(open.toMs, window.toMs) });
    }
    if (!open || window.toMs > open.toMs) open = window;
  }
  return found;
}

function push(spans: Span[], { fromMs, toMs }: Span): void {
  const last = spans.at(-1);
  if (last && fromMs <= last.toMs) last.toMs = Math.max(last.toMs, toMs);
  else spans.push({ fromMs, toMs });
}

function collisionOf(group: Group, spans: readonly Span[], first: Span): Collision {
  const named: InventoryRow[] = [];
  let secrets = 0;
  for (const [{ windows }, rows] of group.members) {
    if (!windows.some((span) => overlap(span, first))) continue;
    secrets += rows.length;
    if (named.length < NAMES_MAX) named.push(...rows.slice(0, NAMES_MAX - named.length));
  }
  return {
    kind: group.kind,
    shared: group.shared,
    from: new Date(first.fromMs).toISOString(),
    to: new Date(first.toMs).toISOString(),
    times: spans.length,
    secrets,
    names: named.map(({ name }) => name),
    arns: named.map(({ arn }) => arn),
  };
}

function overlap(a: Span, b: Span): boolean {
  return a.fromMs < b.toMs && b.fromMs < a.toMs;
}
