import fc from "fast-check";
import { expect, test } from "vitest";
import { AwsError, type Caller, type Service } from "./contract";
import { dispatch } from "./dispatch";
import { services } from "./services";
import { makeWorld } from "./world";

const account = "111122223333";
const world = makeWorld(services);

const administrator: Caller = {
  kind: "user",
  accountId: account,
  arn: `arn:aws:iam::${account}:user/Administrator`,
  userId: "AIDAADMINISTRATOR0001",
  accessKeyId: `AKIA${account}`,
  userName: "Administrator",
  sessionTags: {},
};

/** Members that some operation knows, so that random inputs get past the first check. */
const names = [
  "LookupAttributes",
  "StartTime",
  "EndTime",
  "MaxResults",
  "NextToken",
  "EventCategory",
  "KeyId",
  "Limit",
  "Marker",
  "FunctionName",
  "MaxItems",
  "Payload",
  "InvocationType",
  "MetricDataQueries",
  "Namespace",
  "Dimensions",
  "RoleName",
  "PolicySourceArn",
  "ActionNames",
  "ResourceArns",
  "ContextEntries",
  "PolicyInputList",
  "ServiceCode",
  "Filters",
  "FormatVersion",
  "__proto__",
  "constructor",
] as const;

const values = fc.oneof(
  fc.jsonValue(),
  fc.string({ maxLength: 3_000 }),
  fc.constantFrom(
    "awskms",
    "alias/x",
    "arn:aws:iam::111122223333:role/x",
    "rotate",
    -1,
    51,
    1e300,
    0.5,
    [null],
    [{ AttributeKey: "EventName", AttributeValue: 7 }],
    [{ Type: "TERM_MATCH", Field: "regionCode", Value: "eu-west-1" }],
    [
      {
        Id: "a",
        MetricStat: { Metric: { Namespace: "n", MetricName: "m" }, Period: 60, Stat: "Sum" },
      },
    ],
  ),
);

const inputs = fc.oneof(fc.jsonValue(), fc.dictionary(fc.constantFrom(...names), values));

/** The services whose operations read their members with `members.ts`. */
const smaller: readonly Service[] = services.filter(
  ({ signingName }) => signingName !== "secretsmanager" && signingName !== "sts",
);

// Whatever is sent, the caller gets AWS's refusal or an answer, never the stand-in's own breakdown.
test.each(
  smaller.flatMap((service) =>
    [...service.operations.keys()].map((operation) => [service.signingName, operation] as const),
  ),
)("%s %s refuses what it cannot read", async (service, operation) => {
  await fc.assert(
    fc.asyncProperty(inputs, async (input) => {
      const failure: unknown = await dispatch(world, {
        service,
        operation,
        region: "eu-west-1",
        input: input as Record<string, unknown>,
        caller: administrator,
        sourceIpAddress: "127.0.0.1",
        userAgent: "test",
      }).then(
        () => undefined,
        (error: unknown) => error,
      );
      if (failure === undefined) return;
      expect(failure).toBeInstanceOf(AwsError);
      expect((failure as AwsError).status).toBeLessThan(500);
    }),
    { numRuns: 500 },
  );
});
