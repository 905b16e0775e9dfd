import {
  CreateSecretCommand,
  GetSecretValueCommand,
  PutResourcePolicyCommand,
  PutSecretValueCommand,
} from "@aws-sdk/client-secrets-manager";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { changeTags } from "@/lib/actions/secret";
import { stubSettings, writeSettings } from "@/lib/auth/settings.test-support";
import { useDatabase } from "@/lib/db/databases.test-support";
import type { PrincipalAccess } from "@/lib/domain/principal-access";
import type { ConsoleRole } from "@/lib/domain/role";
import { consoleUrl, issuer, visitor } from "@/lib/entry/visitor.test-support";
import { useAws } from "@/lib/inventory/aws.test-support";
import { access } from "./access";
import { activity } from "./activity";
import { policy } from "./policy";
import { readers } from "./readers";
import { secret as read } from "./secret";

const request = vi.hoisted(() => ({ headers: new Headers() }));
vi.mock("next/headers", () => ({ headers: async () => request.headers }));

const file = writeSettings(issuer, {});
beforeEach(() => stubSettings(file, consoleUrl));

const patiently = { timeout: 60_000, interval: 300 };
const principal = (role: string) => `arn:aws:iam::111122223333:role/${role}`;

async function signIn(subject: string, role: ConsoleRole = "operator"): Promise<void> {
  request.headers = (await visitor(subject, [role])).headers();
}

describe("what the tabs of a secret read", () => {
  useDatabase("embedded");
  const aws = useAws();
  const admin = () => aws.admin("eu-west-1");

  async function secret(Name: string): Promise<string> {
    const command = new CreateSecretCommand({ Name, SecretString: "v" });
    return (await admin().send(command)).ARN ?? "";
  }

  async function accessOf(arn: string, role: string): Promise<PrincipalAccess> {
    const outcome = await access({ arn, principal: principal(role) });
    if (!outcome.ok) throw new Error(outcome.failure.code);
    return outcome.data;
  }

  test("what keeps a principal out, gate by gate, and what was not evaluated", async () => {
    const arn = await secret("gates/db");
    await signIn("auditor-1", "auditor");
    expect(await accessOf(arn, "StrongroomOperator")).toMatchObject({ verdict: "can read" });
    expect(await accessOf(arn, "StrongroomAuditor")).toMatchObject({
      verdict: "blocked",
      blockedBy: ["identity"],
      notEvaluated: expect.arrayContaining(["organization policies (SCP, RCP)"]),
    });
    const deny = {
      Effect: "Deny",
      Principal: { AWS: principal("StrongroomOperator") },
      Action: "secretsmanager:GetSecretValue",
      Resource: "*",
    };
    const ResourcePolicy = JSON.stringify({ Version: "2012-10-17", Statement: deny });
    await admin().send(new PutResourcePolicyCommand({ SecretId: arn, ResourcePolicy }));
    expect(await accessOf(arn, "StrongroomOperator")).toMatchObject({
      verdict: "blocked",
      blockedBy: ["resource policy"],
    });
  });

  // A gate that cannot be asked must not read as one that lets in.
  test("a principal that IAM does not know leaves its gate open, in AWS's words", async () => {
    const arn = await secret("unknown/db");
    await signIn("auditor-1", "auditor");
    const { verdict, gates } = await accessOf(arn, "nobody");
    expect(verdict).toBe("not known");
    expect(gates[0]).toMatchObject({
      gate: "identity",
      answer: "unknown",
      failure: { aws: { code: expect.stringContaining("NoSuchEntity") } },
    });
    expect(await access({ arn, principal: "arn:aws:iam::111122223333:root" })).toMatchObject({
      failure: { code: "invalid-input" },
    });
  });

  test("ledger and CloudTrail are joined by request id; others' entries are for auditors", async () => {
    const arn = await secret("joined/db");
    await signIn("operator-acts");
    const set = [{ key: "seen", value: "1" }];
    expect(await changeTags({ arn, set, remove: [] })).toMatchObject({ ok: true });
    const rowsOf = async () => {
      const outcome = await activity({ arn });
      if (!outcome.ok) throw new Error(outcome.failure.code);
      return outcome.data;
    };
    await vi.waitFor(async () => {
      const { rows } = await rowsOf();
      expect(rows.map(({ what, agreement, through }) => [what, agreement, through])).toEqual([
        ["changed tags", "matched", "this console"],
        ["CreateSecret", "outside", expect.any(String)],
      ]);
    }, patiently);
    await signIn("operator-other");
    const others = await rowsOf();
    expect(others.isOwnOnly).toBe(true);
    expect(others.rows.map(({ what }) => what)).toEqual(["TagResource", "CreateSecret"]);
    await signIn("auditor-2", "auditor");
    expect((await rowsOf()).rows[0]).toMatchObject({ who: "operator-acts", agreement: "matched" });
  });

  // Else the timeline would see the new labels before the change that moved them, and draw a gap.
  test("an answer that holds a change is dated after the change", async () => {
    const arn = await secret("moved/meanwhile");
    await signIn("auditor-4", "auditor");
    aws.sandbox.controls.faults.add({
      service: "secretsmanager",
      operation: "DescribeSecret",
      effect: { kind: "delay", ms: 60_000 },
    });
    const asked = read({ arn });
    await vi.waitFor(() => {
      expect(aws.sandbox.controls.faults.list()).toMatchObject([{ hits: 1 }]);
    }, patiently);
    await admin().send(new PutSecretValueCommand({ SecretId: arn, SecretString: "w" }));
    aws.sandbox.controls.faults.clear();
    const outcome = await asked;
    if (!outcome.ok) throw new Error(outcome.failure.code);
    const { readAt, lastChangedAt = "" } = outcome.data;
    expect(lastChangedAt).not.toBe(outcome.data.createdAt);
    expect(readAt > lastChangedAt).toBe(true);
  });

  test("readers come from what was read of CloudTrail", async () => {
    const arn = await secret("read/db");
    await admin().send(new GetSecretValueCommand({ SecretId: arn }));
    await signIn("auditor-3", "auditor");
    await vi.waitFor(async () => {
      expect(await readers({ arn })).toMatchObject({ data: { lastWeek: [{ reads: 1 }] } });
    }, patiently);
    expect(await policy({ arn })).toMatchObject({ ok: true });
  });
});
