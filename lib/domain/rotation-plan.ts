import { type InventoryRow, isReplica } from "./inventory-row";
import { CollisionSearch } from "./rotation-collisions";
import { clockChanges, freezeOf, isInBusinessHours } from "./rotation-freezes";
import type {
  PlannedDay,
  PlannedWindow,
  RotatingSecret,
  RotationPlan,
  RotationQuery,
  SecretKind,
  WindowMark,
} from "./rotation-page";
import { type Pattern, Patterns, type Span } from "./rotation-patterns";
import { readSchedule } from "./rotation-schedule";
import type { RotationSettings } from "./rotation-settings";
import {
  type LastRuns,
  needsAttention,
  type Standing,
  type StandingWord,
  standingOf,
  standingRank,
} from "./rotation-standing";
import { scheduleInWords } from "./rotation-words";
import { collisionWords, functionName } from "./rotation-words-of";

const DAY_MS = 86_400_000;
const AGENDA_DAYS = 7;
const AGENDA_ROWS = 100;
const WEEK_ROWS = 60;
const ATTENTION_MAX = 50;
const COLLISIONS_MAX = 20;
const SLOTS_MAX = 3;
const CHOICES_MAX = 200;

export interface PlanContext {
  now: Date;
  settings: RotationSettings;
  accountName: (id: string) => string;
  lastRuns: (row: InventoryRow) => LastRuns | undefined;
  /** The stretch to plan. Left out = what the query's view shows. */
  span?: Span;
  /** Windows to put into words at most, in whatever view: for a file. Left out = a screenful. */
  rowsMax?: number;
}

interface Candidate {
  row: InventoryRow;
  standing: Standing;
}

/** The stretch that a view shows, whole UTC days. */
export function spanOf({ view, day }: Pick<RotationQuery, "view" | "day">, now: Date): Span {
  const today = day ?? now.toISOString().slice(0, 10);
  const fromMs = Date.parse(`${today}T00:00:00Z`);
  if (view !== "month") return { fromMs, toMs: fromMs + AGENDA_DAYS * DAY_MS };
  const first = new Date(`${today.slice(0, 7)}-01T00:00:00Z`);
  return {
    fromMs: first.getTime(),
    toMs: Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 1),
  };
}

/**
 * Plans one view of an estate's rotation in a single pass: `add` every row, then `finish`. Schedules
 * are reckoned once each; only what the view shows is put into words.
 */
export class RotationPlanner {
  readonly #span: Span;
  readonly #patterns: Patterns;
  readonly #search: CollisionSearch;
  readonly #byPattern = new Map<Pattern, Candidate[]>();
  readonly #attention: Candidate[] = [];
  readonly #counts: RotationPlan["counts"] = {};
  readonly #functions = new Set<string>();
  readonly #owners = new Set<string>();
  #rotating = 0;
  #couldRotate = 0;

  constructor(
    private readonly query: RotationQuery,
    private readonly context: PlanContext,
  ) {
    this.#span = context.span ?? spanOf(query, context.now);
    this.#patterns = new Patterns(this.#span, context.now.getTime());
    this.#search = new CollisionSearch(context.settings, context.now.getTime());
  }

