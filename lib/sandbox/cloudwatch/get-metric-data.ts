import { AwsError, type Call, type Operation } from "../contract";
import {
  integerOf,
  type Members,
  membersOf,
  missing,
  optionalFlag,
  optionalList,
  optionalMoment,
  optionalText,
  requiredText,
} from "../members";
import { type CountSecrets, type Datum, dataOf, type Metric } from "./metrics";

const statistics = ["Sum", "Average", "Minimum", "Maximum", "SampleCount"] as const;

interface Query {
  id: string;
  label: string;
  metric: Metric;
  periodSeconds: number;
  statistic: (typeof statistics)[number];
}

interface DataInput {
  queries: readonly Query[];
  from: number;
  until: number;
  oldestFirst: boolean;
}

/** GetMetricData for plain metrics; expressions are refused, nothing here needs them. */
export function getMetricData(countSecrets: CountSecrets): Operation<DataInput> {
  return {
    name: "GetMetricData",
    readOnly: true,
    parse: (raw) => parseData(membersOf(raw)),
    needs: (_input, { account }) => [
      { action: "cloudwatch:GetMetricData", resourceArn: "*", resourceAccountId: account.id },
    ],
    run: (input, call) => ({
      MetricDataResults: input.queries.map((query) => resultOf(query, input, call, countSecrets)),
      Messages: [],
    }),
  };
}

function resultOf(query: Query, input: DataInput, call: Call, countSecrets: CountSecrets) {
  const periodMs = query.periodSeconds * 1000;
  const range = { from: Math.floor(input.from / periodMs) * periodMs, until: input.until };
  const periods = new Map<number, Datum[]>();
  for (const datum of dataOf(query.metric, call, range, countSecrets)) {
    const start = Math.floor(datum.at / periodMs) * periodMs;
    periods.set(start, [...(periods.get(start) ?? []), datum]);
  }
  const starts = [...periods.keys()].sort((a, b) => (input.oldestFirst ? a - b : b - a));
  return {
    Id: query.id,
    Label: query.label,
    Timestamps: starts.map((start) => start / 1000),
    Values: starts.map((start) => statisticOf(query.statistic, periods.get(start) ?? [])),
    StatusCode: "Complete",
  };
}

function statisticOf(statistic: Query["statistic"], data: readonly Datum[]): number {
  const values = data.map(({ value }) => value);
  const sum = values.reduce((total, value) => total + value, 0);
  if (statistic === "Sum") return sum;
  if (statistic === "Average") return sum / values.length;
  if (statistic === "SampleCount") return values.length;
  return values.reduce((a, b) => (statistic === "Minimum" ? Math.min(a, b) : Math.max(a, b)));
}

function parseData(members: Members): DataInput {
  const from = optionalMoment(members, "StartTime");
  const until = optionalMoment(members, "EndTime");
  if (!from) throw missing("StartTime");
  if (!until) throw missing("EndTime");
  if (from >= until)
    throw invalid("The parameter StartTime must be less than the parameter EndTime.");
  const queries = optionalList(members, "MetricDataQueries");
  if (!queries) throw missing("MetricDataQueries");
  if (queries.length > 500)
    throw invalid("The collection MetricDataQueries must not have a size greater than 500.");
  const order = optionalText(members, "ScanBy", {
    oneOf: ["TimestampDescending", "TimestampAscending"],
  });
  return {
    queries: queries
      .map((query) => membersOf(query))
      .filter(isReturned)
      .map(queryOf),
    from: from.getTime(),
    until: until.getTime(),
    oldestFirst: order === "TimestampAscending",
  };
}

const isReturned = (members: Members) => optionalFlag(members, "ReturnData") !== false;

function queryOf(members: Members): Query {
  const id = requiredText(members, "Id", { min: 1, max: 255 });
  if (members.MetricStat === undefined) {
    throw invalid(`The value '${id}' for parameter MetricDataQueries must have a MetricStat.`);
  }
  const stat = membersOf(members.MetricStat);
  const metric = metricOf(membersOf(stat.Metric));
  const name = requiredText(stat, "Stat");
  const statistic = statistics.find((known) => known === name);
  if (!statistic) throw invalid(`The statistic ${name} is not supported for this metric.`);
  const periodSeconds = integerOf(stat, "Period") ?? 0;
  const allowed = [1, 5, 10, 20, 30].includes(periodSeconds) || periodSeconds % 60 === 0;
  if (periodSeconds < 1 || !allowed) {
    throw invalid("The parameter Period must be 1, 5, 10, 20, 30 or a multiple of 60.");
  }
  return {
    id,
    label: optionalText(members, "Label") ?? metric.name,
    metric,
    periodSeconds,
    statistic,
  };
}

function metricOf(members: Members): Metric {
  const dimensions = (optionalList(members, "Dimensions") ?? []).map((dimension) => {
    const pair = membersOf(dimension);
    return [requiredText(pair, "Name"), requiredText(pair, "Value")] as const;
  });
  return {
    namespace: requiredText(members, "Namespace"),
    name: requiredText(members, "MetricName"),
    dimensions: Object.fromEntries(dimensions),
  };
}

function invalid(message: string): AwsError {
  return new AwsError("ValidationError", message);
}
