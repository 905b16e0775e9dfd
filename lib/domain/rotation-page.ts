import { z } from "zod";
import type { FailureView } from "./failure";
import { AccountId, type Place, RegionName } from "./place";
import type { Collision } from "./rotation-collisions";
import type { ClockChange } from "./rotation-freezes";
import type { RotationStep } from "./rotation-runs";
import type { Standing, StandingWord } from "./rotation-standing";

export const rotationViews = ["agenda", "week", "month"] as const;
export type RotationView = (typeof rotationViews)[number];

export const secretKinds = ["function", "managed", "external"] as const;
export type SecretKind = (typeof secretKinds)[number];

export const rotationStates = [
  "stuck",
  "failed",
  "overdue",
  "rotating",
  "due",
  "on time",
  "managed",
  "external",
  "off",
] as const satisfies readonly StandingWord[];

/** The same in the URL, the read and the export. Everything left out means "all". */
export const RotationQuery = z.strictObject({
  view: z.enum(rotationViews).default("agenda"),
  /** First day shown; left out = today, or the month that today is in. */
  day: z
    .string()
    .regex(/^\d{4}-\d{2}-\d{2}$/, "A day looks like 2026-11-21")
    .refine((text) => !Number.isNaN(Date.parse(text)), "No day of the calendar")
    .optional(),
  fn: z.string().max(2048).optional(),
  owner: z.string().max(256).optional(),
  account: AccountId.optional(),
  region: RegionName.optional(),
  kind: z.enum(secretKinds).optional(),
  state: z.enum(rotationStates).optional(),
  /** Rows of the agenda that were seen already. */
  offset: z.coerce.number().int().min(0).max(1_000_000).default(0),
});
export type RotationQuery = z.output<typeof RotationQuery>;

/** A secret that rotates, as every part of the page names it. */
export interface RotatingSecret extends Place {
  arn: string;
  name: string;
  accountName: string;
  owner?: string;
  /** The function's name; absent = AWS or another service rotates it. */
  functionName?: string;
  standing: Standing;
  kind: SecretKind;
  /** In plain English, UTC; absent = AWS tells only the next date. */
  schedule?: string;
  lastRotatedAt?: string;
  nextBy?: string;
}

/** What speaks against a window, or for care. */
export interface WindowMark {
  kind: "collision" | "freeze" | "business hours";
  says: string;
}

/** A window of one secret: AWS rotates some time in it. */
export interface PlannedWindow extends RotatingSecret {
  from: string;
  to: string;
  /** AWS told only the end. */
  isStartUnknown: boolean;
  marks: WindowMark[];
}

/** One day of the month: windows that open on it. */
export interface PlannedDay {
  day: string;
  windows: number;
  /** Windows still to come of secrets that need somebody. */
  troubled: number;
  collisions: number;
  freeze?: string;
  /** The busiest windows: how many secrets share exactly this stretch. */
  slots: { from: string; to: string; secrets: number }[];
}

/** What the page is built of. The browser gets what it shows, and counts of the rest. */
export interface RotationPlan {
  view: RotationView;
  from: string;
  to: string;
  now: string;
  /** Secrets in scope that rotate, and those that could but do not. */
  rotating: number;
  couldRotate: number;
  counts: Partial<Record<StandingWord, number>>;
  attention: RotatingSecret[];
  attentionCount: number;
  windows: PlannedWindow[];
  windowCount: number;
  /** Agenda: rows already seen. */
  offset: number;
  days: PlannedDay[];
  collisions: Collision[];
  collisionCount: number;
  checked: { windows: number; tags: string[] };
  clockChanges: ClockChange[];
  choices: {
    functions: { value: string; says: string }[];
    owners: string[];
  };
}

/** How far CloudTrail was read, for all places together. */
export interface TrailState {
  isReading: boolean;
  /** Places whose 90 days are read, of how many. */
  whole: number;
  places: number;
  failed: (Place & { accountName: string; failure: FailureView })[];
}

/** The step in which a failure stopped, for words such as "failed at setSecret". */
export function standingWords({ word, failedStep }: Standing): string {
  if (word === "failed") return failedStep ? `failed at ${failedStep}` : "failed";
  if (word === "stuck") return failedStep ? `stuck, failed at ${failedStep}` : "stuck: AWSPENDING";
  if (word === "off") return "off, old rules remain";
  if (word === "managed") return "managed by AWS";
  if (word === "rotating") return "rotating now";
  return word;
}

/** What a word means and what to do about it, one sentence each. */
export function adviceFor({ word, failedStep }: Standing): string {
  if (word === "stuck") {
    return `AWSPENDING was left on a version that is not current and blocks every later rotation.${halfDone(failedStep)}`;
  }
  if (word === "failed") {
    return `AWS tries again by itself.${halfDone(failedStep)}`;
  }
  if (word === "overdue") {
    return "AWS's next date has passed and no run is known: look at the function and its log.";
  }
  return "";
}

function halfDone(step: RotationStep | undefined): string {
  if (step === "createSecret")
    return " Nothing outside AWS was changed: it stopped before setSecret.";
  if (step === "setSecret") return " The database may or may not have the new password.";
  if (step) return " The database probably has the new password already.";
  return " How far the run came is not known.";
}
