import { z } from "zod";
import type { FailureView } from "./failure";
import type { AttemptBody, OutcomeBody } from "./ledger";
import { operations } from "./operations";
import { AccountId, type Place, RegionName, SecretArn } from "./place";
import { DELIVERY_DELAY_MS } from "./trail-coverage";
import type { TrailEvent } from "./trail-event";

/** Whose calls: anybody's, those in a role of this console's, those of other principals. */
export const outsideActors = ["", "console-role", "other"] as const;
export type OutsideActor = (typeof outsideActors)[number];

const day = z.union([z.literal(""), z.iso.date()]);
const ms = z.iso.datetime({ precision: 3 });

/** Where a page begins: after this event, in the order in which CloudTrail's records are kept. */
const cursor = z.string().regex(/^[\dTZ:.-]{24}_[\dTZ:.-]{24}_\d{1,15}$/);

const filters = {
  /** Part of an actor, a secret, a call or an AWS request id, in either case. */
  q: z.string().max(200),
  who: z.enum(outsideActors),
  account: z.union([z.literal(""), AccountId]),
  region: z.union([z.literal(""), RegionName]),
  /** Days in UTC, both included. */
  from: day,
  to: day,
};

/** What the list of changes outside the console is asked for. */
export const OutsideQuery = z.object({
  q: filters.q.default(""),
  who: filters.who.default(""),
  account: filters.account.default(""),
  region: filters.region.default(""),
  from: filters.from.default(""),
  to: filters.to.default(""),
  before: cursor.optional(),
});
export type OutsideQuery = z.infer<typeof OutsideQuery>;

/** The list and its filters in words, without what was searched for. */
export function outsideWords({ q, who, account, region, from, to, before }: OutsideQuery): string {
  return [
    "changes outside",
    who && `by ${who === "other" ? "another principal" : "a role of this console"}`,
    account && `in ${account}`,
    region && `in ${region}`,
    from && `from ${from}`,
    to && `to ${to}`,
    q && "with a search",
    before && "an older page",
  ]
    .filter(Boolean)
    .join(", ");
}

/** The same filters, and the format to write all that match in. */
export const OutsideExportQuery = OutsideQuery.omit({ before: true }).extend({
  format: z.enum(["csv", "jsonl"]).default("csv"),
});

/** Reads the page's address; what does not fit counts as not there. */
export function outsideQueryOf(query: Pick<URLSearchParams, "get">): OutsideQuery {
  const given = (name: string) => query.get(name) ?? undefined;
  return {
    q: filters.q.catch("").parse(given("q")),
    who: filters.who.catch("").parse(given("who")),
    account: filters.account.catch("").parse(given("account")),
    region: filters.region.catch("").parse(given("region")),
    from: filters.from.catch("").parse(given("from")),
    to: filters.to.catch("").parse(given("to")),
    before: cursor.optional().catch(undefined).parse(given("before")),
  };
}

/** Names one event's place in the order that pages follow. */
export interface TrailPosition {
  at: string;
  toldUpTo: string;
  arrival: number;
}

/** A position as an address carries it. */
export function positionText({ at, toldUpTo, arrival }: TrailPosition): string {
  return `${at}_${toldUpTo}_${arrival}`;
}

/** Reads such a text back; undefined if it names no moment. */
export function positionOf(text: string | undefined): TrailPosition | undefined {
  const [at = "", toldUpTo = "", arrival] = text?.split("_") ?? [];
  const isWhole = [at, toldUpTo].every((moment) => ms.safeParse(moment).success);
  return isWhole ? { at, toldUpTo, arrival: Number(arrival) } : undefined;
}

/** What each call did to a secret, in words; the rest stands under AWS's own name. */
const changeWords: Record<string, string> = {
  DeleteSecret: "scheduled its deletion",
  PutResourcePolicy: "replaced its resource policy",
  DeleteResourcePolicy: "removed its resource policy",
  PutSecretValue: "wrote a new value",
  UpdateSecretVersionStage: "moved a staging label",
  UpdateSecret: "changed its value, key or description",
  RestoreSecret: "restored it",
  CreateSecret: "created it",
  RotateSecret: "started or set its rotation",
  CancelRotateSecret: "turned its rotation off",
  TagResource: "changed its tags",
  UntagResource: "removed tags",
  ReplicateSecretToRegions: "added replicas",
  RemoveRegionsFromReplication: "removed replicas",
  StopReplicationToReplica: "made a replica a secret of its own",
  GetSecretValue: "read its value",
  BatchGetSecretValue: "read many values at once",
};

