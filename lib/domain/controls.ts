import { type ControlGroup, groupOf } from "./control-groups";
import type { Looks } from "./control-looks";
import type { Judgement } from "./control-rule";
import { controlRules } from "./control-rules";
import type { ControlException, ControlId, ControlSettings } from "./control-settings";
import type { SeenDeletion } from "./deletion-clock";
import type { InventoryRow } from "./inventory-row";
import type { Guarantee } from "./pending-deletion";
import { type Place, placeKey } from "./place";
import type { LastRuns } from "./rotation-standing";
import { type GoneSecret, TRAIL_DAYS, type TrailFacts } from "./trail-facts";

const DAY_MS = 86_400_000;

export const verdicts = ["fail", "not assessed", "excepted", "pass"] as const;
export type Verdict = (typeof verdicts)[number];

/** What the console holds already: no rule asks AWS for anything. */
export interface ControlFacts {
  /** What AWS was asked secret by secret, where somebody had that done. */
  looks: Looks;
  /** The newest rotation events of a secret, where history reaches. */
  lastRuns: (row: InventoryRow) => LastRuns | undefined;
  /** What was read of CloudTrail, by secret. */
  trail: TrailFacts;
  /** What DeleteSecret answered to this console, by ARN, of deletions still to come. */
  deletionsSeen: ReadonlyMap<string, SeenDeletion>;
  /** What IAM was asked lately about forced deletions, by account; absent = nobody asked. */
  guarantees: ReadonlyMap<string, Guarantee> | undefined;
  /** Restores that this console sent. */
  restores: readonly SentRestore[];
  /** When this console's ledger began; undefined = it has no entry. */
  ledgerBeganMs: number | undefined;
  /** The IAM roles that this console assumes in an account. */
  consoleRoleArns: (accountId: string) => readonly string[];
  nowMs: number;
}

/** A restore request that was run, as far as it accounts for a RestoreSecret. */
export interface SentRestore {
  id: string;
  arn: string;
  sentMs: number;
  awsRequestIds: readonly string[];
  requesterName: string;
  /** Set by a break-glass restore: nobody else agreed. */
  brokenBy?: string;
  brokenReason?: string;
}

export interface SecretVerdict extends Place {
  control: ControlId;
  arn: string;
  name: string;
  verdict: Verdict;
  reason: string;
  /** No list has it any more; it is known by the record of its deletion. */
  isGone?: true;
}

export interface ControlResult {
  control: ControlId;
  title: string;
  group: ControlGroup;
  verdict: Verdict;
  /** Why the control as a whole was not assessed, or what its verdict leaves open. */
  reason?: string;
  /** The sum of the four counts. */
  population: number;
  counts: Record<Verdict, number>;
  /** Why secrets are not in the population, and how many. */
  leftOut: Record<string, number>;
  exceptions: (ControlException & { isExpired: boolean })[];
}

/** Which verdicts are kept by secret; the others are counted only. */
export interface Kept {
  isKept: (control: ControlId, verdict: Verdict) => boolean;
  most: number;
}

export function isExpired({ expires }: Pick<ControlException, "expires">, nowMs: number): boolean {
  return nowMs >= Date.parse(expires) + DAY_MS;
}

/** Answers every control in one pass over the rows, in the catalogue's order. */
export class ControlAssessment {
  readonly secrets: SecretVerdict[] = [];
  readonly #tallies: Tally[];

