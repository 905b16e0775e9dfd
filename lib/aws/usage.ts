import "server-only";
import { type CloudWatchClient, GetMetricDataCommand } from "@aws-sdk/client-cloudwatch";
import { METRICS_PER_QUESTION } from "@/lib/domain/own-calls";
import { type DayCalls, secretsManagerOperations } from "@/lib/domain/usage";
import { fromAws } from "./failures";

const DAY_SECONDS = 86_400;
const PAGES_MAX = 20;

/**
 * Calls of each operation of Secrets Manager by UTC day, for one account and Region, whoever made
 * them (facts 5). One question for all operations: CloudWatch charges for the metrics asked for.
 *
 * @throws Failure with AWS's words
 */
export async function callsByDay(
  client: CloudWatchClient,
  from: Date,
  to: Date,
): Promise<DayCalls[]> {
  const operations = secretsManagerOperations.slice(0, METRICS_PER_QUESTION);
  const days: DayCalls[] = [];
  let NextToken: string | undefined;
  try {
    for (let page = 0; page < PAGES_MAX; page += 1) {
      const answer = await client.send(
        new GetMetricDataCommand({
          StartTime: from,
          EndTime: to,
          NextToken,
          MetricDataQueries: operations.map((operation, at) => ({
            Id: `o${at}`,
            MetricStat: {
              Metric: {
                Namespace: "AWS/Usage",
                MetricName: "CallCount",
                Dimensions: [
                  { Name: "Service", Value: "Secrets Manager" },
                  { Name: "Type", Value: "API" },
                  { Name: "Resource", Value: operation },
                  { Name: "Class", Value: "None" },
                ],
              },
              Period: DAY_SECONDS,
              Stat: "Sum",
            },
          })),
        }),
      );
      for (const { Id, Timestamps = [], Values = [] } of answer.MetricDataResults ?? []) {
        const operation = operations[Number(Id?.slice(1))];
        Timestamps.forEach((at, index) => {
          const calls = Math.round(Values[index] ?? 0);
          if (operation && calls > 0)
            days.push({ day: at.toISOString().slice(0, 10), operation, calls });
        });
      }
      NextToken = answer.NextToken;
      if (!NextToken) break;
    }
    return days;
  } catch (error) {
    throw fromAws(error);
  }
}
