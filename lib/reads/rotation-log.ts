import "server-only";
import { lastErrorIn } from "@/lib/aws/function-log";
import { type FunctionLog, FunctionLogQuery, logSpan } from "@/lib/domain/function-log";
import { placeOf } from "@/lib/domain/place";
import { guard } from "@/lib/entry/guard";
import { recentSecret } from "@/lib/inventory/secret-detail";

/**
 * What the secret's own function last said about a failure, within one run: a single call to
 * CloudWatch Logs, not repeated. No other function's log can be asked for.
 */
export const rotationLog = guard("rotation.read-log", {
  input: FunctionLogQuery,
  subject: ({ arn }) => arn,
  run: async ({ aws, now }, { arn, ...run }): Promise<FunctionLog> => {
    const { rotationFunctionArn } = await recentSecret(aws, arn, now);
    const span = logSpan(run);
    if (!rotationFunctionArn) {
      const [from, to] = [span.from.toISOString(), span.to.toISOString()];
      return { state: "no function", from, to, isWhole: true };
    }
    const place = placeOf(rotationFunctionArn);
    return await lastErrorIn(aws.cloudWatchLogs(place), rotationFunctionArn, arn, span);
  },
});
