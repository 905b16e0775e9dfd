import { execFileSync } from "node:child_process";
import { FIRST_ACCOUNT } from "./start";

/** One call that a client of AWS's own makes, and the code it is meant to be refused with. */
export interface ForeignCall {
  service: string;
  operation: string;
  input: Record<string, unknown>;
  region?: string;
  refused?: string;
}

/** Reads calls from its input and prints `ok` or the error's code, one line a call. */
export const throughBoto3 = `
import boto3, json, sys
from botocore import xform_name
from botocore.exceptions import ClientError
url, account = sys.argv[1:3]
for call in json.load(sys.stdin):
    client = boto3.client(call["service"], region_name=call["region"], endpoint_url=url,
        aws_access_key_id="AKIA" + account, aws_secret_access_key="sandbox")
    try:
        getattr(client, xform_name(call["operation"]))(**call["input"])
        print("ok")
    except ClientError as error:
        print(error.response["Error"]["Code"])
    sys.stdout.flush()
`;

/** The same through the command line's own driver, in one process because each start takes long. */
export const throughCommandLine = `
import io, json, os, re, sys
from contextlib import redirect_stdout, redirect_stderr
from awscli.clidriver import create_clidriver
from botocore import xform_name
url, account = sys.argv[1:3]
os.environ.update(AWS_ENDPOINT_URL=url, AWS_ACCESS_KEY_ID="AKIA" + account,
    AWS_SECRET_ACCESS_KEY="sandbox", AWS_PAGER="")
for call in json.load(sys.stdin):
    words = [call["service"], xform_name(call["operation"], "-"), "--region", call["region"]]
    if call["operation"] == "Invoke":
        # The one command that writes to a file and takes no JSON for its members.
        words += ["--function-name", call["input"]["FunctionName"],
            "--invocation-type", call["input"]["InvocationType"], os.devnull]
    else:
        words += ["--cli-input-json", json.dumps(call["input"])]
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        try:
            code = create_clidriver().main(words)
        except SystemExit as ended:
            code = ended.code
    told = re.search(r"An error occurred \\((\\w+)\\)", err.getvalue())
    print("ok" if code == 0 else told.group(1) if told else json.dumps(err.getvalue().strip()[-200:] or code))
    sys.stdout.flush()
`;

/** Whether Python is here with that module; a machine without it skips, and the report says so. */
export function hasModule(name: string): boolean {
  try {
    execFileSync("python3", ["-c", `import ${name}`], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

/** Principals made, looked at and taken away again. */
export function iamCalls(name: string, trustPolicy: string): ForeignCall[] {
  const RoleName = `${name}-role`;
  const UserName = `${name}-user`;
  const inline = { RoleName, PolicyName: "inline" };
  const PolicyArn = `arn:aws:iam::${FIRST_ACCOUNT}:policy/${name}-policy`;
  const PolicyDocument = JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Action: "secretsmanager:*", Resource: "*" }],
  });
  const calls: readonly (readonly [string, Record<string, unknown>])[] = [
    ["CreateRole", { RoleName, AssumeRolePolicyDocument: trustPolicy }],
    ["PutRolePolicy", { ...inline, PolicyDocument }],
    ["GetRolePolicy", inline],
    ["ListRolePolicies", { RoleName }],
    ["DeleteRolePolicy", inline],
    ["CreatePolicy", { PolicyName: `${name}-policy`, PolicyDocument }],
    ["AttachRolePolicy", { RoleName, PolicyArn }],
    ["ListAttachedRolePolicies", { RoleName }],
    ["DetachRolePolicy", { RoleName, PolicyArn }],
    ["DeleteRole", { RoleName }],
    ["CreateUser", { UserName }],
    ["PutUserPolicy", { UserName, PolicyName: "inline", PolicyDocument }],
    ["CreateAccessKey", { UserName }],
    ["DeleteUser", { UserName }],
  ];
  return calls.map(([operation, input]) => ({ service: "iam", operation, input }));
}
