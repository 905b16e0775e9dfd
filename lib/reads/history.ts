import "server-only";
import { placeOf } from "@/lib/domain/place";
import { SecretRef } from "@/lib/domain/secret";
import { guard } from "@/lib/entry/guard";
import { collectTrail } from "@/lib/history/collect";
import { isAwaited, secretHistory } from "@/lib/history/secret-history";
import { recentSecret } from "@/lib/inventory/secret-detail";

/**
 * Who held which label, and what happened. Starts reading CloudTrail on, under the person's own
 * role, and does not wait for it: while `isReading`, ask again.
 */
export const history = guard("secret.view-history", {
  input: SecretRef,
  subject: ({ arn }) => arn,
  run: async ({ aws, now }, query) => {
    const place = placeOf(query.arn);
    const detail = await recentSecret(aws, query.arn, now);
    const lasting = aws.lasting();
    const shown = await secretHistory(detail);
    const awaited = isAwaited(detail.lastChangedAt, shown.trail, now);
    void collectTrail(
      place,
      () => lasting.cloudTrail(place),
      () => new Date(),
      awaited ? detail.lastChangedAt : undefined,
    );
    return shown;
  },
});
