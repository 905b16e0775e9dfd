import "server-only";
import {
  type CostExplorerClient,
  type Expression,
  GetCostAndUsageCommand,
} from "@aws-sdk/client-cost-explorer";
import { BILLED_SERVICE, type BilledLine, billedUsd } from "@/lib/domain/bill";
import { Failure } from "@/lib/domain/failure";

const PAGES_MAX = 20;

/**
 * What AWS billed one account for Secrets Manager, by month, Region and usage type. Each page is a
 * request that AWS charges for. A payer's account is asked for itself alone, or its members would
 * be counted twice.
 *
 * @param months first and, exclusively, last, as `2026-01`
 * @throws what the SDK throws; Failure `aws-failed` for amounts in another currency
 */
export async function billedLines(
  client: CostExplorerClient,
  accountId: string,
  months: { from: string; until: string },
): Promise<BilledLine[]> {
  const Filter: Expression = {
    And: [
      { Dimensions: { Key: "SERVICE", Values: [BILLED_SERVICE] } },
      { Dimensions: { Key: "LINKED_ACCOUNT", Values: [accountId] } },
    ],
  };
  const lines: BilledLine[] = [];
  let NextPageToken: string | undefined;
  for (let page = 0; page < PAGES_MAX; page += 1) {
    const answer = await client.send(
      new GetCostAndUsageCommand({
        TimePeriod: { Start: `${months.from}-01`, End: `${months.until}-01` },
        Granularity: "MONTHLY",
        Metrics: ["UnblendedCost"],
        Filter,
        GroupBy: [
          { Type: "DIMENSION", Key: "REGION" },
          { Type: "DIMENSION", Key: "USAGE_TYPE" },
        ],
        NextPageToken,
      }),
    );
    for (const { TimePeriod, Groups = [], Estimated } of answer.ResultsByTime ?? []) {
      for (const { Keys: [region = "", usageType = ""] = [], Metrics } of Groups) {
        const { Amount = "0", Unit } = Metrics?.UnblendedCost ?? {};
        if (Unit !== "USD") throw new Failure("aws-failed");
        const month = TimePeriod?.Start?.slice(0, 7) ?? "";
        const usd = billedUsd(Amount);
        lines.push({ month, accountId, region, usageType, usd, isEstimated: Estimated === true });
      }
    }
    NextPageToken = answer.NextPageToken;
    if (!NextPageToken) break;
  }
  return lines;
}
