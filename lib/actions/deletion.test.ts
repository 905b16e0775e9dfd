import {
  CreateSecretCommand,
  type CreateSecretCommandInput,
  DescribeSecretCommand,
} from "@aws-sdk/client-secrets-manager";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { stubSettings, writeSettings } from "@/lib/auth/settings.test-support";
import { useDatabase } from "@/lib/db/databases.test-support";
import { deletionsSeenOf } from "@/lib/db/deletions-seen";
import { consoleUrl, issuer, visitor } from "@/lib/entry/visitor.test-support";
import { useAws } from "@/lib/inventory/aws.test-support";
import { scheduleDeletion } from "./deletion";

const request = vi.hoisted(() => ({ headers: new Headers() }));
vi.mock("next/headers", () => ({ headers: async () => request.headers }));

const file = writeSettings(issuer, {});
beforeEach(async () => {
  stubSettings(file, consoleUrl);
  request.headers = (await visitor("operator-deletes", ["operator"])).headers();
});

const day = 86_400_000;

describe("scheduling a deletion", () => {
  useDatabase("embedded");
  const aws = useAws();

  async function secret(Name: string, more: Partial<CreateSecretCommandInput> = {}) {
    const command = new CreateSecretCommand({ Name, SecretString: "v", ...more });
    return (await aws.admin("eu-west-1").send(command)).ARN ?? "";
  }

  const described = (arn: string) =>
    aws.admin("eu-west-1").send(new DescribeSecretCommand({ SecretId: arn }));

  // Facts 2.3: no later read of AWS's tells when the secret goes; only this answer does.
  test("writes the last tags, keeps what AWS answered, and never asks without a window", async () => {
    const arn = await secret("leaving/db");
    const tags = [{ key: "deletion-reason", value: "replaced by db2" }];
    const outcome = await scheduleDeletion({ arn, windowDays: 7, typedName: "db", tags });
    if (!outcome.ok) throw new Error(outcome.failure.code);
    const { DeletedDate, Tags } = await described(arn);
    expect(Tags).toEqual([{ Key: "deletion-reason", Value: "replaced by db2" }]);
    const { requestedAt, purgeNotBefore = "" } = outcome.data;
    expect(requestedAt).toBe(DeletedDate?.toISOString());
    expect(Math.round((Date.parse(purgeNotBefore) - Date.parse(requestedAt)) / day)).toBe(7);
    expect((await deletionsSeenOf([arn])).get(arn)).toEqual({
      arn,
      requestedAt,
      purgeNotBefore,
      windowDays: 7,
      by: "operator-deletes",
    });
    const call = aws.calls("DeleteSecret", "StrongroomOperator").at(-1);
    expect(call?.sessionPolicy).toContain(arn);
  });

  test.each([
    ["another name", { typedName: "other" }],
    ["no window", { windowDays: 0 }],
    ["a window of 31 days", { windowDays: 31 }],
    ["half a day", { windowDays: 7.5 }],
    ["a tag of AWS's own", { tags: [{ key: "aws:x", value: "y" }] }],
    ["deletion without recovery", { ForceDeleteWithoutRecovery: true }],
  ])("with %s is refused before AWS is asked", async (what, wrong) => {
    const arn = await secret(`staying/${what.replaceAll(/\W/g, "-")}`);
    const leaf = arn.split("/").at(-1)?.slice(0, -7) ?? "";
    const before = aws.sandbox.world.calls.length;
    const input = { arn, windowDays: 30, typedName: leaf, tags: [], ...wrong };
    expect(await scheduleDeletion(input)).toMatchObject({ failure: { code: "invalid-input" } });
    expect(aws.sandbox.world.calls).toHaveLength(before);
  });

  test("AWS's refusal of a secret with replicas stays in AWS's words, and nothing is kept", async () => {
    const arn = await secret("replicated/db", { AddReplicaRegions: [{ Region: "us-east-1" }] });
    const outcome = await scheduleDeletion({ arn, windowDays: 30, typedName: "db", tags: [] });
    expect(outcome).toMatchObject({
      failure: { code: "refused-by-aws", aws: { message: expect.stringMatching(/replica/) } },
    });
    expect((await described(arn)).DeletedDate).toBeUndefined();
    expect(await deletionsSeenOf([arn])).toEqual(new Map());
  });
});
