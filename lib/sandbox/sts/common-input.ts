import { type Shape, validationError } from "./shape";

/** What both ways to assume a role take (facts 3). */
export interface CommonInput {
  roleArn: string;
  sessionName: string;
  durationSeconds?: number;
  policy?: string;
  /** Managed policies to limit the session by; whether they exist is asked after consent. */
  policyArns: readonly string[];
}

const MAX_POLICY_ARNS = 10;

/** RoleArn, RoleSessionName, DurationSeconds, Policy, PolicyArns; `shape` collects problems. */
export function readCommon(raw: Record<string, unknown>, shape: Shape): CommonInput {
  return {
    roleArn: shape.required(raw.RoleArn, { member: "roleArn", min: 20, max: 2048 }),
    sessionName: shape.required(raw.RoleSessionName, {
      member: "roleSessionName",
      min: 2,
      max: 64,
      pattern: /^[\w+=,.@-]*$/,
    }),
    durationSeconds: shape.integer(raw.DurationSeconds, {
      member: "durationSeconds",
      min: 900,
      max: 43_200,
    }),
    policy: shape.optional(raw.Policy, { member: "policy", min: 1, max: 2048 }),
    policyArns: shape
      .list(raw.PolicyArns, { member: "policyArns", max: MAX_POLICY_ARNS })
      .map((each, index) => readPolicyArn(each, `policyArns.${index + 1}.member.arn`, shape)),
  };
}

function readPolicyArn(raw: unknown, member: string, shape: Shape): string {
  const arn: unknown = typeof raw === "object" && raw !== null ? Reflect.get(raw, "arn") : raw;
  // A member without its one field arrives as an empty text.
  return shape.required(arn === "" ? undefined : arn, { member, min: 20, max: 2048 });
}

/** Throws for what is no ARN at all; whether it names a role is nobody's business (facts 11.12). */
export function checkArn(arn: string): void {
  const [scheme, partition, service, , , ...resource] = arn.split(":");
  if (scheme !== "arn" || !partition || !service || resource.join(":") === "") {
    throw validationError(`${arn} is invalid`);
  }
}

/** What CloudTrail keeps of these members. */
export const commonTrail = (input: CommonInput): Record<string, unknown> => ({
  roleArn: input.roleArn,
  roleSessionName: input.sessionName,
  durationSeconds: input.durationSeconds,
  policy: input.policy,
  policyArns: input.policyArns.length > 0 ? input.policyArns.map((arn) => ({ arn })) : undefined,
});
