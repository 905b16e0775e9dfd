"use server";

import { randomPassword } from "@/lib/aws/random-password";
import { writeValue } from "@/lib/aws/values";
import { Failure } from "@/lib/domain/failure";
import {
  type ChangeValueInput as Change,
  ChangeValueInput,
  type SavedVersion,
} from "@/lib/domain/new-value";
import { placeOf } from "@/lib/domain/place";
import { GeneratePasswordInput } from "@/lib/domain/random-password";
import { holderOf, type LabelMap } from "@/lib/domain/staging-labels";
import { type EntryContext, guard } from "@/lib/entry/guard";
import { observeSecret } from "@/lib/history/secret-history";
import { confirmedWrite } from "@/lib/inventory/confirmed-write";
import { readSecret } from "@/lib/inventory/secret-detail";

/** Writes a new version, unless another became current meanwhile. The old value is not read. */
export const changeValue = guard("secret.change-value", {
  input: ChangeValueInput,
  subject: ({ arn }) => arn,
  run: async (context, input): Promise<SavedVersion> => {
    const { aws } = context;
    const { arn, token } = input;
    await assertNotMoved(context, input);
    const actions = ["secretsmanager:PutSecretValue"] as const;
    const client = aws.secretsManager(placeOf(arn), { write: arn, actions });
    const row = await confirmedWrite(
      aws,
      arn,
      () => writeValue(client, input),
      ({ labels }) => token in (JSON.parse(labels) as LabelMap),
    );
    await remember(context, arn);
    const labels = JSON.parse(row.labels) as LabelMap;
    const isCurrent = holderOf(labels, "AWSCURRENT") === token;
    return { versionId: token, isCurrent, ...(isCurrent && slippedBetween(labels, input)) };
  },
});

/** A password by the given rules, made by AWS. It is shown to whoever asked and kept nowhere. */
export const generatePassword = guard("secret.generate-password", {
  input: GeneratePasswordInput,
  place: ({ accountId, region }) => ({ accountId, region }),
  run: async ({ aws }, { accountId, region, rules }) => ({
    password: await randomPassword(aws.secretsManager({ accountId, region }, "generate"), rules),
  }),
});

/**
 * AWS has no conditional write, so this looks just before it. A version that slips in between is
 * seen afterwards, because it then holds AWSPREVIOUS. A repeated save of the same edit passes: AWS
 * itself tells whether its value is the same.
 *
 * @throws Failure `moved-meanwhile`
 */
async function assertNotMoved({ aws, now }: EntryContext, input: Change): Promise<void> {
  if (input.label !== "AWSCURRENT") return;
  const { labels, versions } = await readSecret(aws, { arn: input.arn }, now);
  const current = holderOf(labels, "AWSCURRENT");
  const isRepeated = versions.some(({ versionId }) => versionId === input.token);
  if (current !== input.expectedCurrent && !isRepeated) throw new Failure("moved-meanwhile");
}

function slippedBetween(labels: LabelMap, { expectedCurrent }: Change): { between?: string } {
  const previous = holderOf(labels, "AWSPREVIOUS");
  return previous && expectedCurrent && previous !== expectedCurrent ? { between: previous } : {};
}

/** For the timeline. The write is done and confirmed: a look that fails changes nothing of that. */
async function remember({ aws, now }: EntryContext, arn: string): Promise<void> {
  const detail = await readSecret(aws, { arn }, now).catch(() => undefined);
  if (detail) await observeSecret(detail);
}
