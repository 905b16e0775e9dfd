import {
  AttachRolePolicyCommand,
  CreateAccessKeyCommand,
  CreatePolicyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  DeleteRoleCommand,
  DetachRolePolicyCommand,
  GetRolePolicyCommand,
  IAMClient,
  ListAttachedRolePoliciesCommand,
  ListRolePoliciesCommand,
  PutRolePolicyCommand,
  PutUserPolicyCommand,
} from "@aws-sdk/client-iam";
import { CreateSecretCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { FIRST_ACCOUNT, type Sandbox, startSandbox } from "../start";

interface Key {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string;
}

const administrator = { accessKeyId: `AKIA${FIRST_ACCOUNT}`, secretAccessKey: "sandbox" };

let sandbox: Sandbox;
let iam: IAMClient;
const closing: { destroy(): void }[] = [];

beforeAll(async () => {
  sandbox = await startSandbox();
  iam = kept(new IAMClient(options(administrator)));
});

afterAll(async () => {
  for (const client of closing) client.destroy();
  await sandbox.close();
});

const options = (credentials: Key) => ({
  endpoint: sandbox.url,
  region: "eu-west-1",
  credentials,
  maxAttempts: 1,
});

function kept<Client extends { destroy(): void }>(client: Client): Client {
  closing.push(client);
  return client;
}

const allow = (action: string) =>
  JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Action: action, Resource: "*" }],
  });

const refusal = (attempt: Promise<unknown>) =>
  attempt.then(
    () => "success",
    (error: Error) => error.name,
  );

/** Whether the key may make a secret of that name. */
const making = (credentials: Key, Name: string) =>
  refusal(
    kept(new SecretsManagerClient(options(credentials))).send(
      new CreateSecretCommand({ Name, SecretString: "x" }),
    ),
  );

test("a new user can do nothing until a policy says so", async () => {
  await iam.send(new CreateUserCommand({ UserName: "maker" }));
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName: "maker" }));
  const key = {
    accessKeyId: AccessKey?.AccessKeyId ?? "",
    secretAccessKey: AccessKey?.SecretAccessKey ?? "",
  };
  expect(await making(key, "made")).toBe("AccessDeniedException");
  await iam.send(
    new PutUserPolicyCommand({
      UserName: "maker",
      PolicyName: "create",
      PolicyDocument: allow("secretsmanager:CreateSecret"),
    }),
  );
  expect(await making(key, "made")).toBe("success");
  expect(await refusal(iam.send(new CreateUserCommand({ UserName: "maker" })))).toBe(
    "EntityAlreadyExistsException",
  );
});

test("a role may what its inline and attached policies allow, and no longer than they stay", async () => {
  const RoleName = "worker";
  const trust = JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Principal: { AWS: `arn:aws:iam::${FIRST_ACCOUNT}:root` },
        Action: "sts:AssumeRole",
      },
    ],
  });
  const { Role } = await iam.send(
    new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: trust }),
  );
  const sts = kept(new STSClient(options(administrator)));
  const { Credentials } = await sts.send(
    new AssumeRoleCommand({ RoleArn: Role?.Arn, RoleSessionName: "tester" }),
  );
  const session = {
    accessKeyId: Credentials?.AccessKeyId ?? "",
    secretAccessKey: Credentials?.SecretAccessKey ?? "",
    sessionToken: Credentials?.SessionToken,
  };
  expect(await making(session, "by-role")).toBe("AccessDeniedException");
  const { Policy } = await iam.send(
    new CreatePolicyCommand({ PolicyName: "create", PolicyDocument: allow("secretsmanager:*") }),
  );
  const attachment = { RoleName, PolicyArn: Policy?.Arn };
  await iam.send(new AttachRolePolicyCommand(attachment));
  expect(await making(session, "by-role")).toBe("success");
  const attached = await iam.send(new ListAttachedRolePoliciesCommand({ RoleName }));
  expect(attached.AttachedPolicies).toEqual([{ PolicyName: "create", PolicyArn: Policy?.Arn }]);
  await iam.send(new DetachRolePolicyCommand(attachment));
  expect(await making(session, "by-role-again")).toBe("AccessDeniedException");

  const inline = { RoleName, PolicyName: "inline" };
  const PolicyDocument = allow("secretsmanager:CreateSecret");
  await iam.send(new PutRolePolicyCommand({ ...inline, PolicyDocument }));
  expect(await making(session, "by-role-again")).toBe("success");
  const shown = await iam.send(new GetRolePolicyCommand(inline));
  expect(decodeURIComponent(shown.PolicyDocument ?? "")).toBe(PolicyDocument);
  const { PolicyNames } = await iam.send(new ListRolePoliciesCommand({ RoleName }));
  expect(PolicyNames).toEqual(["inline"]);
  expect(await refusal(iam.send(new DeleteRoleCommand({ RoleName })))).toBe(
    "DeleteConflictException",
  );
});

test("a policy that is none is refused", async () => {
  const bad = new CreatePolicyCommand({ PolicyName: "bad", PolicyDocument: "not json" });
  expect(await refusal(iam.send(bad))).toBe("MalformedPolicyDocumentException");
});
