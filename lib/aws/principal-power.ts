import "server-only";
import { type IAMClient, SimulatePrincipalPolicyCommand } from "@aws-sdk/client-iam";
import type { GateAnswer } from "@/lib/domain/principal-access";

/**
 * Asks IAM what a principal's own policies, its permissions boundary included, say to one action
 * on one resource. Resource, session, key and organization policies have no part in the answer.
 *
 * @throws the SDK's error, `NoSuchEntity` for a principal that is gone or was named without its path
 */
export async function principalPower(
  client: IAMClient,
  { principal, action, resource }: { principal: string; action: string; resource: string },
): Promise<GateAnswer> {
  const { EvaluationResults = [] } = await client.send(
    new SimulatePrincipalPolicyCommand({
      PolicySourceArn: principal,
      ActionNames: [action],
      ResourceArns: [resource],
    }),
  );
  const decisions = EvaluationResults.map(({ EvalDecision }) => EvalDecision);
  if (decisions.includes("explicitDeny")) return "denies";
  if (EvaluationResults.some(({ MissingContextValues = [] }) => MissingContextValues.length > 0))
    return "depends";
  return decisions.length > 0 && decisions.every((each) => each === "allowed")
    ? "allows"
    : "silent";
}
