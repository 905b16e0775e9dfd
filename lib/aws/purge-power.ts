import "server-only";
import { type IAMClient, SimulatePrincipalPolicyCommand } from "@aws-sdk/client-iam";
import type { PurgePower } from "@/lib/domain/pending-deletion";

/**
 * Asks IAM what a principal's own policies say about deleting any secret: at once, and with the
 * shortest window. Resource, session and service control policies have no part in the answer.
 *
 * @throws the SDK's error, `NoSuchEntity` for a principal that is gone or was named incompletely
 */
export async function purgePower(client: IAMClient, arn: string): Promise<PurgePower> {
  const may = async (key: string, value: string, type: "boolean" | "numeric") => {
    const { EvaluationResults = [] } = await client.send(
      new SimulatePrincipalPolicyCommand({
        PolicySourceArn: arn,
        ActionNames: ["secretsmanager:DeleteSecret"],
        ResourceArns: ["*"],
        ContextEntries: [{ ContextKeyName: key, ContextKeyValues: [value], ContextKeyType: type }],
      }),
    );
    return EvaluationResults.some(({ EvalDecision }) => EvalDecision === "allowed");
  };
  const mayForce = await may("secretsmanager:ForceDeleteWithoutRecovery", "true", "boolean");
  const mayUseShortest = await may("secretsmanager:RecoveryWindowInDays", "7", "numeric");
  return { arn, mayForce, mayUseShortest };
}
