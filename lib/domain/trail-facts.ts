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
  who: string;
  isByService: boolean;
  requestId?: string;
  isForced: boolean;
  /** Days; absent if the record tells none. */
  windowDays?: number;
}

export const trailParts = ["changes", "ends", "reads"] as const;
export type TrailPart = (typeof trailParts)[number];

/** What was read of CloudTrail in one place, summed up; only calls that succeeded. */
export interface PlaceTrail extends Place {
  covered?: Stretch;
  failure?: FailureView;
  changes: readonly ChangeGroup[];
  ends: readonly EndOfLife[];
  reads: readonly ReadGroup[];
  /** Parts of which only the newest are here, because there were too many. */
  cut: ReadonlySet<TrailPart>;
}

/** The part of the trail that is about one secret. */
export interface SecretTrail {
  changes: readonly ChangeGroup[];
  ends: readonly EndOfLife[];
  reads: readonly ReadGroup[];
}

/** A secret that no list has any more, known by the record of its deletion. */
export interface GoneSecret extends Place {
  arn: string;
  name: string;
}

const nothing: SecretTrail = { changes: [], ends: [], reads: [] };

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
  readonly #places = new Map<string, { place: PlaceTrail; byTyped: Map<string, Own> }>();
  readonly fromMs: number;
  #last: { arn: string; trail: SecretTrail } | undefined;

  constructor(
    places: readonly PlaceTrail[],
    private readonly nowMs: number,
  ) {
    this.fromMs = nowMs - TRAIL_DAYS * DAY_MS;
    for (const place of places) {
      const byTyped = new Map<string, Own>();
      for (const part of trailParts) {
        for (const one of place[part]) {
          const own: Own = byTyped.get(one.typed) ?? { changes: [], ends: [], reads: [] };
          byTyped.set(one.typed, own);
          (own[part] as Typed[]).push(one);
        }
      }
      this.#places.set(placeKey(place), { place, byTyped });
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

  #find({ arn, name, createdMs = 0, ...place }: GoneSecret & { createdMs?: number }): SecretTrail {
    const byTyped = this.#places.get(placeKey(place))?.byTyped;
    if (!byTyped || byTyped.size === 0) return nothing;
    const found = [arn, arn.slice(0, -7), name].flatMap((typed) => {
      const own = byTyped.get(typed);
      if (!own) return [];
      if (typed === arn) return own;
      const isIts = ({ atMs }: Typed) => atMs >= createdMs - 1000;
      return {
        changes: own.changes.filter(isIts),
        ends: own.ends.filter(isIts),
        reads: own.reads.filter(isIts),
      };
    });
    if (found.length <= 1) return found[0] ?? nothing;
    return {
      changes: found.flatMap(({ changes }) => changes),
      ends: found.flatMap(({ ends }) => ends),
      reads: found.flatMap(({ reads }) => reads),
    };
  }

  /** Why not everything since that moment is known of a place; undefined = it is. */
  gap(at: Place, part: TrailPart, sinceMs = this.fromMs): string | undefined {
    const { place } = this.#places.get(placeKey(at)) ?? {};
    const whole = this.#coverageGap(place, Math.max(sinceMs, this.fromMs));
    if (whole && place?.failure) {
      const { says, aws } = place.failure;
      return `${whole} ${says}${aws?.iamAction ? ` It lacks ${aws.iamAction}.` : ""}`;
    }
    if (whole) return whole;
    return place?.cut.has(part)
      ? "More is in CloudTrail here than is looked at: only the newest is known."
      : undefined;
  }

  #coverageGap(place: PlaceTrail | undefined, sinceMs: number): string | undefined {
    const covered = place?.covered;
    if (!covered) return "CloudTrail was not read here yet.";
    const fromMs = Date.parse(covered.from);
    if (fromMs > sinceMs + SLACK_MS) return `CloudTrail is read back to ${day(fromMs)} only.`;
    const toMs = Date.parse(covered.to);
    if (this.nowMs - toMs > STALE_MS) return `CloudTrail is read to ${moment(toMs)} only.`;
    return undefined;
  }

  /** Secrets with a record of their deletion. */
  *deleted(): Generator<GoneSecret> {
    for (const { place, byTyped } of this.#places.values()) {
      const { accountId, region } = place;
      for (const [typed, { ends }] of byTyped) {
        const name = nameIn(typed);
        if (name && ends.some((end) => end.name === "DeleteSecret"))
          yield { accountId, region, arn: typed, name };
      }
    }
  }
}

interface Own {
  changes: ChangeGroup[];
  ends: EndOfLife[];
  reads: ReadGroup[];
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

/** The secret's name in a full ARN. */
function nameIn(arn: string): string | undefined {
  return /^arn:[^:]+:secretsmanager:[^:]+:\d{12}:secret:(.+)-[A-Za-z0-9]{6}$/.exec(arn)?.[1];
}
