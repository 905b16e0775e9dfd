import "server-only";
import {
  type CloudWatchLogsClient,
  FilterLogEventsCommand,
  ResourceNotFoundException,
} from "@aws-sdk/client-cloudwatch-logs";
import { ERROR_PATTERN, type FunctionLog, lastError } from "@/lib/domain/function-log";
import { fromAws } from "./failures";

/** One answer is all that is asked for; a function shared by many secrets writes more than this. */
const EVENTS_MAX = 200;

/** The last error that a function wrote into its log within a stretch. @throws Failure with AWS's words */
export async function lastErrorIn(
  client: CloudWatchLogsClient,
  functionArn: string,
  secretArn: string,
  span: { from: Date; to: Date },
): Promise<FunctionLog> {
  const group = `/aws/lambda/${functionArn.split(":")[6]}`;
  const asked = { group, from: span.from.toISOString(), to: span.to.toISOString() };
  try {
    const { events = [], nextToken } = await client.send(
      new FilterLogEventsCommand({
        logGroupName: group,
        startTime: span.from.getTime(),
        endTime: span.to.getTime(),
        filterPattern: ERROR_PATTERN,
        limit: EVENTS_MAX,
      }),
    );
    const line = lastError(
      events.map(({ timestamp = 0, logStreamName = "", message = "" }) => ({
        at: new Date(timestamp).toISOString(),
        stream: logStreamName,
        message,
      })),
      secretArn,
    );
    return { ...asked, state: line ? "line" : "no error", line, isWhole: !nextToken };
  } catch (error) {
    if (error instanceof ResourceNotFoundException)
      return { ...asked, state: "no log", isWhole: true };
    throw fromAws(error);
  }
}
