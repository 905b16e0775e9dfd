"use server";

import { createHmac, randomBytes } from "node:crypto";
import { readValue, unsavedValue } from "@/lib/aws/values";
import { CompareDraftInput, CompareVersionsInput } from "@/lib/domain/new-value";
import { placeOf } from "@/lib/domain/place";
import { compareMasked, type MaskedComparison } from "@/lib/domain/value-comparison";
import { type EntryContext, guard } from "@/lib/entry/guard";

/** Tells what differs between two versions, per key; neither value leaves the server. */
export const compareVersions = guard("version.compare", {
  input: CompareVersionsInput,
  subject: ({ arn }) => arn,
  run: async ({ aws }, { arn, before, after }): Promise<MaskedComparison> => {
    const [old, fresh] = await Promise.all([
      versionOf(aws, arn, before),
      versionOf(aws, arn, after),
    ]);
    return compareMasked(old, fresh, oneTimeDigest());
  },
});

/** The same for what is about to be saved. */
export const compareDraft = guard("secret.compare-draft", {
  input: CompareDraftInput,
  subject: ({ arn }) => arn,
  run: async ({ aws }, { arn, before, value }): Promise<MaskedComparison> =>
    compareMasked(await versionOf(aws, arn, before), unsavedValue(value), oneTimeDigest()),
});

function versionOf(aws: EntryContext["aws"], arn: string, versionId: string) {
  return readValue(aws.secretsManager(placeOf(arn), { reveal: arn }), { arn, versionId });
}

/** Digests under a key that is forgotten with the answer: they say same or not, once, here. */
function oneTimeDigest() {
  const key = randomBytes(32);
  return (content: string | Uint8Array) => createHmac("sha256", key).update(content).digest("hex");
}
