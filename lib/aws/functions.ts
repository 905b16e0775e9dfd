import "server-only";
import {
  GetFunctionConfigurationCommand,
  GetPolicyCommand,
  type LambdaClient,
  ListFunctionsCommand,
  ResourceNotFoundException,
} from "@aws-sdk/client-lambda";
import {
  allowCommand,
  type FunctionCheck,
  letsSecretsManagerIn,
  type RotationFunction,
} from "@/lib/domain/rotation-function";
import { fromAws } from "./failures";

/** AWS gives 50 a page; a place with more than a thousand functions is said to have more. */
const PAGES_MAX = 20;

/** The functions of a place. @throws Failure with AWS's words */
export async function listFunctions(
  client: LambdaClient,
): Promise<{ functions: RotationFunction[]; isComplete: boolean }> {
  const functions: RotationFunction[] = [];
  let Marker: string | undefined;
  try {
    for (let page = 0; page < PAGES_MAX; page += 1) {
      const answer = await client.send(new ListFunctionsCommand({ MaxItems: 50, Marker }));
      for (const { FunctionArn, FunctionName, Description, Runtime } of answer.Functions ?? []) {
        if (!FunctionArn || !FunctionName) continue;
        functions.push({
          arn: FunctionArn,
          name: FunctionName,
          description: Description || undefined,
          runtime: Runtime,
        });
      }
      Marker = answer.NextMarker || undefined;
      if (!Marker) return { functions, isComplete: true };
    }
    return { functions, isComplete: false };
  } catch (error) {
    throw fromAws(error);
  }
}

/** Whether the function is there and lets Secrets Manager in. @throws Failure with AWS's words */
export async function checkFunction(client: LambdaClient, arn: string): Promise<FunctionCheck> {
  const command = allowCommand(arn);
  try {
    const { Timeout } = await client.send(
      new GetFunctionConfigurationCommand({ FunctionName: arn }),
    );
    const policy = await policyOf(client, arn);
    return {
      exists: true,
      mayBeInvoked: policy !== undefined && letsSecretsManagerIn(policy),
      command,
      timeoutSeconds: Timeout,
    };
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return { exists: false, command };
    throw fromAws(error);
  }
}

/** The function's resource policy; undefined = it has none, so nobody else may invoke it. */
async function policyOf(client: LambdaClient, arn: string): Promise<string | undefined> {
  try {
    return (await client.send(new GetPolicyCommand({ FunctionName: arn }))).Policy;
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return undefined;
    throw error;
  }
}