  constructor(
    private readonly facts: ControlFacts,
    private readonly settings: ControlSettings,
    private readonly kept: Kept,
  ) {
    this.#tallies = controlRules.map((rule) => {
      const exceptions = settings.exceptions
        .filter(({ control }) => control === rule.control)
        .map((exception) => ({ ...exception, isExpired: isExpired(exception, facts.nowMs) }));
      const inForce = new Map<string, ControlException>();
      for (const exception of exceptions)
        if (!exception.isExpired) inForce.set(exceptionKey(exception), exception);
      const counts = { pass: 0, fail: 0, "not assessed": 0, excepted: 0 };
      return { rule, exceptions, inForce, counts, leftOut: {} };
    });
  }

  add(row: InventoryRow): void {
    for (const tally of this.#tallies) {
      const { rule } = tally;
      const left = rule.leavesOut(row, this.settings, this.facts);
      if (left !== undefined) leaveOut(tally, left);
      else this.#judge(row, tally, () => rule.judge(row, this.facts, this.settings));
    }
  }

  /** A secret that no list has any more: only controls about what was done to it judge it. */
  addGone(gone: GoneSecret): void {
    for (const tally of this.#tallies) {
      const judgement = tally.rule.judgeGone?.(gone, this.facts, this.settings);
      if (typeof judgement === "string") leaveOut(tally, judgement);
      else if (judgement) this.#judge({ ...gone, isGone: true }, tally, () => judgement);
    }
  }

  #judge(
    { arn, name, accountId, region, isGone }: GoneSecret & { isGone?: true },
    { rule, counts, inForce }: Tally,
    judge: () => Judgement,
  ): void {
    const exception =
      inForce.size > 0
        ? (inForce.get(arn) ?? inForce.get(nameKey({ accountId, region, name })))
        : undefined;
    const [verdict, reason]: [Verdict, () => string] = exception
      ? ["excepted", () => `${exception.reason} (to ${exception.expires})`]
      : judge();
    counts[verdict] += 1;
    const { isKept, most } = this.kept;
    if (this.secrets.length >= most || !isKept(rule.control, verdict)) return;
    const { control } = rule;
    const known = { control, arn, name, accountId, region, verdict, reason: reason() };
    this.secrets.push(isGone ? { ...known, isGone } : known);
  }

  /** `places` are all configured Regions: one that is not complete makes a pass impossible. */
  results(places: readonly (Place & { isComplete: boolean })[]): ControlResult[] {
    return this.#tallies.map(({ rule, counts, leftOut, exceptions }) => {
      const population = Object.values(counts).reduce((sum, count) => sum + count, 0);
      return {
        control: rule.control,
        title: rule.title,
        group: groupOf[rule.control],
        ...overall(counts, population, this.#missing(rule, places)),
        population,
        counts,
        leftOut,
        exceptions,
      };
    });
  }

  /** Which Regions were not seen well enough for a pass; undefined = none. */
  #missing(
    { needsTrail }: Tally["rule"],
    places: readonly (Place & { isComplete: boolean })[],
  ): string | undefined {
    const of = (silent: readonly Place[]) => `${silent.length} of ${places.length} Regions`;
    const unlisted = places.filter(({ isComplete }) => !isComplete);
    const gaps = needsTrail
      ? places.flatMap((place) => {
          const why = this.facts.trail.gap(place, needsTrail);
          return why ? [{ ...place, why }] : [];
        })
      : [];
    const parts = [
      unlisted.length > 0 &&
        `${of(unlisted)} not listed completely: ${unlisted.map(placeKey).join(", ")}.`,
      gaps.length > 0 && `${of(gaps)} without ${TRAIL_DAYS} days of CloudTrail. ${whyEach(gaps)}`,
    ];
    return parts.filter(Boolean).join(" ") || undefined;
  }
}

/** "a, b: not read yet. c: read back to …": each reason once, after the places it is true of. */
function whyEach(gaps: readonly (Place & { why: string })[]): string {
  const byWhy = new Map<string, string[]>();
  for (const gap of gaps) byWhy.set(gap.why, [...(byWhy.get(gap.why) ?? []), placeKey(gap)]);
  return [...byWhy].map(([why, places]) => `${places.join(", ")}: ${why}`).join(" ");
}

function leaveOut({ leftOut }: Tally, why: string): void {
  leftOut[why] = (leftOut[why] ?? 0) + 1;
}

interface Tally {
  rule: (typeof controlRules)[number];
  exceptions: ControlResult["exceptions"];
  inForce: Map<string, ControlException>;
  counts: ControlResult["counts"];
  leftOut: Record<string, number>;
}

/** One failure fails a control, however little was seen; a pass needs every Region and every secret. */
function overall(
  counts: ControlResult["counts"],
  population: number,
  missing: string | undefined,
): Pick<ControlResult, "verdict" | "reason"> {
  if (counts.fail > 0) return { verdict: "fail", reason: missing };
  const unknown = counts["not assessed"];
  const why = missing ?? (unknown > 0 ? `${unknown} of ${population} secrets not assessed.` : "");
  if (why) {
    return {
      verdict: "not assessed",
      reason: `${why} A pass would be misleading, so none is shown.`,
    };
  }
  if (population === 0) return { verdict: "not assessed", reason: "No secret is in scope." };
  return counts.pass > 0 ? { verdict: "pass" } : { verdict: "excepted" };
}

function exceptionKey({ secret }: ControlException): string {
  return "arn" in secret ? secret.arn : nameKey(secret);
}

function nameKey(secret: Place & { name: string }): string {
  return `${placeKey(secret)}/${secret.name}`;
}
