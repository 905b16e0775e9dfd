import "server-only";
import { placeOf } from "@/lib/domain/place";
import { SecretRef } from "@/lib/domain/secret";
import { guard } from "@/lib/entry/guard";
import { aMinuteBefore, collectTrail } from "@/lib/history/collect";
import { secretActivity } from "@/lib/history/secret-activity";
import { recentSecret } from "@/lib/inventory/secret-detail";

/**
 * What happened to one secret, here and elsewhere. An auditor sees everybody's entries of the
 * ledger, anybody else their own. While `isReading`, ask again.
 */
export const activity = guard("secret.view-activity", {
  input: SecretRef,
  subject: ({ arn }) => arn,
  run: async ({ aws, now, session }, { arn }) => {
    const place = placeOf(arn);
    const detail = await recentSecret(aws, arn, now);
    const lasting = aws.lasting();
    void collectTrail(
      place,
      () => lasting.cloudTrail(place),
      () => new Date(),
      aMinuteBefore(now),
    );
    const person = session.role === "auditor" ? undefined : session.person;
    return await secretActivity(detail, person, now);
  },
});
