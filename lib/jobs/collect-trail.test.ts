import { ListSecretsCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { beforeEach, describe, expect, test } from "vitest";
import { stubSettings, writeSettings } from "@/lib/auth/settings.test-support";
import { assumeRole } from "@/lib/aws/assumed-role";
import { useDatabase } from "@/lib/db/databases.test-support";
import { collectTrail } from "@/lib/history/collect";
import { trailProgress } from "@/lib/history/secret-history";
import { useAws } from "@/lib/inventory/aws.test-support";
import { collectTrailJob } from "./collect-trail";

const accountId = "444455556666";
const role = (title: string) => `arn:aws:iam::${accountId}:role/Strongroom${title}`;
const settings = writeSettings("http://localhost:4567", {
  accounts: [
    {
      id: accountId,
      name: "staging",
      regions: ["eu-west-1", "us-east-1"],
      externalId: "strongroom-demo",
      roles: { operator: role("Operator"), approver: role("Approver"), auditor: role("Auditor") },
      observer: role("Observer"),
    },
  ],
});
const place = { accountId, region: "eu-west-1" };

describe("an account with an observer role", () => {
  useDatabase("embedded");
  const aws = useAws();
  beforeEach(() => stubSettings(settings, "http://localhost:3000"));

  // History must be there before anybody looks, and under a role that can do nothing else.
  test("is read by the console itself, in every Region, under that role", async () => {
    await collectTrailJob.run();
    const calls = aws.calls("LookupEvents");
    expect(new Set(calls.map(({ principalArn }) => principalArn.split("/")[1]))).toEqual(
      new Set(["StrongroomObserver"]),
    );
    expect(new Set(calls.map(({ sourceIdentity }) => sourceIdentity))).toEqual(
      new Set(["strongroom-observer"]),
    );
    expect(new Set(calls.map(({ region }) => region))).toEqual(new Set(["eu-west-1", "us-east-1"]));
    expect(await trailProgress(place, new Date())).toMatchObject({ isWhole: true });
  });

  test("is not read under the role of whoever looks", async () => {
    const before = aws.calls("LookupEvents").length;
    const never = () => {
      throw new Error("a person's own role was asked");
    };
    // Later than now, so that there is something left to read.
    await collectTrail(place, never, () => new Date(Date.now() + 60_000));
    expect(aws.calls("LookupEvents").length).toBeGreaterThan(before);
    expect((await trailProgress(place, new Date())).failure).toBeUndefined();
  });

  test("gives its observer no list of secrets", async () => {
    const session = {
      id: "observer",
      person: { issuer: "strongroom", subject: "strongroom-observer", displayName: "" },
      role: "observer" as const,
      awsGeneration: 1,
    };
    const credentials = await assumeRole({ session, accountId, purpose: "browse" });
    const client = new SecretsManagerClient({
      region: place.region,
      endpoint: aws.sandbox.url,
      credentials,
    });
    await expect(client.send(new ListSecretsCommand({}))).rejects.toMatchObject({
      name: "AccessDeniedException",
    });
    client.destroy();
  });
});
