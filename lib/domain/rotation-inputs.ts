import { z } from "zod";
import { placeOf, SecretArn } from "./place";
import { scheduleRefusals } from "./rotation-schedule";
import { SecretRef, VersionId } from "./secret";

/**
 * `token` is made by the page when its dialog opens and becomes the new version's id: a repeated
 * click, or an answer that got lost, then never begins a second rotation (facts 1.2).
 */
export const RotateNowInput = z.strictObject({ arn: SecretArn, token: VersionId });

export const TurnOffRotationInput = SecretRef;

export const FunctionArn = z
  .string()
  .max(2048)
  .regex(
    /^arn:aws[a-z-]*:lambda:[a-z0-9-]+:\d{12}:function:[A-Za-z0-9_-]{1,140}$/,
    "A function's ARN looks like arn:aws:lambda:eu-west-1:111122223333:function:name",
  );

/** A schedule as a person gives it: days or an expression, and how long a window lasts. */
export const ScheduleRules = z.strictObject({
  scheduleExpression: z.string().max(256).optional(),
  automaticallyAfterDays: z.number().int().optional(),
  duration: z.string().max(3).optional(),
});

/**
 * True for secrets that a function of one's own rotates. Where a service or AWS itself does, the
 * schedule is all that may be changed, by RotateSecret without a function (facts 2.4).
 */
export function needsFunction(secret: { owningService?: string; externalType?: string }): boolean {
  return !secret.owningService && !secret.externalType;
}

/** Everything that AWS would refuse about a schedule is refused here, in our words, first. */
export const ChangeScheduleInput = z
  .strictObject({
    arn: SecretArn,
    token: VersionId,
    /** Left out for secrets that AWS or another service rotates. */
    functionArn: FunctionArn.optional(),
    rules: ScheduleRules,
    /** AWS rotates at once unless told not to. */
    rotateNow: z.boolean(),
  })
  .superRefine(({ arn, functionArn, rules }, context) => {
    const refuse = (path: string[], message: string) =>
      context.addIssue({ code: "custom", path, message });
    for (const { field, says, awsSays } of scheduleRefusals(rules)) {
      refuse(["rules", field], awsSays ? `${says} AWS would say: “${awsSays}”` : says);
    }
    if (rules.scheduleExpression === undefined && rules.automaticallyAfterDays === undefined) {
      refuse(["rules", "scheduleExpression"], "Say how often: a number of days or an expression.");
    }
    const [, , , region] = functionArn?.split(":") ?? [];
    if (functionArn && region !== placeOf(arn).region) {
      refuse(["functionArn"], "The function must be in the secret's own Region.");
    }
  });
export type ChangeScheduleInput = z.output<typeof ChangeScheduleInput>;

/** Which run a page follows: the version that it makes. */
export const RunQuery = z.strictObject({ arn: SecretArn, versionId: VersionId });

/** Which function of a secret's place is looked at. */
export const FunctionQuery = z.strictObject({ arn: SecretArn, functionArn: FunctionArn });
