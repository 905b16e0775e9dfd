import type { CallBefore, Need } from "../contract";
import type { OperationName } from "./inputs";
import { partitionOf } from "./names";
import type { Secret } from "./secret";
import { lookUp } from "./store";

type Context = Record<string, string | readonly string[]>;

/**
 * What IAM must allow on the secret that a SecretId means. A secret that does not exist is asked
 * about under the name it would have: authorization comes before existence.
 */
export function secretNeed(
  call: CallBefore,
  operation: OperationName,
  typed: string,
  context: Context = {},
): Need {
  const secret = lookUp(call, typed);
  if (secret) return needOn(secret, operation, typed, context);
  const arn = typed.startsWith("arn:") ? typed : arnToBe(call, typed);
  return {
    action: `secretsmanager:${operation}`,
    resourceArn: arn,
    resourceAccountId: arn.split(":")[4] ?? call.account.id,
    resourceAsTyped: typed,
    context: { "secretsmanager:SecretId": arn, ...context },
  };
}

/** What IAM must allow on a secret that is there. */
export function needOn(
  secret: Secret,
  operation: OperationName,
  typed: string,
  context: Context = {},
): Need {
  return {
    action: `secretsmanager:${operation}`,
    resourceArn: secret.arn,
    resourceAccountId: secret.accountId,
    resourceAsTyped: typed,
    ...(secret.policy ? { resourcePolicy: secret.policy } : {}),
    context: {
      "secretsmanager:SecretId": secret.arn,
      ...(secret.primaryRegion
        ? { "secretsmanager:SecretPrimaryRegion": secret.primaryRegion }
        : {}),
      ...(secret.rotation?.lambdaArn
        ? { "secretsmanager:resource/AllowRotationLambdaArn": secret.rotation.lambdaArn }
        : {}),
      ...tagContext(secret.tags),
      ...context,
    },
  };
}

/** What IAM must allow to make a secret of that name. */
export function creationNeed(
  call: CallBefore,
  operation: OperationName,
  name: string,
  context: Context,
): Need {
  return {
    action: `secretsmanager:${operation}`,
    resourceArn: arnToBe(call, name),
    resourceAccountId: call.account.id,
    resourceAsTyped: name,
    context,
  };
}

/** An action that has no resource of its own: `Resource: "*"` (facts 1). */
export function accountNeed(call: CallBefore, operation: OperationName): Need {
  return {
    action: `secretsmanager:${operation}`,
    resourceArn: "*",
    resourceAccountId: call.account.id,
  };
}

/** `secretsmanager:ResourceTag/<key>` for each tag. */
export function tagContext(tags: ReadonlyMap<string, string> | undefined): Context {
  const context: Context = {};
  for (const [key, value] of tags ?? []) context[`secretsmanager:ResourceTag/${key}`] = value;
  return context;
}

/** `aws:RequestTag/<key>` and `aws:TagKeys` for tags that a request brings. */
export function requestTagContext(tags: readonly { Key?: string; Value?: string }[]): Context {
  const context: Context = { "aws:TagKeys": tags.map((tag) => tag.Key ?? "") };
  for (const tag of tags) context[`aws:RequestTag/${tag.Key ?? ""}`] = tag.Value ?? "";
  return context;
}

/** Condition keys `secretsmanager:<Name>` for the inputs that were given. */
export function inputContext(
  given: Record<string, string | number | boolean | undefined>,
): Context {
  const context: Context = {};
  for (const [key, value] of Object.entries(given)) {
    if (value !== undefined) context[`secretsmanager:${key}`] = String(value);
  }
  return context;
}

function arnToBe(call: CallBefore, name: string): string {
  const region = call.region.name;
  return `arn:${partitionOf(region)}:secretsmanager:${region}:${call.account.id}:secret:${name}-??????`;
}