/** The call in words; what was refused was tried and not done. */
export function changeSays({ name, withoutRecovery, errorCode }: TrailEvent): string {
  const says =
    name === "DeleteSecret" && withoutRecovery
      ? "deleted it at once, without recovery"
      : (changeWords[name] ?? name);
  return errorCode ? `tried without success: ${says}` : says;
}

/**
 * Calls from the weightiest on: a value that is known elsewhere (such a read is listed in the
 * console's role only), a deletion, who may reach a secret, what applications get.
 */
export const weighty = [
  ["GetSecretValue", "BatchGetSecretValue"],
  ["DeleteSecret"],
  ["PutResourcePolicy", "DeleteResourcePolicy"],
  ["PutSecretValue", "UpdateSecretVersionStage", "UpdateSecret", "RestoreSecret"],
] as const;

/**
 * How a call of which the ledger has no request id stands to this console. `console-role`: somebody
 * uses its role elsewhere. `perhaps`: the same person did something of this kind here at that time,
 * and an answer of AWS's may have been lost. `waiting`: so young that its entry may still be written.
 * `before-ledger`: in its role, but older than the ledger, so nobody can say. `other`: another
 * principal, which this console never is.
 */
export type OutsideStanding = "console-role" | "perhaps" | "waiting" | "before-ledger" | "other";

/** An act of the ledger as far as a call may belong to it. */
export interface ActNearby {
  seq: number;
  attempt: AttemptBody;
  outcome?: OutcomeBody;
  /** The person's source identity at AWS. */
  sourceIdentity: string;
}

/** Clocks differ, and CloudTrail keeps whole seconds. */
const CLOCKS_DIFFER_MS = 60_000;

/** Judges one call; `entry` is the ledger's number of what it may belong to. */
export function standingOf(
  event: TrailEvent,
  isConsoleRole: boolean,
  {
    acts,
    ledgerBeganAt,
    now,
  }: { acts: readonly ActNearby[]; ledgerBeganAt: string | undefined; now: Date },
): { standing: OutsideStanding; entry?: number } {
  if (!isConsoleRole) return { standing: "other" };
  const act = acts.find((one) => mayBeOf(event, one));
  if (act) return { standing: "perhaps", entry: act.seq };
  const atMs = Date.parse(event.at);
  if (!ledgerBeganAt || atMs + 1000 <= Date.parse(ledgerBeganAt)) {
    return { standing: "before-ledger" };
  }
  const isYoung = now.getTime() - atMs < DELIVERY_DELAY_MS;
  return { standing: isYoung ? "waiting" : "console-role" };
}

function mayBeOf(event: TrailEvent, { attempt, outcome, sourceIdentity }: ActNearby): boolean {
  if (event.actor.sourceIdentity !== sourceIdentity) return false;
  if (attempt.target !== event.secretArn && attempt.target !== event.secretAsTyped) return false;
  const asks = operations[attempt.operation]?.iam ?? [];
  if (!asks.some((action) => action === `secretsmanager:${event.name}`)) return false;
  const atMs = Date.parse(event.at);
  const fromMs = Date.parse(attempt.at) - CLOCKS_DIFFER_MS;
  // An attempt without an outcome is closed by a job within minutes.
  const toMs = outcome ? Date.parse(outcome.at) : Date.parse(attempt.at) + DELIVERY_DELAY_MS;
  return fromMs <= atMs && atMs <= toMs + CLOCKS_DIFFER_MS;
}

/** How far CloudTrail was read in one place, and why no further. */
export interface OutsideReach extends Place {
  accountName: string;
  covered?: { from: string; to: string };
  isWhole: boolean;
  failure?: FailureView;
}

/** A call that this console's ledger does not account for. */
export interface OutsideRow extends Place {
  accountName: string;
  event: TrailEvent;
  says: string;
  standing: OutsideStanding;
  /** The entry that it may belong to, if whoever looks may see that entry. */
  entry?: number;
}

