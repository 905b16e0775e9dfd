/** A Lambda function that could rotate secrets of its place. */
export interface RotationFunction {
  arn: string;
  name: string;
  description?: string;
  runtime?: string;
}

/** What is known about one function before it is trusted with a secret. */
export interface FunctionCheck {
  exists: boolean;
  /** Whether its resource policy lets Secrets Manager in; undefined = the policy was refused. */
  mayBeInvoked?: boolean;
  /** What would let it in: the command to run. */
  command: string;
  timeoutSeconds?: number;
}

/** Whether a function's resource policy lets Secrets Manager invoke it (facts 1.1). */
export function letsSecretsManagerIn(policy: string): boolean {
  const statements = statementsOf(policy);
  return statements.some(
    ({ Effect, Principal, Action }) =>
      Effect === "Allow" &&
      namesService(Principal) &&
      [Action]
        .flat()
        .some((action) => /^lambda:(InvokeFunction|Invoke\*|\*)$/i.test(String(action))),
  );
}

/** The AWS CLI call that lets Secrets Manager invoke the function. */
export function allowCommand(functionArn: string): string {
  const [, , , region = "", account = ""] = functionArn.split(":");
  return `aws lambda add-permission --region ${region} --function-name ${functionArn} --statement-id SecretsManagerAccess --action lambda:InvokeFunction --principal secretsmanager.amazonaws.com --source-account ${account}`;
}

interface Statement {
  Effect?: unknown;
  Principal?: unknown;
  Action?: unknown;
}

function statementsOf(policy: string): Statement[] {
  try {
    const { Statement } = JSON.parse(policy) as { Statement?: Statement | Statement[] };
    return [Statement ?? []].flat();
  } catch {
    return [];
  }
}

function namesService(principal: unknown): boolean {
  if (principal === "*") return true;
  if (typeof principal !== "object" || principal === null) return false;
  const services = [(principal as { Service?: unknown }).Service ?? []].flat();
  return services.includes("secretsmanager.amazonaws.com");
}
