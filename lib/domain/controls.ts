import { type ControlRule, controlRules } from "./control-rules";
import type { InventoryRow } from "./inventory-row";
import { type Place, placeKey } from "./place";
import type { RotationPolicy } from "./rotation-policy";
import type { LastRuns } from "./rotation-standing";

const DAY_MS = 86_400_000;

export type ControlId =
  | "rotation-enabled"
  | "rotates-on-schedule"
  | "not-stuck"
  | "in-use"
  | "changed-in-time"
  | "has-owner"
  | "customer-managed-key";

/** A secret that need not meet a control for a while. In force to the end of the UTC day `expires`. */
export interface ControlException {
  control: ControlId;
  secret: { arn: string } | (Place & { name: string });
  reason: string;
  /** YYYY-MM-DD. */
  expires: string;
}

export interface ControlSettings {
  policies: readonly RotationPolicy[];
  unusedDays: number;
  exceptions: readonly ControlException[];
}

/** What the console holds already: no rule asks AWS for anything. */
export interface ControlFacts {
  rows: Iterable<InventoryRow>;
  /** Every configured Region; one that is not complete makes a pass impossible. */
  places: readonly (Place & { isComplete: boolean })[];
  /** The newest rotation events of an ARN, where history reaches. */
  lastRuns?: ReadonlyMap<string, LastRuns>;
  /** When AWSCURRENT was created, of those ARNs whose versions were read. Epoch milliseconds. */
  currentCreatedMs?: ReadonlyMap<string, number>;
  nowMs: number;
}

export type Verdict = "pass" | "fail" | "not assessed" | "excepted";

export interface SecretVerdict extends Place {
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
  secrets: SecretVerdict[];
  exceptions: (ControlException & { isExpired: boolean })[];
}

/** Answers every control from the facts, in the catalogue's order. */
export function assessControls(facts: ControlFacts, settings: ControlSettings): ControlResult[] {
  const rows = [...facts.rows];
  return controlRules.map((rule) => assess(rule, rows, facts, settings));
}

export function isExpired({ expires }: Pick<ControlException, "expires">, nowMs: number): boolean {
  return nowMs >= Date.parse(expires) + DAY_MS;
}

function assess(
  rule: ControlRule,
  rows: readonly InventoryRow[],
  facts: ControlFacts,
  settings: ControlSettings,
): ControlResult {
  const exceptions = settings.exceptions
    .filter(({ control }) => control === rule.control)
    .map((exception) => ({ ...exception, isExpired: isExpired(exception, facts.nowMs) }));
  const inForce = new Map<string, ControlException>();
  for (const exception of exceptions) {
    if (!exception.isExpired) inForce.set(exceptionKey(exception), exception);
  }
  const counts: ControlResult["counts"] = { pass: 0, fail: 0, "not assessed": 0, excepted: 0 };
  const leftOut: Record<string, number> = {};
  const secrets: SecretVerdict[] = [];
  for (const row of rows) {
    const left = rule.leavesOut(row, settings);
    if (left !== undefined) {
      leftOut[left] = (leftOut[left] ?? 0) + 1;
      continue;
    }
    const { arn, name, accountId, region } = row;
    const exception = inForce.get(arn) ?? inForce.get(nameKey(row));
    const [verdict, reason]: [Verdict, string] = exception
      ? ["excepted", `${exception.reason} (to ${exception.expires})`]
      : rule.judge(row, facts, settings);
    counts[verdict] += 1;
    secrets.push({ arn, name, accountId, region, verdict, reason });
  }
  return {
    control: rule.control,
    title: rule.title,
    ...overall(counts, secrets.length, facts.places),
    population: secrets.length,
    counts,
    leftOut,
    secrets,
    exceptions,
  };
}

/** One failure fails a control, however little was seen; a pass needs every Region and every secret. */
function overall(
  counts: ControlResult["counts"],
  population: number,
  places: ControlFacts["places"],
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
