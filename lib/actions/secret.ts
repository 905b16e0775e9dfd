"use server";

import { sendTagChanges } from "@/lib/aws/tags";
import { placeOf } from "@/lib/domain/place";
import { ChangeTagsInput, hasTagChanges } from "@/lib/domain/secret-tags";
import { guard } from "@/lib/entry/guard";
import { confirmedWrite } from "@/lib/inventory/confirmed-write";
import { readChanged } from "@/lib/inventory/secret-detail";

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
    const client = aws.secretsManager(placeOf(arn), { write: arn, actions });
    await confirmedWrite(
      aws,
      arn,
      () => sendTagChanges(client, input),
      ({ tags }) => hasTagChanges(tags, input),
    );
    return await readChanged(aws, arn, now);
  },
});
