import type { Call } from "../contract";

/** A metric as CloudWatch names it. */
export interface Metric {
  namespace: string;
  name: string;
  dimensions: Readonly<Record<string, string>>;
}

/** One number at one moment; a period's statistic is made of these. */
export interface Datum {
  at: number;
  value: number;
}

/** Counts what exists; the part that knows secrets hands this in. */
export type CountSecrets = (call: Call, moment: Date) => number;

const HOUR_MS = 3_600_000;

/** Names in `AWS/Usage` by event source (facts 5; the namespace for this service is unverified). */
const usageServices: Readonly<Record<string, string>> = {
  "secretsmanager.amazonaws.com": "Secrets Manager",
  "cloudtrail.amazonaws.com": "CloudTrail",
  "kms.amazonaws.com": "KMS",
  "sts.amazonaws.com": "STS",
};

const resourceCount: Metric = {
  namespace: "AWS/SecretsManager",
  name: "ResourceCount",
  dimensions: {
    Service: "Secrets Manager",
    Type: "Resource",
    Resource: "SecretCount",
    Class: "None",
  },
};

/** Every metric that has data in this account and Region: the secret count and calls by operation. */
export function metricsOf(call: Call): Metric[] {
  const used = new Set<string>();
  for (const record of callsOf(call)) {
    const service = usageServices[record.eventSource];
    if (service) used.add(`${service}\n${record.eventName}`);
  }
  const usage = [...used].sort().map((pair): Metric => {
    const [service = "", operation = ""] = pair.split("\n");
    return {
      namespace: "AWS/Usage",
      name: "CallCount",
      dimensions: { Service: service, Type: "API", Resource: operation, Class: "None" },
    };
  });
  return [resourceCount, ...usage];
}

/** The data of one metric between two moments, the first included; none for what does not exist. */
export function dataOf(
  metric: Metric,
  call: Call,
  range: { from: number; until: number },
  countSecrets: CountSecrets,
): Datum[] {
  if (sameMetric(metric, resourceCount)) return hourlyCounts(call, range, countSecrets);
  if (metric.namespace !== "AWS/Usage" || metric.name !== "CallCount") return [];
  const { Service, Type, Resource, Class } = metric.dimensions;
  if (Type !== "API" || Class !== "None") return [];
  return callsOf(call)
    .filter(
      (record) => usageServices[record.eventSource] === Service && record.eventName === Resource,
    )
    .map((record) => ({ at: record.eventTime.getTime(), value: 1 }))
    .filter(({ at }) => at >= range.from && at < range.until);
}

function hourlyCounts(
  call: Call,
  { from, until }: { from: number; until: number },
  countSecrets: CountSecrets,
): Datum[] {
  const data: Datum[] = [];
  const last = Math.min(until, call.now.getTime() + 1);
  for (let at = Math.ceil(from / HOUR_MS) * HOUR_MS; at < last; at += HOUR_MS) {
    data.push({ at, value: countSecrets(call, new Date(at)) });
  }
  return data;
}

/** CloudTrail's records serve as the call log, because a replayed history has no other. */
function callsOf({ world, account, region }: Call) {
  return world
    .trailOf(account.id, region.name)
    .filter((record) => record.eventType === "AwsApiCall");
}

function sameMetric(a: Metric, b: Metric): boolean {
  const names = Object.keys(b.dimensions);
  return (
    a.namespace === b.namespace &&
    a.name === b.name &&
    Object.keys(a.dimensions).length === names.length &&
    names.every((name) => a.dimensions[name] === b.dimensions[name])
  );
}
