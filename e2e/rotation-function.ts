import { AddPermissionCommand, CreateFunctionCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { production, stack } from "./stack";

/** A function whose name is its script; Secrets Manager may invoke it. */
export async function functionNamed(name: string): Promise<string> {
  const client = new LambdaClient({
    endpoint: stack.aws,
    region: "eu-west-1",
    credentials: { accessKeyId: `AKIA${production}`, secretAccessKey: "sandbox" },
  });
  const FunctionName = `${name}-${Date.now().toString(36)}`;
  const { FunctionArn = "" } = await client.send(
    new CreateFunctionCommand({
      FunctionName,
      Role: `arn:aws:iam::${production}:role/rotates`,
      Runtime: "python3.13",
      Handler: "lambda_function.lambda_handler",
      Code: { ZipFile: new Uint8Array([80, 75, 5, 6]) },
    }),
  );
  await client.send(
    new AddPermissionCommand({
      FunctionName,
      StatementId: "SecretsManagerAccess",
      Action: "lambda:InvokeFunction",
      Principal: "secretsmanager.amazonaws.com",
    }),
  );
  client.destroy();
  return FunctionArn;
}
