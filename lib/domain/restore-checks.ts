import type { DeletionClock, Reader } from "./deletion-clock";
import type { FailureView } from "./failure";
import type { PolicyLook, RestoreEvidence, RestoreResult, Snapshot } from "./restore-evidence";
import type { RestoreState } from "./restore-request";

export interface CheckLine {
  check: string;
  state: "ok" | "differs" | "waiting" | "not-assessed";
  says: string;
}

/** What CloudTrail tells of the time after the restore. */
interface Since {
  deniedReaders: readonly Reader[];
  versionsCancelled: number;
  isTrailRead: boolean;
}

/** How a request stands, with what was seen after a restore. */
interface Ended extends Pick<RestoreResult, "after" | "afterFailure"> {
  state: RestoreState;
}

/**
 * "Restored" is not "as before": what came back, what did not, and what is not known. Empty for a
 * request that restored nothing.
 */
export function restoreChecks(
  { before, clock }: RestoreEvidence,
  { state, after, afterFailure }: Ended,
  since: Since,
): CheckLine[] {
  if (state !== "executed") return [];
  if (afterFailure)
    return [notAssessed("What came back", `It was restored, but ${reasonOf(afterFailure)}`)];
  if (!after)
    return [
      notAssessed("What came back", "The process ended before it could look; open the secret."),
    ];
  return [
    currentCheck(after),
    labelCheck(before, after),
    versionCheck(before, after),
    rotationCheck(before, after),
    replicaCheck(before, clock, after),
    ...policyChecks(before.policy, after.policy),
    keyCheck(after),
    tagCheck(before, after),
    deniedCheck(since),
    cancelCheck(since, before),
  ];
}

/** Callers that name neither version nor label read this one. */
function currentCheck({ labels }: Snapshot): CheckLine {
  const check = "AWSCURRENT";
  const current = Object.keys(labels).find((id) => labels[id]?.includes("AWSCURRENT"));
  return current
    ? { check, state: "ok", says: `On version ${current}.` }
    : {
        check,
        state: "differs",
        says: "No version has it: a caller that names no version gets an error. Move the label.",
      };
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
  if (!before.versionsComplete || !after.versionsComplete)
    return notAssessed("Versions", "Not all versions could be listed.");
  return {
    check: "Versions",
    state: missing.length === 0 ? "ok" : "differs",
    says:
      missing.length === 0
        ? `All ${before.versionIds.length} are there.`
        : `${missing.length} of ${before.versionIds.length} are missing.`,
  };
}

/**
 * Scheduling a deletion switches rotation off (facts 2.3), and rules that stay behind are all that
 * tells of it. Whether a restore switches it on again AWS does not say.
 */
function rotationCheck(before: Snapshot, after: Snapshot): CheckLine {
  const check = "Rotation";
  if (after.rotationEnabled) {
    const next = after.nextRotationBy ? `, next by ${after.nextRotationBy.slice(0, 10)}` : "";
    return { check, state: "ok", says: `Rotation is on${next}.` };
  }
  if (before.rotationEnabled || after.hasRotationRules) {
    const says =
      "Rotation is off, and its rules are still there: the deletion switched it off, or somebody had before. Switch it on again if it was on.";
    return { check, state: "differs", says };
  }
  return after.hasRotationRules === false
    ? { check, state: "ok", says: "It has no rotation, and nothing tells that it ever had." }
    : notAssessed(check, "Rotation is off. Whether it was on before the deletion is not known.");
}

function replicaCheck(
  before: Snapshot,
  { lostReplicas }: DeletionClock,
  after: Snapshot,
): CheckLine {
  const had = [...new Set([...lostReplicas, ...before.replicaRegions])].toSorted();
  const missing = had.filter((region) => !after.replicaRegions.includes(region));
  const check = "Replicas";
  if (missing.length > 0)
    return {
      check,
      state: "differs",
      says: `Lost and not back: ${missing.join(", ")}. Replicate again.`,
    };
  const says =
    had.length > 0 ? `All are there: ${had.join(", ")}.` : "None is known to have been lost.";
  return { check, state: "ok", says };
}

function policyChecks(before?: PolicyLook, after?: PolicyLook): CheckLine[] {
  const check = "Resource policy";
  if (!after) return [notAssessed(check, "Nobody looked at it after the restore.")];
  if (after.state === "unknown") return [notAssessed(check, sentence(reasonOf(after.failure)))];
  return [comparedPolicy(check, before, after), ...standingOf(after)];
}

function comparedPolicy(
  check: string,
  before: PolicyLook | undefined,
  after: Exclude<PolicyLook, { state: "unknown" }>,
): CheckLine {
  const now = after.state === "none" ? "There is none now" : "There is one now";
  if (!before) return notAssessed(check, `${now}; this console had not read it before.`);
  if (before.state === "unknown")
    return notAssessed(check, `${now}; what was before is not known: ${reasonOf(before.failure)}`);
  const seen = `when this console last read it, ${before.at.slice(0, 16).replace("T", " ")} UTC`;
  if (before.state === "none" && after.state === "none")
    return { check, state: "ok", says: `There is none, as ${seen}.` };
  if (before.state === "none")
    return { check, state: "differs", says: `There is one now, and there was none ${seen}.` };
  if (after.state === "none")
    return {
      check,
      state: "differs",
      says: `There is none now, so whoever it let in is shut out; there was one ${seen}.`,
    };
  return before.sha256 === after.sha256
    ? { check, state: "ok", says: `It is the same as ${seen}.` }
    : { check, state: "differs", says: `It is not the same as ${seen}; look at it.` };
}

function standingOf(after: PolicyLook): CheckLine[] {
  if (after.state !== "present") return [];
  const { isPublic, gonePrincipals } = after;
  return [
    {
      check: "Public access",
      state: isPublic ? "differs" : "ok",
      says: isPublic
        ? "The policy lets in everyone, in every AWS account. Replace it with BlockPublicPolicy on."
        : "No statement lets in everyone.",
    },
    {
      check: "Principals of the policy",
      state: gonePrincipals.length > 0 ? "differs" : "ok",
      says:
        gonePrincipals.length > 0
          ? `Deleted in IAM, so these statements let in nobody: ${gonePrincipals.join(", ")}.`
          : "AWS shows none of them as deleted.",
    },
  ];
}

function keyCheck({ key }: Snapshot): CheckLine {
  const check = "KMS key";
  if (!key) return notAssessed(check, "Nobody looked at it after the restore.");
  if (key.state === "default")
    return { check, state: "ok", says: "aws/secretsmanager, which AWS keeps enabled." };
  if (key.state === "unknown") return notAssessed(check, `${key.keyId}: ${reasonOf(key.failure)}`);
  return key.keyState === "Enabled"
    ? { check, state: "ok", says: `${key.keyId} is enabled.` }
    : {
        check,
        state: "differs",
        says: `${key.keyId} is ${key.keyState}, not Enabled: nobody can read the value until it is.`,
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

function notAssessed(check: string, says: string): CheckLine {
  return { check, state: "not-assessed", says };
}

/** Why nobody could look: what the role lacks if AWS named it, else our sentence and AWS's code. */
function reasonOf({ says, aws }: FailureView): string {
  if (aws?.iamAction) return `this approver's role lacks ${aws.iamAction}.`;
  const plain = `${says.charAt(0).toLowerCase()}${says.slice(1)}`;
  return aws ? `${plain} (AWS: ${aws.code})` : plain;
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}
