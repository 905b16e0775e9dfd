import { day } from "./control-rule";
import type { FailureView } from "./failure";
import { type Place, placeKey } from "./place";
import { type ReaderContext, readersOf, VALUE_READ } from "./readers";
import { KEPT_DAYS, type Stretch } from "./trail-coverage";
import type { Actor, TrailEvent } from "./trail-event";

const DAY_MS = 86_400_000;
/** Reading goes in whole pieces, and its oldest end lags behind a moving horizon. */
const SLACK_MS = 3_600_000;
/** The newest quarter of an hour is never believed; more than this is a trail nobody reads on. */
const STALE_MS = 2 * 3_600_000;

/** The days of CloudTrail that controls look at: what AWS keeps, and so what can be read whole. */
export const TRAIL_DAYS = KEPT_DAYS;

/** A call about a secret, named as the record names it: by full ARN, or as its caller typed it. */
interface Typed {
  typed: string;
  /** Of the newest such call, milliseconds. */
  atMs: number;
}

/** Who acts, as far as attribution looks at it. */
export type Actors = Pick<Actor, "kind" | "words" | "roleName" | "source">;

/** Calls of one name about one secret by one actor. */
export interface ChangeGroup extends Typed {
  name: string;
  actor: Actors;
  count: number;
}

/** Reads of one value of one secret by one caller: by label or by version, else of AWSCURRENT. */
export interface ReadGroup extends Typed {
  actor: Actor;
  stagingLabel?: string;
  versionId?: string;
}

/** A DeleteSecret or RestoreSecret that AWS carried out. */
export interface EndOfLife extends Typed {
  name: "DeleteSecret" | "RestoreSecret";
  /** In full, as AWS answered; what a caller typed may end like a suffix and be none. */
  arn?: string;
  who: string;
  isByService: boolean;
  requestId?: string;
  isForced: boolean;
  /** Days; absent if the record tells none. */
  windowDays?: number;
}

export const trailParts = ["changes", "outside", "ends", "reads"] as const;
export type TrailPart = (typeof trailParts)[number];

/** What was read of CloudTrail in one place, summed up; only calls that succeeded. */
export interface PlaceTrail extends Place {
  covered?: Stretch;
  failure?: FailureView;
  /** Changes whose record leads to no person by itself. */
  changes: readonly ChangeGroup[];
  /** Changes that the console's ledger does not account for, since it began. */
  outside: readonly ChangeGroup[];
  ends: readonly EndOfLife[];
  reads: readonly ReadGroup[];
  /** Parts of which only the newest are here, because there were too many. */
  cut: ReadonlySet<TrailPart>;
}

/** The part of the trail that is about one secret. */
export interface SecretTrail {
  changes: readonly ChangeGroup[];
  outside: readonly ChangeGroup[];
  ends: readonly EndOfLife[];
  reads: readonly ReadGroup[];
}

/** A secret that no list has any more, known by the record of its deletion. */
export interface GoneSecret extends Place {
  arn: string;
  name: string;
}

const nothing: SecretTrail = { changes: [], outside: [], ends: [], reads: [] };

/** Changes of these kinds of actors are attributable as they are: a named person, or AWS itself. */
export const attributableKinds = ["person", "aws"] as const satisfies readonly Actor["kind"][];

/**
 * Whether a record leads to a person or to AWS: a source identity, a session of IAM Identity Center
 * (named after its person), or an IAM user with a password. Root, a bare role and an access key, which
 * several may hold, do not.
 */
export function isAttributable({ kind, roleName, source }: Actors): boolean {
  if ((attributableKinds as readonly string[]).includes(kind)) return true;
  if (kind === "role") return roleName?.startsWith("AWSReservedSSO_") === true;
  return kind === "user" && source === "aws console";
}

/** What controls know of CloudTrail: the events by secret, and how far it was read where. */
export class TrailFacts {
  // By account, then Region: every rule asks for every row, so no key is put together for it.
  readonly #places = new Map<string, Map<string, Known>>();
  readonly fromMs: number;
  #last: { arn: string; trail: SecretTrail } | undefined;

  constructor(
    places: readonly PlaceTrail[],
    private readonly nowMs: number,
  ) {
    this.fromMs = nowMs - TRAIL_DAYS * DAY_MS;
    for (const place of places) {
      const regions = this.#places.get(place.accountId) ?? new Map<string, Known>();
      this.#places.set(place.accountId, regions.set(place.region, knownOf(place)));
    }
  }

