import type { FailureView } from "./failure";
import { hasDefaultKey, type InventoryRow, isReplica } from "./inventory-row";
import type { Place } from "./place";
import { lintPolicy, type PolicyFinding } from "./policy-lints";
import type { ReplicaStatus } from "./secret";

/** What no list tells, so that AWS has to be asked: by secret, or by key. */
export const lookKinds = ["policy", "key", "replication"] as const;
export type LookKind = (typeof lookKinds)[number];

/** What is kept of a resource policy: what is wrong with it, not the document. */
export interface PolicyFound {
  isAttached: boolean;
  findings: PolicyFinding[];
}

export interface KeyFound {
  /** As AWS calls it: `Enabled`, `Disabled`, `PendingDeletion`, …; `NotFound` is ours. */
  state: string;
  /** Whether AWS makes new key material every so often, or why that is not known. */
  rotation: "on" | "off" | "not offered" | FailureView;
}

export interface ReplicationFound {
  replicas: Pick<ReplicaStatus, "region" | "status" | "statusMessage">[];
}

export interface Found {
  policy: PolicyFound;
  key: KeyFound;
  replication: ReplicationFound;
}

/** One look: when it was, and what it found or why it found nothing. */
export type Look<Kind extends LookKind = LookKind> = { atMs: number } & (
  | { found: Found[Kind]; failure?: undefined }
  | { found?: undefined; failure: FailureView }
);

/** The newest look that concerns a row; undefined = nobody looked yet. */
export type Looks = <Kind extends LookKind>(
  kind: Kind,
  row: InventoryRow,
) => Look<Kind> | undefined;

export const noLooks: Looks = () => undefined;

/** One thing to ask AWS about. */
export interface LookTask extends Place {
  kind: LookKind;
  /** A secret's ARN, or a key as its secrets name it. */
  subject: string;
  /** Of the secret; a key has none. */
  usesDefaultKey: boolean;
  /** When it was looked at last, milliseconds; absent = never, or without an answer. */
  lookedAtMs?: number;
}

/** Calls that one look takes: a key is described, and then asked whether it rotates. */
export const callsOf: Readonly<Record<LookKind, number>> = { policy: 1, key: 2, replication: 1 };

/** What has to be looked at for a row; undefined = nothing of that kind. */
export function subjectOf(kind: LookKind, row: InventoryRow): string | undefined {
  if (row.deletionRequestedMs !== undefined) return undefined;
  if (kind === "key") return hasDefaultKey(row) ? undefined : row.kmsKeyId;
  // A replica has its primary's policy (facts 2.5).
  if (kind === "policy") return isReplica(row) ? undefined : row.arn;
  return hasReplicas(row) ? row.arn : undefined;
}

/** Only a primary with replicas names its own Region as the primary's (facts 2.5). */
export function hasReplicas({ primaryRegion, region }: InventoryRow): boolean {
  return primaryRegion === region;
}

/** Collects what has to be asked, row by row: each secret and each key once. */
export class LookPlan {
  /** By what is asked; undefined = a look that is fresh. */
  readonly #asked = new Map<string, LookTask | undefined>();

  /** `sinceMs`: an older look does not count. */
  constructor(
    private readonly looks: Looks,
    private readonly sinceMs: number,
  ) {}

  add(row: InventoryRow): void {
    for (const kind of lookKinds) {
      const subject = subjectOf(kind, row);
      if (subject === undefined) continue;
      const key = `${row.accountId} ${row.region} ${kind} ${subject}`;
      if (!this.#asked.has(key)) this.#asked.set(key, this.#taskOf(kind, subject, row));
    }
  }

  #taskOf(kind: LookKind, subject: string, row: InventoryRow): LookTask | undefined {
    const look = this.looks(kind, row);
    if (look && !this.#isDue(kind, row, look)) return undefined;
    const { accountId, region } = row;
    const lookedAtMs = look?.found && look.atMs;
    return { accountId, region, kind, subject, usesDefaultKey: hasDefaultKey(row), lookedAtMs };
  }

  /**
   * A refusal is asked again, and so is what was under way or has changed: any change of a secret
   * may be of its policy.
   */
  #isDue(kind: LookKind, row: InventoryRow, { atMs, found }: Look): boolean {
    if (!found || atMs < this.sinceMs || isCopying(found)) return true;
    return kind !== "key" && (row.lastChangedMs ?? 0) > atMs;
  }

  /** What is not known, or not any more; what was never looked at comes first, then the oldest. */
  due(): LookTask[] {
    const due = [...this.#asked.values()].filter((task) => task !== undefined);
    return due.sort((a, b) => (a.lookedAtMs ?? 0) - (b.lookedAtMs ?? 0));
  }

  /** How many looks there are to be had, fresh ones included. */
  get size(): number {
    return this.#asked.size;
  }
}

function isCopying(found: Found[LookKind]): boolean {
  return "replicas" in found && found.replicas.some(({ status }) => status === "InProgress");
}

/** As many of the tasks as these calls are enough for, in their order. */
export function withinCalls(tasks: readonly LookTask[], calls: number): LookTask[] {
  let left = calls;
  const taken: LookTask[] = [];
  for (const task of tasks) {
    if (callsOf[task.kind] > left) break;
    left -= callsOf[task.kind];
    taken.push(task);
  }
  return taken;
}

/** What is kept of a policy that AWS gave. */
export function policyFound(
  policy: string | undefined,
  { subject, usesDefaultKey }: Pick<LookTask, "subject" | "usesDefaultKey">,
): PolicyFound {
  if (policy === undefined) return { isAttached: false, findings: [] };
  return { isAttached: true, findings: lintPolicy(policy, { secretArn: subject, usesDefaultKey }) };
}
