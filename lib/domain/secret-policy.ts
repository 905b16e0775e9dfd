import { z } from "zod";
import { SecretArn } from "./place";
import { POLICY_CHARS_MAX } from "./resource-policy";

/** The resource policy of a secret as AWS prints it. */
export interface SecretPolicy {
  /** Absent: there is none. */
  policy?: string;
  readAt: string;
}

/** One objection of ValidateResourcePolicy. */
export interface PolicyCheck {
  check: string;
  says: string;
}

const PolicyText = z
  .string()
  .min(1, "Write a policy, or remove it instead")
  .max(POLICY_CHARS_MAX, "A policy has at most 20,480 characters")
  .refine((text) => {
    try {
      const value: unknown = JSON.parse(text);
      return typeof value === "object" && value !== null && !Array.isArray(value);
    } catch {
      return false;
    }
  }, "This is not a JSON object");

/** What was there when the person began; absent = no policy. The guard against lost updates. */
const Seen = z
  .string()
  .max(2 * POLICY_CHARS_MAX)
  .optional();

export const CheckPolicyInput = z.strictObject({ arn: SecretArn, policy: PolicyText });

/** Public access is blocked unless the person says otherwise, which AWS's API would not do (facts 2.6). */
export const PutPolicyInput = z.strictObject({
  arn: SecretArn,
  policy: PolicyText,
  blockPublicPolicy: z.boolean().default(true),
  seen: Seen,
});

export const DeletePolicyInput = z.strictObject({ arn: SecretArn, seen: Seen });
