import "server-only";
import { placeOf } from "@/lib/domain/place";
import { SecretRef } from "@/lib/domain/secret";
import { guard } from "@/lib/entry/guard";
import { collectTrail } from "@/lib/history/collect";
import { secretRotation } from "@/lib/history/secret-rotation";
import { recentSecret } from "@/lib/inventory/secret-detail";

/**
 * How one secret's rotation stands, its next windows and its runs of 90 days. Starts reading
 * CloudTrail on, under the person's own role, and does not wait for it: while `isReading`, ask again.
 */
export const rotationOfSecret = guard("secret.view-rotation", {
  input: SecretRef,
  subject: ({ arn }) => arn,
  run: async ({ aws, now }, { arn }) => {
    const detail = await recentSecret(aws, arn, now);
    const place = placeOf(arn);
    const lasting = aws.lasting();
    const shown = await secretRotation(detail);
    const isAwaited = shown.isReading && detail.rotation.word === "pending";
    void collectTrail(
      place,
      () => lasting.cloudTrail(place),
      () => new Date(),
      isAwaited ? detail.lastChangedAt : undefined,
    );
    return shown;
  },
});
