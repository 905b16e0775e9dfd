import { z } from "zod";
import { SecretArn } from "./place";
import { VersionId } from "./secret";
import { VALUE_BYTES_MAX } from "./secret-value";
import { CustomLabel } from "./staging-label-inputs";

/** Bytes of UTF-8, which is what AWS counts. */
export function utf8Bytes(text: string): number {
  return new TextEncoder().encode(text).byteLength;
}

const tooLarge = "A value has at most 65,536 bytes";

/** What a person wants to become a version: text, or the bytes of a file. */
export const NewValue = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("text"),
    text: z
      .string()
      .min(1, "AWS does not take an empty value")
      .max(VALUE_BYTES_MAX, tooLarge)
      .refine((text) => utf8Bytes(text) <= VALUE_BYTES_MAX, tooLarge)
      .refine((text) => !/\p{Surrogate}/u.test(text), "The text holds half of a character"),
  }),
  z.strictObject({
    kind: z.literal("binary"),
    base64: z
      .base64("This is not base64")
      .min(1, "The file is empty")
      .max(Math.ceil(VALUE_BYTES_MAX / 3) * 4, tooLarge)
      .refine((base64) => base64Bytes(base64) <= VALUE_BYTES_MAX, tooLarge),
  }),
]);
export type NewValue = z.infer<typeof NewValue>;

function base64Bytes(base64: string): number {
  const padding = base64.endsWith("==") ? 2 : base64.endsWith("=") ? 1 : 0;
  return (base64.length / 4) * 3 - padding;
}

/**
 * Writes a value as a new version. `token` becomes the version's id, so that the same write sent
 * twice makes one version (facts 2.2 rule 10). `expectedCurrent` is the version that was current
 * when the edit began; absent for a secret that has no value yet.
 */
export const ChangeValueInput = z.strictObject({
  arn: SecretArn,
  token: VersionId,
  expectedCurrent: VersionId.optional(),
  label: z.union([z.enum(["AWSCURRENT", "AWSPENDING"]), CustomLabel]),
  value: NewValue,
});
export type ChangeValueInput = z.infer<typeof ChangeValueInput>;

/** How a write ended. `between` is a version that became current while this one was being written. */
export interface SavedVersion {
  versionId: string;
  isCurrent: boolean;
  between?: string;
}

/** Two versions of one secret. */
export const CompareVersionsInput = z.strictObject({
  arn: SecretArn,
  before: VersionId,
  after: VersionId,
});

/** One version and what a person is about to save. */
export const CompareDraftInput = z.strictObject({
  arn: SecretArn,
  before: VersionId,
  value: NewValue,
});
