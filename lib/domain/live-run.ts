import { type RotationRun, type RotationStep, rotationSteps } from "./rotation-runs";
import type { LabelMap } from "./staging-labels";
import type { TrailEvent } from "./trail-event";

/** A run that somebody began here and follows: what labels and CloudTrail tell of it by now. */
export interface LiveRun {
  result: "running" | "succeeded" | "failed" | "ended";
  steps: { step: RotationStep; state: "done" | "failed" | "not reached" | "not known" }[];
  /** AWS's own sentence about a failure. */
  awsSays?: string;
  /** Nothing more will come: ask no further. */
  isReading: boolean;
  readAt: string;
}

/** Where the version stands, by its labels alone. */
export type VersionStanding = "pending" | "current" | "neither";

export function versionStanding(labels: LabelMap, versionId: string): VersionStanding {
  const held = labels[versionId] ?? [];
  if (held.includes("AWSCURRENT")) return "current";
  return held.includes("AWSPENDING") ? "pending" : "neither";
}

/**
 * What is known of a run by its version. Labels are read from AWS and decide; CloudTrail adds the
 * step that failed, minutes later. A version that carries neither label has lost its rotation.
 */
export function liveRun(
  labels: LabelMap,
  versionId: string,
  runs: readonly RotationRun[],
  events: readonly TrailEvent[],
  readAt: string,
): LiveRun {
  const standing = versionStanding(labels, versionId);
  if (standing === "current") {
    const steps = rotationSteps.map((step) => ({ step, state: "done" as const }));
    return { result: "succeeded", steps, isReading: false, readAt };
  }
  const last = runs.find(({ kind }) => kind === "rotation");
  const hasFailed = standing === "pending" && last?.result === "failed";
  const hasValue = events.some(
    ({ name, token, errorCode }) => name === "PutSecretValue" && token === versionId && !errorCode,
  );
  return {
    result: standing === "neither" ? "ended" : hasFailed ? "failed" : "running",
    steps: stepsSoFar(hasFailed ? last?.failedStep : undefined, hasValue),
    awsSays: hasFailed ? last?.awsSays : undefined,
    isReading: standing === "pending" && !hasFailed,
    readAt,
  };
}

function stepsSoFar(failed: RotationStep | undefined, hasValue: boolean): LiveRun["steps"] {
  const failedAt = failed ? rotationSteps.indexOf(failed) : -1;
  return rotationSteps.map((step, at) => {
    if (at === failedAt) return { step, state: "failed" };
    if (failedAt >= 0) return { step, state: at < failedAt ? "done" : "not reached" };
    return { step, state: at === 0 && hasValue ? "done" : "not known" };
  });
}
