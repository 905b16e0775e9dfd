import type { Service } from "../contract";
import { operationsOf } from "../operations";
import { lookupEvents } from "./lookup-events";

/** CloudTrail, as far as event history goes (facts 4). */
export const cloudTrail: Service = {
  signingName: "cloudtrail",
  eventSource: "cloudtrail.amazonaws.com",
  protocol: "json-1.1",
  targetPrefix: "CloudTrail_20131101",
  operations: operationsOf(lookupEvents),
};
