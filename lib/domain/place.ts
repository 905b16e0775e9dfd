import { z } from "zod";

/** One Region of one account: where a secret lives and which client answers. */
export interface Place {
  accountId: string;
  region: string;
}

export const AccountId = z.string().regex(/^\d{12}$/, "An account id has twelve digits");
export const RegionName = z
  .string()
  .regex(/^[a-z]{2}(-[a-z]+)+-\d$/, "A Region looks like eu-west-1");

/** Names, ARNs and partial ARNs share AWS's limit of 2,048 characters (facts 1). */
export const SecretArn = z
  .string()
  .max(2048)
  .regex(
    /^arn:aws[a-z-]*:secretsmanager:[a-z0-9-]+:\d{12}:secret:[A-Za-z0-9/_+=.@!-]{1,512}$/,
    "This is not the ARN of a secret",
  );

/** Where the secret of an ARN lives; the input must have passed `SecretArn`. */
export function placeOf(arn: string): Place {
  const [, , , region = "", accountId = ""] = arn.split(":");
  return { accountId, region };
}

export function placeKey({ accountId, region }: Place): string {
  return `${accountId}/${region}`;
}
