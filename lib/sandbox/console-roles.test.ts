import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { CONSOLE_USER, EXTERNAL_ID, PolicyFolderProblem, putConsoleRoles } from "./console-roles";
import { type Sandbox, startSandbox } from "./start";
import { makeWorld } from "./world";

const trust = {
  Version: "2012-10-17",
  Statement: [
    {
      Effect: "Allow",
      // biome-ignore lint/suspicious/noTemplateCurlyInString: the files carry these placeholders.
      Principal: { AWS: "${consolePrincipal}" },
      Action: ["sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"],
      // biome-ignore lint/suspicious/noTemplateCurlyInString: the files carry these placeholders.
      Condition: { StringEquals: { "sts:ExternalId": "${externalId}" } },
    },
  ],
};
const identity = {
  Version: "2012-10-17",
  Statement: [
    {
      Effect: "Allow",
      Action: "secretsmanager:*",
      // biome-ignore lint/suspicious/noTemplateCurlyInString: one placeholder and one IAM variable.
      Resource: "arn:${partition}:secretsmanager:*:${accountId}:secret:${aws:PrincipalTag/team}-*",
    },
  ],
};
const consoleIdentity = {
  Version: "2012-10-17",
  Statement: [
    {
      Effect: "Allow",
      Action: ["sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"],
      Resource: "arn:aws:iam::*:role/StrongroomOperator",
    },
  ],
};

let folder: string;
let sandbox: Sandbox | undefined;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "policies-"));
  for (const role of ["operator", "approver", "auditor"]) {
    writeFileSync(join(folder, `${role}.trust.json`), JSON.stringify(trust));
    writeFileSync(join(folder, `${role}.identity.json`), JSON.stringify(identity));
  }
  writeFileSync(join(folder, "console.identity.json"), JSON.stringify(consoleIdentity));
});

afterEach(async () => {
  await sandbox?.close();
  sandbox = undefined;
  rmSync(folder, { recursive: true, force: true });
});

const assume = (url: string, role: string, externalId: string | undefined) =>
  new STSClient({ endpoint: url, region: "eu-west-1", credentials: CONSOLE_USER }).send(
    new AssumeRoleCommand({
      RoleArn: `arn:aws:iam::444455556666:role/${role}`,
      RoleSessionName: "ann",
      ExternalId: externalId,
      SourceIdentity: "ann",
      Tags: [{ Key: "team", Value: "payments" }],
    }),
  );

describe("the console's roles", () => {
  // Guarantees that the shipped files alone decide whom the console may become.
  it("come from the folder: the right external id opens them, in the other account too", async () => {
    sandbox = await startSandbox({ estate: (world) => putConsoleRoles(world, folder) });
    const { AssumedRoleUser } = await assume(sandbox.url, "StrongroomOperator", EXTERNAL_ID);
    expect(AssumedRoleUser?.Arn).toBe(
      "arn:aws:sts::444455556666:assumed-role/StrongroomOperator/ann",
    );
    await expect(assume(sandbox.url, "StrongroomOperator", "wrong")).rejects.toThrow(
      "is not authorized to perform: sts:AssumeRole on resource",
    );
    await expect(assume(sandbox.url, "StrongroomOperator", undefined)).rejects.toThrow(
      "is not authorized",
    );
    // Trusted by the role, but the console's own policy does not name it.
    await expect(assume(sandbox.url, "StrongroomAuditor", EXTERNAL_ID)).rejects.toThrow(
      "is not authorized",
    );
  });

  it("fill in the placeholders and leave IAM's own variables alone", () => {
    const world = makeWorld([]);
    putConsoleRoles(world, folder);
    const role = world.account("111122223333").iam.roles.get("StrongroomAuditor");
    expect([...(role?.policies.values() ?? [])][0]).toContain(
      // biome-ignore lint/suspicious/noTemplateCurlyInString: IAM's variable.
      "arn:aws:secretsmanager:*:111122223333:secret:${aws:PrincipalTag/team}-*",
    );
    expect(role?.trustPolicy).toContain("arn:aws:iam::111122223333:user/strongroom-console");
    expect(world.account("111122223333").iam.roles.has("StrongroomObserver")).toBe(false);
  });

  it("name the file that is missing or broken", () => {
    writeFileSync(join(folder, "auditor.trust.json"), "{");
    expect(() => putConsoleRoles(makeWorld([]), folder)).toThrow(PolicyFolderProblem);
    rmSync(join(folder, "operator.trust.json"));
    expect(() => putConsoleRoles(makeWorld([]), folder)).toThrow(/operator\.trust\.json/);
  });
});
