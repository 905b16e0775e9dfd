import type { Operation } from "../contract";
import { membersOf, optionalList, optionalText, requiredText } from "../members";
import { pageOf } from "../paging";
import { type Metric, metricsOf } from "./metrics";

interface ListInput {
  namespace?: string;
  name?: string;
  dimensions: readonly { name: string; value?: string }[];
  nextToken?: string;
}

/** The metrics that have data, 500 a page. */
export const listMetrics: Operation<ListInput> = {
  name: "ListMetrics",
  readOnly: true,
  parse: (raw) => {
    const members = membersOf(raw);
    return {
      namespace: optionalText(members, "Namespace", { min: 1, max: 255 }),
      name: optionalText(members, "MetricName", { min: 1, max: 255 }),
      dimensions: (optionalList(members, "Dimensions") ?? []).map((dimension) => {
        const pair = membersOf(dimension);
        return { name: requiredText(pair, "Name"), value: optionalText(pair, "Value") };
      }),
      nextToken: optionalText(members, "NextToken"),
    };
  },
  needs: (_input, { account }) => [
    { action: "cloudwatch:ListMetrics", resourceArn: "*", resourceAccountId: account.id },
  ],
  run: (input, call) => {
    const wanted = metricsOf(call).filter((metric) => isWanted(metric, input));
    const page = pageOf(wanted, 500, input.nextToken, {
      code: "InvalidParameterValue",
      message: "The value for parameter NextToken is not valid.",
    });
    return {
      Metrics: page.items.map((metric) => ({
        Namespace: metric.namespace,
        MetricName: metric.name,
        Dimensions: Object.entries(metric.dimensions).map(([Name, Value]) => ({ Name, Value })),
      })),
      ...(page.next ? { NextToken: page.next } : {}),
    };
  },
};

function isWanted(metric: Metric, { namespace, name, dimensions }: ListInput): boolean {
  return (
    (namespace === undefined || metric.namespace === namespace) &&
    (name === undefined || metric.name === name) &&
    dimensions.every((dimension) => {
      const value = metric.dimensions[dimension.name];
      return value !== undefined && (dimension.value === undefined || dimension.value === value);
    })
  );
}