export interface OutsidePage {
  rows: OutsideRow[];
  /** Give this as `before` for the next page; nothing on the last. */
  next?: string;
  /** Of the places that were asked for. */
  trail: { reach: OutsideReach[]; isReading: boolean };
  /** What may be chosen. */
  places: (Place & { accountName: string })[];
}

/** The newest of calls that are alike, and how many they are. */
export interface RepeatedRow extends OutsideRow {
  times: number;
}

/** Calls of one actor that did the same to the same secret, as one; in the order of their firsts. */
export function foldAlike(rows: readonly OutsideRow[]): RepeatedRow[] {
  const folded = new Map<string, RepeatedRow>();
  for (const row of rows) {
    const { accountId, region, event, says, standing } = row;
    const secret = event.secretArn ?? event.secretAsTyped ?? event.eventId;
    const key = JSON.stringify([accountId, region, secret, event.actor.words, says, standing]);
    const known = folded.get(key);
    if (!known) folded.set(key, { ...row, times: 1 });
    else {
      const newest = event.at > known.event.at ? row : known;
      folded.set(key, { ...newest, times: known.times + 1 });
    }
  }
  return [...folded.values()];
}

/** Home's panel: what changed since the beginning of yesterday. */
export interface OutsideSince {
  /** ISO; the beginning of yesterday in UTC. */
  since: string;
  count: number;
  /** Of those, in a role of this console's while it kept its ledger. */
  inConsoleRole: number;
  /** The weightiest; what one actor did to one secret several times is one row. */
  rows: RepeatedRow[];
  /** More was done than was looked through: what is said to be repeated was so at least as often. */
  isCut: boolean;
  trail: { reach: OutsideReach[]; isReading: boolean };
  /** Places whose record does not reach from `since` to about now. */
  uncovered: OutsideReach[];
}

/** Where nobody looks, nobody reads; past this a record is too old to call "now". */
const STALE_AFTER_MS = 30 * 60_000;

/** Places of which the record between a moment and about now is not known to be whole. */
export function uncoveredSince(
  reach: readonly OutsideReach[],
  since: string,
  now: Date,
): OutsideReach[] {
  const until = new Date(now.getTime() - STALE_AFTER_MS).toISOString();
  return reach.filter(
    ({ covered, failure }) => failure || !covered || covered.from > since || covered.to < until,
  );
}

/** The beginning of yesterday, UTC. */
export function yesterdayOf(now: Date): string {
  const before = new Date(now.getTime() - 86_400_000);
  return `${before.toISOString().slice(0, 10)}T00:00:00.000Z`;
}

/** Each standing in a word and a sentence. */
export const standingWords: Record<OutsideStanding, { word: string; says: string }> = {
  "console-role": {
    word: "this console's role, not this console",
    says: "Made in a role of this console but not by this console: somebody uses the role elsewhere. The ledger has no entry with this AWS request id.",
  },
  perhaps: {
    word: "perhaps this console",
    says: "The same person did this here to this secret at that time. An answer of AWS that was lost leaves a call without its entry's request id.",
  },
  waiting: {
    word: "waiting",
    says: "Made in a role of this console less than 15 minutes ago: the entry that accounts for it may still be written.",
  },
  "before-ledger": {
    word: "before the ledger",
    says: "Made in a role of this console before its ledger began, so nobody can say by whom.",
  },
  other: {
    word: "another principal",
    says: "Made by another principal than this console's roles.",
  },
};

/** The secret's ARN, of the answer or as the caller typed it in full; reads have none in their answer. */
export function secretArnOf({ secretArn, secretAsTyped = "" }: TrailEvent): string | undefined {
  return secretArn ?? (SecretArn.safeParse(secretAsTyped).success ? secretAsTyped : undefined);
}

/** The secret's name: of its ARN without the suffix, or as the caller typed it. */
export function secretNameOf(event: TrailEvent): string {
  const name = secretArnOf(event)
    ?.split(":")[6]
    ?.replace(/-[A-Za-z0-9]{6}$/, "");
  return name ?? event.secretAsTyped ?? "no secret named";
}
