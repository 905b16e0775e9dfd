import type { Place } from "./place";
import type { ConsoleRole, Person } from "./role";

/**
 * A restore needs a second person. A request is bound to the ARN and to the very deletion that was
 * seen (its DeletedDate); its content never changes after it was made.
 */
export const restoreStates = [
  "pending",
  "approved",
  "break-glass",
  "executing",
  "executed",
  "failed",
  "denied",
  "withdrawn",
  "expired",
  "invalidated",
  "already-restored",
] as const;
export type RestoreState = (typeof restoreStates)[number];

/** States in which something may still happen; a secret has one such request at most. */
export const liveStates = ["pending", "approved", "break-glass", "executing"] as const;

/** What may follow what. Whatever is missing here is refused; what has no successor is final. */
const successors: Record<RestoreState, readonly RestoreState[]> = {
  pending: ["approved", "break-glass", "denied", "withdrawn", "expired", "invalidated"],
  approved: ["executing", "break-glass", "denied", "withdrawn", "expired", "invalidated"],
  "break-glass": ["executing", "expired", "invalidated"],
  // Back to where it came from: nothing was restored, and the approval still stands.
  executing: [
    "executed",
    "failed",
    "already-restored",
    "invalidated",
    "expired",
    "approved",
    "break-glass",
  ],
  executed: [],
  failed: [],
  denied: [],
  withdrawn: [],
  expired: [],
  invalidated: [],
  "already-restored": [],
};

export function mayFollow(from: RestoreState, to: RestoreState): boolean {
  return successors[from].includes(to);
}

export function isLive(state: RestoreState): boolean {
  return (liveStates as readonly RestoreState[]).includes(state);
}

/** One thing that has to be agreed to, by so many people of these groups; no group = any approver. */
export interface ApprovalStep {
  name: string;
  approvals: number;
  groups: string[];
}

/** Which secrets a rule is about; what is left out does not matter. */
export interface ApprovalRule {
  tag?: { key: string; value?: string };
  accounts?: string[];
  regions?: string[];
  steps: ApprovalStep[];
}

/** What of a secret a rule looks at. */
export interface RuledSecret extends Place {
  tags: readonly { key: string; value: string }[];
}

/** Without any rule that fits, one other person is enough; and never none. */
const USUAL_STEP: ApprovalStep = { name: "any approver", approvals: 1, groups: [] };

/** The steps of every rule that fits, all of which are needed. */
export function stepsFor(rules: readonly ApprovalRule[], secret: RuledSecret): ApprovalStep[] {
  const fitting = rules.filter((rule) => fits(rule, secret)).flatMap(({ steps }) => steps);
  return fitting.length > 0 ? fitting : [USUAL_STEP];
}

function fits({ tag, accounts, regions }: ApprovalRule, secret: RuledSecret): boolean {
  const hasTag = ({ key, value }: { key: string; value: string }) =>
    key === tag?.key && (tag.value === undefined || tag.value === value);
  return (
    (!accounts || accounts.includes(secret.accountId)) &&
    (!regions || regions.includes(secret.region)) &&
    (!tag || secret.tags.some(hasTag))
  );
}

/** Somebody as far as an approval looks at them. */
export interface Approver {
  issuer: string;
  subject: string;
  groups: readonly string[];
}

/** How far each step has come. Each person counts for one step only. */
export interface StepProgress extends ApprovalStep {
  has: number;
}

/**
 * Distributes approvers over steps so that as many places as possible are filled: a person who
 * could serve two steps serves the one that nobody else can.
 */
