import { AwsError, type Operation } from "../contract";
import {
  type Members,
  membersOf,
  missing,
  optionalList,
  optionalText,
  requiredText,
} from "../members";
import { type BillLine, billOf, type Period } from "./bill";
import { type Expression, expressionOf, isWanted } from "./expression";

const granularities = ["DAILY", "MONTHLY"] as const;
const metricNames = [
  "AmortizedCost",
  "BlendedCost",
  "NetAmortizedCost",
  "NetUnblendedCost",
  "UnblendedCost",
  "UsageQuantity",
];
const dimensions = ["SERVICE", "REGION", "USAGE_TYPE", "LINKED_ACCOUNT"] as const;
type Dimension = (typeof dimensions)[number];

const MONTHS_KEPT = 14;

interface CostInput {
  period: Period;
  granularity: (typeof granularities)[number];
  metrics: readonly string[];
  filter?: Expression;
  groupBy: readonly Dimension[];
}

/** GetCostAndUsage for what Secrets Manager cost the account that asks; always one page. */
export const getCostAndUsage: Operation<CostInput> = {
  name: "GetCostAndUsage",
  readOnly: true,
  parse: (raw, { now }) => parseCost(membersOf(raw), now),
  needs: (_input, { account }) => [
    { action: "ce:GetCostAndUsage", resourceArn: "*", resourceAccountId: account.id },
  ],
  run: (input, { world, account, now }) => ({
    GroupDefinitions: input.groupBy.map((Key) => ({ Type: "DIMENSION", Key })),
    ResultsByTime: periodsOf(input).map((period) => {
      const lines = billOf(world, account, period).filter((line) => isWanted(line, input.filter));
      return {
        TimePeriod: { Start: dayText(period.from), End: dayText(period.until) },
        ...(input.groupBy.length > 0
          ? { Total: {}, Groups: groupsOf(lines, input) }
          : { Total: totals(lines, input.metrics), Groups: [] }),
        // Charges of a month may still change while it is under way (AWS's own word for it).
        Estimated: period.until > Date.UTC(now.getUTCFullYear(), now.getUTCMonth()),
      };
    }),
    DimensionValueAttributes: [],
  }),
  trail: ({ granularity, metrics }) => ({
    requestParameters: { granularity, metrics },
    responseElements: null,
  }),
};

function groupsOf(lines: readonly BillLine[], { groupBy, metrics }: CostInput) {
  const groups = new Map<string, BillLine[]>();
  for (const line of lines) {
    const key = JSON.stringify(groupBy.map((dimension) => line[dimension]));
    groups.set(key, [...(groups.get(key) ?? []), line]);
  }
  return [...groups].map(([key, own]) => ({
    Keys: JSON.parse(key) as string[],
    Metrics: totals(own, metrics),
  }));
}

function totals(lines: readonly BillLine[], metrics: readonly string[]) {
  const units = new Set(lines.map(({ unit }) => unit));
  const unit = units.size === 1 ? [...units][0] : "N/A";
  return Object.fromEntries(
    metrics.map((metric) => {
      const isQuantity = metric === "UsageQuantity";
      const amount = lines.reduce(
        (sum, { usd, quantity }) => sum + (isQuantity ? quantity : usd),
        0,
      );
      return [metric, { Amount: amount.toFixed(10), Unit: isQuantity ? unit : "USD" }];
    }),
  );
}

function periodsOf({ period, granularity }: CostInput): Period[] {
  const periods: Period[] = [];
  for (let from = period.from; from < period.until; ) {
    const day = new Date(from);
    const next =
      granularity === "DAILY"
        ? from + 86_400_000
        : Date.UTC(day.getUTCFullYear(), day.getUTCMonth() + 1);
    periods.push({ from, until: Math.min(next, period.until) });
    from = next;
  }
  return periods;
}

function parseCost(members: Members, now: Date): CostInput {
  if (members.TimePeriod === undefined) throw missing("TimePeriod");
  if (optionalText(members, "NextPageToken") !== undefined)
    throw new AwsError("InvalidNextTokenException", "The pagination token is invalid.");
  const metrics = optionalList(members, "Metrics") ?? [];
  if (metrics.length === 0) throw invalid("Metrics are required.");
  for (const metric of metrics)
    if (!metricNames.includes(String(metric))) throw invalid(`Unknown metric ${metric}`);
  const groupBy = (optionalList(members, "GroupBy") ?? []).map(dimensionOf);
  if (groupBy.length > 2) throw invalid("GroupBy supports at most two groups.");
  requiredText(members, "Granularity");
  const granularity = granularities.find((known) => known === members.Granularity);
  if (!granularity) throw invalid("Granularity must be DAILY or MONTHLY.");
  return {
    period: periodOf(membersOf(members.TimePeriod), now),
    granularity,
    metrics: metrics.map(String),
    filter: members.Filter === undefined ? undefined : expressionOf(membersOf(members.Filter)),
    groupBy,
  };
}

function dimensionOf(raw: unknown): Dimension {
  const group = membersOf(raw);
  const known = dimensions.find((name) => name === requiredText(group, "Key"));
  if (requiredText(group, "Type") !== "DIMENSION" || !known)
    throw invalid("Only the dimensions of Secrets Manager's bill can be grouped by.");
  return known;
}

function periodOf(members: Members, now: Date): Period {
  const [from, until] = ["Start", "End"].map((name) => {
    const text = requiredText(members, name);
    const at = /^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
    if (Number.isNaN(at)) throw invalid(`${name} must be a date like 2026-01-31.`);
    return at;
  }) as [number, number];
  const month = (ahead: number) => Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + ahead);
  if (from >= until) throw invalid("Start date (and hour) should be before end date (and hour)");
  if (until > month(1)) throw invalid("end date past the beginning of next month");
  if (from < month(-MONTHS_KEPT))
    throw invalid("You haven't enabled historical data beyond 14 months");
  return { from, until };
}

const dayText = (at: number) => new Date(at).toISOString().slice(0, 10);

function invalid(message: string): AwsError {
  return new AwsError("ValidationException", message);
}
