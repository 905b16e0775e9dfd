import type { DeletionClock, Reader } from "./deletion-clock";
import type { FailureView } from "./failure";

/** A secret as it stood at one moment, as far as a restore must bring it back. Never a value. */
export interface Snapshot {
  at: string;
  labels: Record<string, string[]>;
  versionIds: string[];
  versionsComplete: boolean;
  rotationEnabled: boolean;
  nextRotationBy?: string;
  replicaRegions: string[];
  tags: { key: string; value: string }[];
}

/** What an approver is shown, kept as it was when the request was made. */
export interface RestoreEvidence {
  clock: DeletionClock;
  before: Snapshot;
}

/** How an execution ended. */
export interface RestoreResult {
  says: string;
  awsRequestIds?: string[];
  failure?: FailureView;
  after?: Snapshot;
}

export interface CheckLine {
  check: string;
  state: "ok" | "differs" | "waiting" | "not-assessed";
  says: string;
}

/** "Restored" is not "as before": what came back, what did not, and what is not known yet. */
export function restoreChecks(
  { before, clock }: RestoreEvidence,
  after: Snapshot,
  since: { deniedReaders: readonly Reader[]; versionsCancelled: number; isTrailRead: boolean },
): CheckLine[] {
  return [
    labelCheck(before, after),
    versionCheck(before, after),
    rotationCheck(after),
    replicaCheck(clock, after),
    tagCheck(before, after),
    deniedCheck(since),
    cancelCheck(since, before),
    {
      check: "Resource policy",
      state: "not-assessed",
      says: "AWS does not say whether it can be read while deletion is pending; look at the policy.",
    },
  ];
}

function labelCheck(before: Snapshot, after: Snapshot): CheckLine {
  const isSame = labelText(before) === labelText(after);
  return {
    check: "Staging labels",
    state: isSame ? "ok" : "differs",
    says: isSame
      ? "Every label is on the version that held it before."
      : "Labels moved meanwhile; see the timeline.",
  };
}

function labelText({ labels }: Snapshot): string {
  const pairs = Object.entries(labels).flatMap(([id, held]) =>
    held.map((label) => `${label} ${id}`),
  );
  return pairs.toSorted().join("\n");
}

function versionCheck(before: Snapshot, after: Snapshot): CheckLine {
  const missing = before.versionIds.filter((id) => !after.versionIds.includes(id));
  if (!before.versionsComplete || !after.versionsComplete) {
    return { check: "Versions", state: "not-assessed", says: "Not all versions could be listed." };
  }
  return {
    check: "Versions",
    state: missing.length === 0 ? "ok" : "differs",
    says:
      missing.length === 0
        ? `All ${before.versionIds.length} are there.`
        : `${missing.length} of ${before.versionIds.length} are missing.`,
  };
}

/** Scheduling a deletion switches rotation off; whether a restore undoes that AWS does not say. */
function rotationCheck(after: Snapshot): CheckLine {
  const says = after.rotationEnabled
    ? `Rotation is on${after.nextRotationBy ? `, next by ${after.nextRotationBy.slice(0, 10)}` : ""}.`
    : "Rotation is off. If it was on before the deletion, switch it on again.";
  return { check: "Rotation", state: after.rotationEnabled ? "ok" : "differs", says };
}

function replicaCheck({ lostReplicas }: DeletionClock, after: Snapshot): CheckLine {
  const missing = lostReplicas.filter((region) => !after.replicaRegions.includes(region));
  return {
    check: "Replicas",
    state: missing.length === 0 ? "ok" : "differs",
    says:
      missing.length === 0
        ? "None is known to have been lost."
        : `Lost and not back: ${missing.join(", ")}. Replicate again.`,
  };
}

function tagCheck(before: Snapshot, after: Snapshot): CheckLine {
  const text = ({ tags }: Snapshot) =>
    JSON.stringify(tags.map((tag) => [tag.key, tag.value]).sort());
  const isSame = text(before) === text(after);
  return {
    check: "Tags",
    state: isSame ? "ok" : "differs",
    says: isSame ? `All ${before.tags.length} are as before.` : "They are not as before.",
  };
}

interface Since {
  deniedReaders: readonly Reader[];
  versionsCancelled: number;
  isTrailRead: boolean;
}

function deniedCheck({ deniedReaders, isTrailRead }: Since): CheckLine {
  const check = "Denied reads stop";
  if (deniedReaders.length > 0) {
    const words = deniedReaders.map((reader) => reader.words).join(", ");
    return { check, state: "differs", says: `Refused after the restore: ${words}.` };
  }
  return isTrailRead
    ? { check, state: "ok", says: "Nobody was refused since, as far as CloudTrail was read." }
    : { check, state: "waiting", says: "CloudTrail tells a quarter of an hour later." };
}

function cancelCheck({ versionsCancelled, isTrailRead }: Since, before: Snapshot): CheckLine {
  const check = "CancelSecretVersionDelete in CloudTrail";
  if (versionsCancelled > 0) {
    const says = `Seen for ${versionsCancelled} of ${before.versionIds.length} versions.`;
    return { check, state: "ok", says };
  }
  return isTrailRead
    ? { check, state: "not-assessed", says: "No such event was found." }
    : { check, state: "waiting", says: "CloudTrail tells a quarter of an hour later." };
}
