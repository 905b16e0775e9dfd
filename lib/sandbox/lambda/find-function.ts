import { AwsError, type Call, type Need } from "../contract";
import { type LambdaFunction, lambdaOf } from "./state";

type Scope = Pick<Call, "world" | "account" | "region">;

/** The parts of a function's name as typed: name, `name:qualifier`, partial ARN or full ARN. */
export function readFunctionName(typed: string, { account, region }: Omit<Scope, "world">) {
  const found =
    /^(?:arn:aws:lambda:([a-z0-9-]+):(\d{12}):function:|(?:(\d{12}):)?(?:function:)?)([A-Za-z0-9-_]{1,64})(?::([A-Za-z0-9-_$]+))?$/.exec(
      typed,
    );
  if (!found) {
    throw new AwsError(
      "ValidationException",
      `1 validation error detected: Value '${typed}' at 'functionName' failed to satisfy constraint: Member must satisfy regular expression pattern: (arn:(aws[a-zA-Z-]*)?:lambda:)?([a-z]{2}((-gov)|(-iso(b?)))?-[a-z]+-\\d{1}:)?(\\d{12}:)?(function:)?([a-zA-Z0-9-_]+)(:(\\$LATEST|[a-zA-Z0-9-_]+))?`,
    );
  }
  const accountId = found[2] ?? found[3] ?? account.id;
  const regionName = found[1] ?? region.name;
  const name = found[4] ?? "";
  return {
    accountId,
    regionName,
    name,
    qualifier: found[5],
    arn: `arn:aws:lambda:${regionName}:${accountId}:function:${name}`,
  };
}

/** The function a caller named, or Lambda's 404. */
export function functionOf(typed: string, scope: Scope): LambdaFunction {
  const named = readFunctionName(typed, scope);
  const region = scope.world.accounts.get(named.accountId)?.regions.get(named.regionName);
  const fn =
    region && region.name === scope.region.name
      ? lambdaOf(region).functions.get(named.name)
      : undefined;
  if (!fn) {
    throw new AwsError("ResourceNotFoundException", `Function not found: ${named.arn}`, 404);
  }
  return fn;
}

/** What IAM must allow on a function; one that does not exist is asked about all the same. */
export function needOn(action: string, typed: string, scope: Scope): Need {
  const named = readFunctionName(typed, scope);
  const region = scope.world.accounts.get(named.accountId)?.regions.get(named.regionName);
  return {
    action,
    resourceArn: named.arn,
    resourceAccountId: named.accountId,
    resourcePolicy: region ? lambdaOf(region).functions.get(named.name)?.policy : undefined,
    resourceAsTyped: named.arn,
  };
}