  add(row: InventoryRow): void {
    if (row.deletionRequestedMs !== undefined || isReplica(row)) return;
    if (!this.#isInScope(row)) return;
    const nowMs = this.context.now.getTime();
    const standing = standingOf(row, this.context.lastRuns(row), nowMs);
    if (standing.word === "no rotation") {
      this.#couldRotate += 1;
      return;
    }
    if (row.rotationFunctionArn) this.#functions.add(row.rotationFunctionArn);
    if (row.owner) this.#owners.add(row.owner);
    if (!this.#passes(row)) return;
    const words = wordsOf(standing);
    for (const word of words) this.#counts[word] = (this.#counts[word] ?? 0) + 1;
    if (this.query.state && !words.includes(this.query.state)) return;
    if (standing.word !== "off") this.#rotating += 1;
    const candidate = { row, standing };
    if (needsAttention(standing.word)) this.#attention.push(candidate);
    if (row.rotationEnabled === true) this.#plan(candidate);
  }

  finish(): RotationPlan {
    const { view, offset } = this.query;
    const { collisions, marks } = this.#search.find();
    const all = this.#inOrder();
    const shown = this.#shown(all, view, offset);
    const attention = this.#attention.sort(byUrgency);
    return {
      view,
      from: new Date(this.#span.fromMs).toISOString(),
      to: new Date(this.#span.toMs).toISOString(),
      now: this.context.now.toISOString(),
      rotating: this.#rotating,
      couldRotate: this.#couldRotate,
      counts: this.#counts,
      attention: attention.slice(0, ATTENTION_MAX).map((each) => this.#inWords(each)),
      attentionCount: attention.length,
      windows: shown.map(([candidate, pattern, window]) => ({
        ...this.#inWords(candidate),
        from: new Date(window.fromMs).toISOString(),
        to: new Date(window.toMs).toISOString(),
        isStartUnknown: pattern.isStartUnknown,
        marks: this.#marks(window, marks(candidate.row, window)),
      })),
      windowCount: all.reduce((sum, [pattern]) => sum + this.#membersOf(pattern).length, 0),
      offset,
      days: view === "month" ? this.#days(collisions) : [],
      collisions: collisions.slice(0, COLLISIONS_MAX),
      collisionCount: collisions.length,
      checked: {
        windows: all.reduce((sum, [pattern]) => sum + this.#membersOf(pattern).length, 0),
        tags: this.context.settings.sharedTags,
      },
      clockChanges: clockChanges(this.#span, this.context.settings.timeZone),
      choices: {
        functions: [...this.#functions]
          .sort()
          .slice(0, CHOICES_MAX)
          .map((arn) => ({ value: arn, says: `${functionName(arn)}, ${arn.split(":")[3]}` })),
        owners: [...this.#owners].sort().slice(0, CHOICES_MAX),
      },
    };
  }

  #isInScope({ accountId, region }: InventoryRow): boolean {
    const { account, region: wanted } = this.query;
    return (!account || account === accountId) && (!wanted || wanted === region);
  }

  #passes(row: InventoryRow): boolean {
    const { fn, owner, kind } = this.query;
    if (fn && row.rotationFunctionArn !== fn) return false;
    if (owner && row.owner !== owner) return false;
    return !kind || kind === kindOf(row);
  }

  #plan(candidate: Candidate): void {
    const pattern = this.#patterns.of(candidate.row);
    if (!pattern) return;
    const members = this.#byPattern.get(pattern);
    if (members) members.push(candidate);
    else this.#byPattern.set(pattern, [candidate]);
    this.#search.add(candidate.row, pattern);
  }

  #membersOf(pattern: Pattern): readonly Candidate[] {
    return this.#byPattern.get(pattern) ?? [];
  }

  /** Every window of every schedule, soonest first. */
  #inOrder(): [Pattern, Span][] {
    const all: [Pattern, Span][] = [];
    for (const pattern of this.#byPattern.keys()) {
      for (const window of pattern.windows) all.push([pattern, window]);
    }
    return all.sort(([, a], [, b]) => a.fromMs - b.fromMs || a.toMs - b.toMs);
  }

  #shown(
    all: readonly [Pattern, Span][],
    view: RotationQuery["view"],
    offset: number,
  ): [Candidate, Pattern, Span][] {
    const { rowsMax } = this.context;
    if (view === "month" && rowsMax === undefined) return [];
    const shown: [Candidate, Pattern, Span][] = [];
    const secrets = new Set<string>();
    let passed = 0;
    for (const [pattern, window] of all) {
      const members = this.#membersOf(pattern);
      if (view === "agenda" && passed + members.length <= offset) {
        passed += members.length;
        continue;
      }
      for (const candidate of members) {
        passed += 1;
        if (view === "agenda" && passed <= offset) continue;
        const limit = rowsMax ?? (view === "agenda" ? AGENDA_ROWS : Number.POSITIVE_INFINITY);
        if (shown.length >= limit) return shown;
        const { arn } = candidate.row;
        if (
          rowsMax === undefined &&
          view === "week" &&
          !secrets.has(arn) &&
          secrets.size >= WEEK_ROWS
        )
          continue;
        secrets.add(arn);
        shown.push([candidate, pattern, window]);
      }
    }
    return shown;
  }

  #days(collisions: RotationPlan["collisions"]): PlannedDay[] {
    const days: PlannedDay[] = [];
    const slots: Map<number, PlannedDay["slots"][number]>[] = [];
    for (let at = this.#span.fromMs; at < this.#span.toMs; at += DAY_MS) {
      const day = new Date(at).toISOString().slice(0, 10);
      const freeze = freezeOf({ fromMs: at, toMs: at + DAY_MS }, this.context.settings);
      days.push({ day, windows: 0, troubled: 0, collisions: 0, freeze, slots: [] });
      slots.push(new Map());
    }
    const indexOf = (ms: number) => Math.floor((ms - this.#span.fromMs) / DAY_MS);
    for (const [pattern, members] of this.#byPattern) {
      const troubled = members.filter(({ standing }) => needsAttention(standing.word)).length;
      for (const { fromMs, toMs } of pattern.windows) {
        const at = Math.max(0, indexOf(fromMs));
        const day = days[at];
        if (!day) continue;
        day.windows += members.length;
        if (toMs > this.context.now.getTime()) day.troubled += troubled;
        const key = (fromMs - this.#span.fromMs) * 1000 + (toMs - fromMs) / 3_600_000;
        const slot = slots[at]?.get(key);
        if (slot) slot.secrets += members.length;
        else {
          const [from, to] = [new Date(fromMs).toISOString(), new Date(toMs).toISOString()];
          slots[at]?.set(key, { from, to, secrets: members.length });
        }
      }
    }
    for (const { from } of collisions) {
      const day = days[indexOf(Date.parse(from))];
      if (day) day.collisions += 1;
    }
    days.forEach((day, at) => {
      const busiest = [...(slots[at]?.values() ?? [])].sort((a, b) => b.secrets - a.secrets);
      day.slots = busiest.slice(0, SLOTS_MAX).sort((a, b) => a.from.localeCompare(b.from));
    });
    return days;
  }

  #marks(window: Span, collisions: RotationPlan["collisions"]): PlannedWindow["marks"] {
    const { settings } = this.context;
    const freeze = freezeOf(window, settings);
    const marks: WindowMark[] = collisions.map((collision) => ({
      kind: "collision",
      says: collisionWords(collision),
    }));
    if (freeze) marks.push({ kind: "freeze", says: `in the freeze “${freeze}”` });
    if (isInBusinessHours(window, settings)) {
      marks.push({ kind: "business hours", says: "business hours" });
    }
    return marks;
  }

  #inWords({ row, standing }: Candidate): RotatingSecret {
    const schedule = readSchedule({
      scheduleExpression: row.scheduleExpression,
      automaticallyAfterDays: row.rotateAfterDays,
      duration: row.windowDuration,
    });
    return {
      accountId: row.accountId,
      region: row.region,
      arn: row.arn,
      name: row.name,
      accountName: this.context.accountName(row.accountId),
      owner: row.owner,
      functionName: row.rotationFunctionArn && functionName(row.rotationFunctionArn),
      standing,
      kind: kindOf(row),
      schedule: schedule && scheduleInWords(schedule),
      lastRotatedAt: iso(row.lastRotatedMs),
      nextBy: iso(row.nextRotationMs),
    };
  }
}

/** What is stuck because it failed is found under both words. */
function wordsOf({ word, failures = 0 }: Standing): StandingWord[] {
  return word === "stuck" && failures > 0 ? ["stuck", "failed"] : [word];
}

function kindOf({ owningService, externalType }: InventoryRow): SecretKind {
  if (owningService) return "managed";
  return externalType ? "external" : "function";
}

function byUrgency(a: Candidate, b: Candidate): number {
  const rank = standingRank[a.standing.word] - standingRank[b.standing.word];
  return rank || (a.standing.since ?? "").localeCompare(b.standing.since ?? "");
}

function iso(ms: number | undefined): string | undefined {
  return ms === undefined ? undefined : new Date(ms).toISOString();
}
