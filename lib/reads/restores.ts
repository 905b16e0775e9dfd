import "server-only";
import type { AwsAccess } from "@/lib/aws/clients";
import { InboxQuery, RequestRef } from "@/lib/domain/restore-inputs";
import { guard } from "@/lib/entry/guard";
import { settleAbandoned } from "@/lib/restores/settle";
import { inbox, requestView } from "@/lib/restores/view";

/** Restore requests: those that wait for me, mine, all that are open, and those that are closed. */
export const restoreInbox = guard("restore.list", {
  input: InboxQuery,
  run: async ({ aws, session }, query) => {
    void settleLeftBehind(aws);
    return await inbox(session, query);
  },
});

/** One request and all that belongs to it. */
export const restoreRequest = guard("restore.view", {
  input: RequestRef,
  subject: ({ id }) => id,
  run: async ({ aws, session, now }, { id }) => {
    await settleLeftBehind(aws);
    return await requestView(id, session, now);
  },
});

/** Whoever looks lends their eyes: an execution that died is settled by a look under their role. */
async function settleLeftBehind(aws: AwsAccess): Promise<void> {
  const lasting = aws.lasting();
  await settleAbandoned((place) => lasting.secretsManager(place, "browse"));
}
