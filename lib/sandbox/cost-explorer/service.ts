import type { Service } from "../contract";
import { operationsOf } from "../operations";
import { getCostAndUsage } from "./get-cost-and-usage";

/** Cost Explorer, for what Secrets Manager cost. It answers in us-east-1 for all Regions. */
export const costExplorer: Service = {
  signingName: "ce",
  eventSource: "ce.amazonaws.com",
  protocol: "json-1.1",
  targetPrefix: "AWSInsightsIndexService",
  operations: operationsOf(getCostAndUsage),
};
