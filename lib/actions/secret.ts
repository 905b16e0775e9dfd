"use server";

import { sendTagChanges } from "@/lib/aws/tags";
import { placeOf } from "@/lib/domain/place";
import { ChangeTagsInput, hasTagChanges } from "@/lib/domain/secret-tags";
import { guard } from "@/lib/entry/guard";
import { estateFor } from "@/lib/inventory/estates";
import { confirmedRow, readSecret } from "@/lib/inventory/secret-detail";

/** Sets and removes tags, and answers once AWS shows the change; the list may lag behind it. */
export const changeTags = guard("secret.change-tags", {
  input: ChangeTagsInput,
  subject: ({ arn }) => arn,
  run: async ({ aws, now }, input) => {
    const { arn, set, remove } = input;
    const actions = [
      ...(set.length > 0 ? ["secretsmanager:TagResource"] : []),
      ...(remove.length > 0 ? ["secretsmanager:UntagResource"] : []),
    ] as [string, ...string[]];
    await sendTagChanges(aws.secretsManager(placeOf(arn), { write: arn, actions }), input);
    const row = await confirmedRow(aws, arn, ({ tags }) => hasTagChanges(tags, input));
    estateFor(aws).pin(row);
    return { ...(await readSecret(aws, { arn }, now)), changedHereAt: now.toISOString() };
  },
});
