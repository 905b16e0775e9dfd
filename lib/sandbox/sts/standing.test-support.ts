import { AssumeRoleCommand, type AssumeRoleCommandInput, STSClient } from "@aws-sdk/client-sts";
import { expect } from "vitest";
import type { Sandbox } from "../start";

export const ACCOUNT = "111122223333";
export const roleArn = (name: string, account = ACCOUNT) => `arn:aws:iam::${account}:role/${name}`;

/** Credentials as a client takes them. */
export interface Keys {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string;
}

export const administrator: Keys = { accessKeyId: `AKIA${ACCOUNT}`, secretAccessKey: "sandbox" };

/** A client of the unmodified SDK that asks once. */
export const stsClient = (sandbox: Sandbox, credentials: Keys = administrator) =>
  new STSClient({ endpoint: sandbox.url, region: "eu-west-1", credentials, maxAttempts: 1 });

/** Assumes a role as somebody; answers the whole response. */
export function assume(
  sandbox: Sandbox,
  input: Partial<AssumeRoleCommandInput> & { role?: string },
  as: Keys = administrator,
) {
  const { role = "Worker", ...more } = input;
  return stsClient(sandbox, as).send(
    new AssumeRoleCommand({ RoleArn: roleArn(role), RoleSessionName: "ann", ...more }),
  );
}

/** The keys of a new session. */
export async function sessionKeys(...args: Parameters<typeof assume>): Promise<Keys> {
  const { Credentials } = await assume(...args);
  return {
    accessKeyId: Credentials?.AccessKeyId ?? "",
    secretAccessKey: Credentials?.SecretAccessKey ?? "",
    sessionToken: Credentials?.SessionToken,
  };
}

/** Makes principals through the control that tests of other rooms use too. */
export async function putIam(sandbox: Sandbox, order: object): Promise<void> {
  const answer = await fetch(`${sandbox.url}/_sandbox/iam`, {
    method: "POST",
    body: JSON.stringify({ accountId: ACCOUNT, ...order }),
  });
  if (!answer.ok) throw new Error(await answer.text());
}

/** A trust policy for one principal. */
export const trusting = (
  principal: string,
  actions: readonly string[] = ["sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"],
  condition?: object,
) => ({
  Version: "2012-10-17",
  Statement: [
    { Effect: "Allow", Principal: { AWS: principal }, Action: actions, Condition: condition },
  ],
});

/** A policy that allows some actions on everything. */
export const allowing = (...actions: string[]) => ({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action: actions, Resource: "*" }],
});

/** What the SDK must throw. */
export const refusal = (code: string, message: string | RegExp, status = 400) =>
  expect.objectContaining({
    name: code,
    message: typeof message === "string" ? message : expect.stringMatching(message),
    $metadata: expect.objectContaining({ httpStatusCode: status }),
  });
/** STS never says why, nor whether the role exists. */
export const denied = (
  action: string,
  role: string,
  who = `arn:aws:iam::${ACCOUNT}:user/Administrator`,
) =>
  refusal(
    "AccessDenied",
    `User: ${who} is not authorized to perform: ${action} on resource: ${roleArn(role)}`,
    403,
  );