  /** The events about one secret. A bare name before its creation meant an earlier secret. */
  of(secret: GoneSecret & { createdMs?: number }): SecretTrail {
    // Every rule asks for the same secret in turn.
    if (this.#last?.arn === secret.arn) return this.#last.trail;
    const trail = this.#find(secret);
    this.#last = { arn: secret.arn, trail };
    return trail;
  }

  #find(secret: GoneSecret & { createdMs?: number }): SecretTrail {
    const known = this.#at(secret);
    if (!known || known.byTyped.size === 0) return nothing;
    const { byTyped } = known;
    const whole = byTyped.get(secret.arn);
    const named = [byTyped.get(secret.name), byTyped.get(secret.arn.slice(0, -7))].filter(
      (own) => own !== undefined,
    );
    if (named.length === 0) return whole ?? nothing;
    const isIts = ({ atMs }: Typed) => atMs >= (secret.createdMs ?? 0) - 1000;
    const { changes, outside, ends, reads } = whole ?? nothing;
    return {
      changes: [...changes, ...named.flatMap((own) => own.changes.filter(isIts))],
      outside: [...outside, ...named.flatMap((own) => own.outside.filter(isIts))],
      ends: [...ends, ...named.flatMap((own) => own.ends.filter(isIts))],
      reads: [...reads, ...named.flatMap((own) => own.reads.filter(isIts))],
    };
  }

  /** Why not everything since that moment is known of a place; undefined = it is. */
  gap(at: Place, part: TrailPart, sinceMs = this.fromMs): string | undefined {
    const known = this.#at(at);
    const gap = this.#coverageGap(known, Math.max(sinceMs, this.fromMs));
    if (gap) return `${gap}${known?.failure ?? ""}`;
    return known?.place.cut.has(part)
      ? "More is in CloudTrail here than is looked at: only the newest is known."
      : undefined;
  }

  #coverageGap(known: Known | undefined, sinceMs: number): string | undefined {
    if (known?.fromMs === undefined || known.toMs === undefined)
      return "CloudTrail was not read here yet.";
    const { fromMs, toMs } = known;
    if (fromMs > sinceMs + SLACK_MS) return `CloudTrail is read back to ${day(fromMs)} only.`;
    if (this.nowMs - toMs > STALE_MS) return `CloudTrail is read to ${moment(toMs)} only.`;
    return undefined;
  }

  #at({ accountId, region }: Place): Known | undefined {
    return this.#places.get(accountId)?.get(region);
  }

  /** Secrets with a record of their deletion. */
  *deleted(): Generator<GoneSecret> {
    const all = [...this.#places.values()].flatMap((regions) => [...regions.values()]);
    for (const { place, byTyped } of all) {
      const { accountId, region } = place;
      for (const { ends } of byTyped.values()) {
        const { arn } = ends.find(({ name }) => name === "DeleteSecret") ?? {};
        if (arn) yield { accountId, region, arn, name: nameIn(arn) };
      }
    }
  }
}

interface Own {
  changes: ChangeGroup[];
  outside: ChangeGroup[];
  ends: EndOfLife[];
  reads: ReadGroup[];
}

/** One place, ready to be asked. */
interface Known {
  place: PlaceTrail;
  byTyped: Map<string, Own>;
  fromMs?: number;
  toMs?: number;
  /** Why reading stopped, to be said after what is missing. */
  failure: string;
}

function knownOf(place: PlaceTrail): Known {
  const byTyped = new Map<string, Own>();
  for (const part of trailParts) {
    for (const one of place[part]) {
      const own: Own = byTyped.get(one.typed) ?? { changes: [], outside: [], ends: [], reads: [] };
      byTyped.set(one.typed, own);
      (own[part] as Typed[]).push(one);
    }
  }
  const { says = "", aws } = place.failure ?? {};
  const lacks = aws?.iamAction ? ` It lacks ${aws.iamAction}.` : "";
  return {
    place,
    byTyped,
    ...(place.covered && {
      fromMs: Date.parse(place.covered.from),
      toMs: Date.parse(place.covered.to),
    }),
    failure: place.failure ? ` ${says}${lacks}` : "",
  };
}

export const noTrail = new TrailFacts([], 0);

/** Deleted secrets that are in no list, where the lists are complete. */
export function goneSecrets(
  trail: TrailFacts,
  rows: Iterable<{ arn: string }>,
  places: readonly (Place & { isComplete: boolean })[],
): GoneSecret[] {
  const complete = new Set(places.filter(({ isComplete }) => isComplete).map(placeKey));
  const gone = new Map<string, GoneSecret>();
  for (const one of trail.deleted()) if (complete.has(placeKey(one))) gone.set(one.arn, one);
  if (gone.size > 0) for (const { arn } of rows) gone.delete(arn);
  return [...gone.values()];
}

/** Who read, told apart as the pages about readers do. */
export function readersIn(reads: readonly ReadGroup[], context: ReaderContext) {
  return readersOf(
    reads.map(
      ({ actor, atMs }): TrailEvent => ({
        eventId: "",
        at: new Date(atMs).toISOString(),
        name: VALUE_READ,
        isServiceEvent: false,
        readOnly: true,
        actor,
      }),
    ),
    context,
  );
}

/** A moment to the second, which is all that CloudTrail keeps. */
export function moment(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19).replace("T", " ")} UTC`;
}

/** The secret's name in a full ARN: all but the hyphen and six characters that AWS adds. */
function nameIn(arn: string): string {
  return arn.slice(arn.indexOf(":secret:") + ":secret:".length, -7);
}
