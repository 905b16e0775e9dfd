import { GetRoleCommand, IAMClient, SimulatePrincipalPolicyCommand } from "@aws-sdk/client-iam";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Sandbox, startSandbox } from "../start";
import { iamApi } from "./service";

const account = "111122223333";
const role = `arn:aws:iam::${account}:role/teams/operator`;
const secret = `arn:aws:secretsmanager:eu-west-1:${account}:secret:prod/db-AbCdEf`;

const trustPolicy = JSON.stringify({
  Version: "2012-10-17",
  Statement: [
    {
      Effect: "Allow",
      Principal: { AWS: `arn:aws:iam::${account}:root` },
      Action: "sts:AssumeRole",
    },
  ],
});

/** May delete, but never at once and never with a short window. */
const policy = JSON.stringify({
  Version: "2012-10-17",
  Statement: [
    { Effect: "Allow", Action: "secretsmanager:DeleteSecret", Resource: "*" },
    {
      Effect: "Deny",
      Action: "secretsmanager:DeleteSecret",
      Resource: "*",
      Condition: { Bool: { "secretsmanager:ForceDeleteWithoutRecovery": "true" } },
    },
    {
      Effect: "Deny",
      Action: "secretsmanager:DeleteSecret",
      Resource: "*",
      Condition: { NumericLessThan: { "secretsmanager:RecoveryWindowInDays": "14" } },
    },
  ],
});

let sandbox: Sandbox;
let client: IAMClient;

beforeAll(async () => {
  sandbox = await startSandbox({ services: [iamApi] });
  sandbox.controls.throttle.scale = null;
  client = new IAMClient({
    endpoint: sandbox.url,
    region: "us-east-1",
    credentials: { accessKeyId: `AKIA${account}`, secretAccessKey: "sandbox" },
    maxAttempts: 1,
  });
  sandbox.world.account(account).iam.roles.set("operator", {
    name: "operator",
    arn: role,
    roleId: "AROAOPERATOR000000001",
    trustPolicy,
    policies: new Map([["inline", policy]]),
    maxSessionSeconds: 7200,
    createdAt: new Date("2026-02-03T04:05:06Z"),
  });
});

afterAll(async () => {
  client.destroy();
  await sandbox.close();
});

test("a role is shown with its path and its trust policy, URL-encoded", async () => {
  const { Role } = await client.send(new GetRoleCommand({ RoleName: "operator" }));
  expect(Role).toMatchObject({
    Path: "/teams/",
    RoleName: "operator",
    RoleId: "AROAOPERATOR000000001",
    Arn: role,
    CreateDate: new Date("2026-02-03T04:05:06Z"),
    MaxSessionDuration: 7200,
  });
  const document = decodeURIComponent(Role?.AssumeRolePolicyDocument ?? "");
  expect(document).toBe(trustPolicy);
});

test("an unknown role is NoSuchEntity", async () => {
  const attempt = client.send(new GetRoleCommand({ RoleName: "nobody" }));
  await expect(attempt).rejects.toMatchObject({
    name: "NoSuchEntityException",
    message: "The role with name nobody cannot be found.",
    $metadata: { httpStatusCode: 404 },
  });
});

/** The decision about one action, given condition keys. */
async function decision(
  action: string,
  context: Record<string, [type: "boolean" | "numeric", value: string]> = {},
) {
  const { EvaluationResults, IsTruncated } = await client.send(
    new SimulatePrincipalPolicyCommand({
      PolicySourceArn: role,
      ActionNames: [action],
      ResourceArns: [secret],
      ContextEntries: Object.entries(context).map(([name, [type, value]]) => ({
        ContextKeyName: name,
        ContextKeyType: type,
        ContextKeyValues: [value],
      })),
    }),
  );
  expect(IsTruncated).toBe(false);
  expect(EvaluationResults).toHaveLength(1);
  return EvaluationResults?.[0]?.EvalDecision;
}

// What a console asks to know whether a recovery window is guaranteed.
test("a role's policies decide, with the condition keys that are passed", async () => {
  expect(await decision("secretsmanager:DeleteSecret")).toBe("allowed");
  expect(await decision("secretsmanager:RestoreSecret")).toBe("implicitDeny");
  const forced = decision("secretsmanager:DeleteSecret", {
    "secretsmanager:ForceDeleteWithoutRecovery": ["boolean", "true"],
  });
  expect(await forced).toBe("explicitDeny");
  const window = (days: string) =>
    decision("secretsmanager:DeleteSecret", {
      "secretsmanager:RecoveryWindowInDays": ["numeric", days],
    });
  expect(await window("7")).toBe("explicitDeny");
  expect(await window("14")).toBe("allowed");
});

test("every action is tried on every resource, page by page", async () => {
  const input = {
    PolicySourceArn: role,
    ActionNames: ["secretsmanager:DeleteSecret", "secretsmanager:GetSecretValue"],
    ResourceArns: [secret, `${secret}2`],
    MaxItems: 3,
  };
  const first = await client.send(new SimulatePrincipalPolicyCommand(input));
  const rest = await client.send(
    new SimulatePrincipalPolicyCommand({ ...input, Marker: first.Marker }),
  );
  expect(first.IsTruncated).toBe(true);
  expect(first.EvaluationResults).toHaveLength(3);
  expect(rest.EvaluationResults?.map((result) => result.EvalResourceName)).toEqual([`${secret}2`]);
});

test("a policy passed in counts too, an unknown principal is NoSuchEntity", async () => {
  const { EvaluationResults } = await client.send(
    new SimulatePrincipalPolicyCommand({
      PolicySourceArn: role,
      ActionNames: ["secretsmanager:RestoreSecret"],
      PolicyInputList: [
        JSON.stringify({
          Version: "2012-10-17",
          Statement: [{ Effect: "Allow", Action: "secretsmanager:RestoreSecret", Resource: "*" }],
        }),
      ],
    }),
  );
  expect(EvaluationResults?.[0]).toMatchObject({ EvalDecision: "allowed", EvalResourceName: "*" });
  const unknown = new SimulatePrincipalPolicyCommand({
    PolicySourceArn: `arn:aws:iam::${account}:role/nobody`,
    ActionNames: ["secretsmanager:RestoreSecret"],
  });
  await expect(client.send(unknown)).rejects.toMatchObject({ name: "NoSuchEntityException" });
});
