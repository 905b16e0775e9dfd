import type { DemoSecret, Place } from "./secret";

/** Which version holds each staging label after something happened. */
export interface Moment {
  at: Date;
  /** `role/…`, `user/…`, or `Secrets Manager` for what the service did by itself. */
  actor: string;
  operation: string;
  labels: Readonly<Record<string, string>>;
}

/** The truth about a deletion, as far as anybody could find it out. */
export interface ScriptedDeletion {
  at: Date;
  actor: string;
  windowDays: number;
  /** Whether CloudTrail has the DeleteSecret event. */
  recorded: boolean;
  /** Reads refused since, by role. */
  deniedReads: readonly { actor: string; count: number; last: Date }[];
}

/** One secret of the demo estate that shows something, and what it shows. */
export interface CastMember extends Place {
  name: string;
  /** The line of the estate's promise that it keeps, in a few words. */
  shows: string;
  /** Every change of labels from the first value on; only where all of it is scripted. */
  labels?: readonly Moment[];
  deletion?: ScriptedDeletion;
}

/** A member from its secret. */
export function member(
  secret: DemoSecret,
  shows: string,
  truth: Pick<CastMember, "labels" | "deletion"> = {},
): CastMember {
  return { name: secret.name, ...secret.place, shows, ...truth };
}

/** Label holders by the number of the write that made the version. */
type ByTurn = Readonly<Record<string, number>>;

/** One step of a scripted timeline. */
export type Step = readonly [at: Date, actor: { name: string }, operation: string, labels: ByTurn];

/** A scripted timeline with the version ids filled in. */
export function timeline(secret: DemoSecret, steps: readonly Step[]): Moment[] {
  return steps.map(([at, actor, operation, labels]) => ({
    at,
    actor: actor.name,
    operation,
    labels: Object.fromEntries(
      Object.entries(labels).map(([label, turn]) => [label, secret.versionId(turn)]),
    ),
  }));
}
