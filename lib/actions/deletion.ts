"use server";

import { scheduleDeletion as askDeletion } from "@/lib/aws/deletion";
import { sendTagChanges } from "@/lib/aws/tags";
import { rememberDeletion } from "@/lib/deletions/remember-deletion";
import { placeOf } from "@/lib/domain/place";
import { ScheduleDeletionInput, type ScheduledDeletion } from "@/lib/domain/schedule-deletion";
import { hasTagChanges } from "@/lib/domain/secret-tags";
import { guard } from "@/lib/entry/guard";
import { rememberPolicy } from "@/lib/history/secret-policy";
import { confirmedWrite } from "@/lib/inventory/confirmed-write";
import { confirmedRow } from "@/lib/inventory/secret-detail";

/**
 * Writes the last tags, schedules the deletion, and keeps what AWS answers about the purge date. How
 * the policy stood is kept too: nobody may be able to read it until the secret is restored.
 * A replica, a secret with replicas and one that a service owns are refused by AWS.
 */
export const scheduleDeletion = guard("secret.schedule-deletion", {
  input: ScheduleDeletionInput,
  subject: ({ arn }) => arn,
  run: async ({ aws, now, session }, { arn, windowDays, tags }): Promise<ScheduledDeletion> => {
    const tagActions = tags.length > 0 ? ["secretsmanager:TagResource"] : [];
    const actions = ["secretsmanager:DeleteSecret", ...tagActions] as [string, ...string[]];
    const client = aws.secretsManager(placeOf(arn), { write: arn, actions });
    if (tags.length > 0) {
      const change = { arn, set: tags, remove: [] };
      await sendTagChanges(client, change);
      await confirmedRow(aws, arn, (row) => hasTagChanges(row.tags, change));
    }
    await rememberPolicy(aws, arn, now);
    let answered: Date | undefined;
    const row = await confirmedWrite(
      aws,
      arn,
      async () => {
        answered = await askDeletion(client, { arn, windowDays });
      },
      ({ deletionRequestedMs }) => deletionRequestedMs !== undefined,
    );
    const requestedAt = new Date(row.deletionRequestedMs ?? now).toISOString();
    const purgeNotBefore = answered?.toISOString();
    const by = session.person.displayName;
    if (purgeNotBefore)
      await rememberDeletion({ arn, requestedAt, purgeNotBefore, windowDays, by });
    return { requestedAt, purgeNotBefore, windowDays };
  },
});
