import "server-only";
import { placeOf } from "@/lib/domain/place";
import { SecretRef } from "@/lib/domain/secret";
import { guard } from "@/lib/entry/guard";
import { aMinuteBefore, collectTrail } from "@/lib/history/collect";
import { secretReaders } from "@/lib/history/secret-readers";
import { recentSecret } from "@/lib/inventory/secret-detail";

/**
 * Who asked for a secret's value. Starts reading CloudTrail on for all who ask about this Region,
 * and does not wait for it: while `isReading`, ask again.
 */
export const readers = guard("secret.view-readers", {
  input: SecretRef,
  subject: ({ arn }) => arn,
  run: async ({ aws, now }, { arn }) => {
    const place = placeOf(arn);
    const detail = await recentSecret(aws, arn, now);
    const lasting = aws.lasting();
    void collectTrail(
      place,
      () => lasting.cloudTrail(place),
      () => new Date(),
      aMinuteBefore(now),
    );
    return await secretReaders(detail, now);
  },
});
