import type { Call, Service } from "../contract";
import { operationsOf } from "../operations";
import { storeOf } from "../secrets-manager/store";
import { getMetricData } from "./get-metric-data";
import { listMetrics } from "./list-metrics";

/**
 * CloudWatch, as far as secrets are counted. The clients of today speak JSON 1.0 to it.
 *
 * Secrets that were purged since are not in the counts of the past: they left no state behind.
 */
export const cloudWatch: Service = {
  signingName: "monitoring",
  eventSource: "monitoring.amazonaws.com",
  protocol: "json-1.0",
  targetPrefix: "GraniteServiceVersion20100801",
  operations: operationsOf(getMetricData(countSecrets), listMetrics),
};

/** Secrets marked for deletion count too (facts 5). */
function countSecrets({ region }: Call, moment: Date): number {
  let count = 0;
  for (const secret of storeOf(region).all) if (secret.createdAt <= moment.getTime()) count += 1;
  return count;
}