export function progressOf(
  steps: readonly ApprovalStep[],
  approvers: readonly Approver[],
): StepProgress[] {
  const places = steps.flatMap((step, at) =>
    Array.from({ length: step.approvals }, () => ({
      step,
      at,
      by: undefined as number | undefined,
    })),
  );
  const canServe = (who: number, place: number) => {
    const groups = places[place]?.step.groups ?? [];
    return groups.length === 0 || groups.some((group) => approvers[who]?.groups.includes(group));
  };
  const seat = (who: number, tried: Set<number>): boolean => {
    for (const [index, place] of places.entries()) {
      if (tried.has(index) || !canServe(who, index)) continue;
      tried.add(index);
      if (place.by === undefined || seat(place.by, tried)) {
        place.by = who;
        return true;
      }
    }
    return false;
  };
  for (const who of approvers.keys()) seat(who, new Set());
  return steps.map((step, at) => ({
    ...step,
    has: places.filter((place) => place.at === at && place.by !== undefined).length,
  }));
}

export function isComplete(progress: readonly StepProgress[]): boolean {
  return progress.every(({ has, approvals }) => has >= approvals);
}

/** Why somebody may not approve; undefined = they may. The words stand where the button would be. */
export type VoteRefusal =
  | "not-approver"
  | "asked-for-it"
  | "has-voted"
  | "not-needed"
  | "is-over"
  | "is-running";

interface Voter extends Approver {
  role: ConsoleRole;
}

interface Votable {
  state: RestoreState;
  steps: readonly ApprovalStep[];
  /** The requester and everybody who joined. */
  askedBy: readonly Pick<Person, "issuer" | "subject">[];
  votes: readonly Approver[];
}

/** Decides whether this person's approval is allowed and would help. People = (issuer, subject). */
export function voteRefusal(request: Votable, voter: Voter): VoteRefusal | undefined {
  if (!isLive(request.state)) return "is-over";
  if (voter.role !== "approver") return "not-approver";
  if (request.askedBy.some((who) => isSamePerson(who, voter))) return "asked-for-it";
  if (request.state === "executing") return "is-running";
  if (request.votes.some((who) => isSamePerson(who, voter))) return "has-voted";
  const filled = (votes: readonly Approver[]) =>
    progressOf(request.steps, votes).reduce((sum, { has }) => sum + has, 0);
  return filled([...request.votes, voter]) > filled(request.votes) ? undefined : "not-needed";
}

export function isSamePerson(
  a: Pick<Person, "issuer" | "subject">,
  b: Pick<Person, "issuer" | "subject">,
): boolean {
  return a.issuer === b.issuer && a.subject === b.subject;
}

/** What an approver signs: the secret, the deletion, the reason and what is needed to agree. */
export interface SignedContent {
  arn: string;
  deletedAt: string;
  reason: string;
  ticket?: string;
  steps: readonly ApprovalStep[];
  expiresAt: string;
}

/** When a request ends at the latest: after its time to live, and never after a possible purge. */
export function expiryOf(now: Date, hours: number, purgeNotBefore: string): Date {
  return new Date(Math.min(now.getTime() + hours * 3_600_000, Date.parse(purgeNotBefore)));
}

/** What AWS shows of a secret while its restore is about to run. */
export interface SecretNow {
  deletedAt?: string;
  steps: readonly ApprovalStep[];
}

/** What stands against running it, checked again at the last moment (security 6). */
export function obstacle(
  request: SignedContent,
  now: SecretNow,
): { state: "already-restored" | "invalidated"; says: string } | undefined {
  if (now.deletedAt === undefined) {
    return {
      state: "already-restored",
      says: "The secret is no longer pending deletion: somebody restored it elsewhere.",
    };
  }
  if (now.deletedAt !== request.deletedAt) {
    return {
      state: "invalidated",
      says: "The secret was deleted again after this was asked for: that needs a new request.",
    };
  }
  if (textOf(now.steps) !== textOf(request.steps)) {
    return {
      state: "invalidated",
      says: "The rules that apply to this secret have changed since this was asked for.",
    };
  }
  return undefined;
}

/** The database gives keys back in another order. */
function textOf(steps: readonly ApprovalStep[]): string {
  return JSON.stringify(steps.map(({ name, approvals, groups }) => [name, approvals, groups]));
}
