import type { Looks } from "./control-looks";
import { controlRules } from "./control-rules";
import type { ControlException, ControlId, ControlSettings } from "./control-settings";
import type { InventoryRow } from "./inventory-row";
import { type Place, placeKey } from "./place";
import type { LastRuns } from "./rotation-standing";

const DAY_MS = 86_400_000;

export const verdicts = ["fail", "not assessed", "excepted", "pass"] as const;
export type Verdict = (typeof verdicts)[number];

/** What the console holds already: no rule asks AWS for anything. */
export interface ControlFacts {
  /** What AWS was asked secret by secret, where somebody had that done. */
  looks: Looks;
  /** The newest rotation events of a secret, where history reaches. */
  lastRuns: (row: InventoryRow) => LastRuns | undefined;
  nowMs: number;
}

export interface SecretVerdict extends Place {
  control: ControlId;
  arn: string;
  name: string;
  verdict: Verdict;
  reason: string;
}

export interface ControlResult {
  control: ControlId;
  title: string;
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
      const left = tally.rule.leavesOut(row, this.settings);
      if (left === undefined) this.#judge(row, tally);
      else tally.leftOut[left] = (tally.leftOut[left] ?? 0) + 1;
    }
  }

  #judge(row: InventoryRow, { rule, counts, inForce }: Tally): void {
    const exception =
      inForce.size > 0 ? (inForce.get(row.arn) ?? inForce.get(nameKey(row))) : undefined;
    const [verdict, reason]: [Verdict, () => string] = exception
      ? ["excepted", () => `${exception.reason} (to ${exception.expires})`]
      : rule.judge(row, this.facts, this.settings);
    counts[verdict] += 1;
    const { isKept, most } = this.kept;
    if (this.secrets.length >= most || !isKept(rule.control, verdict)) return;
    const { arn, name, accountId, region } = row;
    const { control } = rule;
    this.secrets.push({ control, arn, name, accountId, region, verdict, reason: reason() });
  }

  /** `places` are all configured Regions: one that is not complete makes a pass impossible. */
  results(places: readonly (Place & { isComplete: boolean })[]): ControlResult[] {
    return this.#tallies.map(({ rule, counts, leftOut, exceptions }) => {
      const population = Object.values(counts).reduce((sum, count) => sum + count, 0);
      return {
        control: rule.control,
        title: rule.title,
        ...overall(counts, population, places),
        population,
        counts,
        leftOut,
        exceptions,
      };
    });
  }
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
  places: readonly (Place & { isComplete: boolean })[],
): Pick<ControlResult, "verdict" | "reason"> {
  const silent = places.filter(({ isComplete }) => !isComplete).map(placeKey);
  const missing =
    silent.length > 0
      ? `${silent.length} of ${places.length} Regions not listed completely: ${silent.join(", ")}.`
      : undefined;
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
