import { z } from "zod";
import { SecretArn } from "./place";
import { VersionId } from "./secret";
import { AWS_LABELS } from "./staging-labels";

const StagingLabel = z.string().min(1, "Give the label a name").max(256, "At most 256 characters");

/** A label that people may attach: AWS's own three are moved by named acts only. */
export const CustomLabel = StagingLabel.refine(
  (label) => !(AWS_LABELS as readonly string[]).includes(label),
  "AWSCURRENT, AWSPREVIOUS and AWSPENDING have actions of their own",
);

/** `expected` is the version that held AWSCURRENT when the person looked: a guard against lost updates. */
export const MakeCurrentInput = z.strictObject({
  arn: SecretArn,
  versionId: VersionId,
  expectedCurrent: VersionId,
});

/** Attaches a custom label, taking it from `from` if another version holds it. */
export const AttachLabelInput = z.strictObject({
  arn: SecretArn,
  label: CustomLabel,
  to: VersionId,
  from: VersionId.optional(),
});

export const DetachLabelInput = z.strictObject({
  arn: SecretArn,
  label: CustomLabel,
  from: VersionId,
});

/** Takes AWSPENDING off a version that is not current, so that rotations can run again. */
export const ClearPendingInput = z.strictObject({ arn: SecretArn, versionId: VersionId });
