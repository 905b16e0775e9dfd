import type { Service } from "../contract";
import { operationsOf } from "../operations";
import { filterLogEvents } from "./filter-log-events";

/** CloudWatch Logs, as far as the logs of rotation functions are searched. */
export const cloudWatchLogs: Service = {
  signingName: "logs",
  eventSource: "logs.amazonaws.com",
  protocol: "json-1.1",
  targetPrefix: "Logs_20140328",
  errorMember: "message",
  operations: operationsOf(filterLogEvents),
};
