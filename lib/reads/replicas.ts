import "server-only";
import { config } from "@/lib/config";
import { placeOf } from "@/lib/domain/place";
import { ReplicaRef } from "@/lib/domain/replica-inputs";
import { arnInRegion, labelDrift, type ReplicaDrift, type Replicas } from "@/lib/domain/replicas";
import { SecretRef } from "@/lib/domain/secret";
import type { LabelMap } from "@/lib/domain/staging-labels";
import { guard } from "@/lib/entry/guard";
import { describedRow, describedSecret, recentSecret } from "@/lib/inventory/secret-detail";

/** How each replica stands, as the primary tells it; while AWS is copying, ask again. */
export const replicas = guard("replica.view", {
  input: SecretRef,
  subject: ({ arn }) => arn,
  run: async ({ aws, now }, { arn }): Promise<Replicas> => {
    const recent = await recentSecret(aws, arn, now);
    const isCopying = recent.replicas.some(({ status }) => status === "InProgress");
    // What was told a moment ago is good enough, unless somebody waits for it to change.
    const known = isCopying ? (await describedSecret(aws, arn)).replicas : recent.replicas;
    const { accountId, region } = placeOf(arn);
    const taken = new Set([region, ...known.map((replica) => replica.region)]);
    const regions = config().accounts.find(({ id }) => id === accountId)?.regions ?? [];
    return {
      replicas: known,
      freeRegions: regions.filter((each) => !taken.has(each)),
      isReading: known.some(({ status }) => status === "InProgress"),
      readAt: isCopying ? now.toISOString() : recent.readAt,
    };
  },
});

/**
 * Compares the labels of primary and replica, each asked in its own Region. Two calls, made only
 * when a person asks.
 */
export const replicaDrift = guard("replica.compare", {
  input: ReplicaRef,
  subject: ({ arn }) => arn,
  run: async ({ aws, now }, { arn, region }): Promise<ReplicaDrift> => {
    const [primary, copy] = await Promise.all([
      describedRow(aws, arn),
      describedRow(aws, arnInRegion(arn, region)),
    ]);
    const labels = JSON.parse(primary.labels) as LabelMap;
    const { lastReadMs } = copy;
    return {
      region,
      drift: labelDrift(labels, JSON.parse(copy.labels) as LabelMap),
      versions: Object.keys(labels).length,
      lastReadDay: lastReadMs ? new Date(lastReadMs).toISOString().slice(0, 10) : undefined,
      readAt: now.toISOString(),
    };
  },
});
