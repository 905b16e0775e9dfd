"use server";

import type { z } from "zod";
import { readValue } from "@/lib/aws/values";
import { Failure } from "@/lib/domain/failure";
import { placeOf } from "@/lib/domain/place";
import { ListKeysInput, type RevealedValue, RevealInput } from "@/lib/domain/secret-value";
import { revealedOf, shapeOf } from "@/lib/domain/secret-value-shape";
import { type EntryContext, guard } from "@/lib/entry/guard";

/** The keys of a value, masked: no value leaves the server. */
export const listValueKeys = guard("secret.list-keys", {
  input: ListKeysInput,
  subject: ({ arn }) => arn,
  run: async ({ aws }, input) => shapeOf(await readFor(aws, input)),
});

/** One key's value, or the whole, to be shown for a moment. */
export const revealValue = guard("secret.reveal-value", {
  input: RevealInput,
  subject: ({ arn }) => arn,
  run: give,
});

/** As reveal, for the clipboard: the page never shows it. */
export const copyValue = guard("secret.copy-value", {
  input: RevealInput,
  subject: ({ arn }) => arn,
  run: give,
});

/** As reveal, for a file: how a binary value leaves the console. */
export const downloadValue = guard("secret.download-value", {
  input: RevealInput,
  subject: ({ arn }) => arn,
  run: give,
});

async function give(
  { aws }: EntryContext,
  input: z.output<typeof RevealInput>,
): Promise<RevealedValue> {
  const revealed = revealedOf(await readFor(aws, input), input.key);
  if (revealed) return revealed;
  throw new Failure("invalid-input", { fields: { key: "The value has no such key" } });
}

/** Read under credentials that reach this one secret only. */
function readFor(aws: EntryContext["aws"], input: z.output<typeof ListKeysInput>) {
  const client = aws.secretsManager(placeOf(input.arn), { reveal: input.arn });
  return readValue(client, input);
}
