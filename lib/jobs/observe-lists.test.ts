import { CreateSecretCommand, PutSecretValueCommand } from "@aws-sdk/client-secrets-manager";
import { beforeEach, describe, expect, test } from "vitest";
import { stubSettings, writeSettings } from "@/lib/auth/settings.test-support";
import { awsAccess } from "@/lib/aws/clients";
import { useDatabase } from "@/lib/db/databases.test-support";
import { observationsOf } from "@/lib/db/observations";
import { useAws } from "@/lib/inventory/aws.test-support";
import { refreshEstate } from "@/lib/inventory/estates";
import { observeLists } from "./observe-lists";

const settings = writeSettings("http://localhost:4567");
const token = (digit: string) => `0000000${digit}-0000-4000-8000-000000000000`;

describe("what lists show", () => {
  useDatabase("postgres");
  const aws = useAws();
  beforeEach(() => stubSettings(settings, "http://localhost:3000"));

  /** Lists everything afresh, as an operator who presses Refresh. */
  async function list(): Promise<void> {
    const person = { issuer: "http://localhost:4567", subject: "operator-1", displayName: "" };
    const session = { id: "a session", person, role: "operator" as const, awsGeneration: 1 };
    await refreshEstate(awsAccess(session)).settled();
  }

  // Issue 4: each list that shows a change is remembered, though nobody opened the secret.
  test("is remembered once, and again when it changed", async () => {
    const { ARN = "" } = await aws.admin("eu-west-1").send(
      new CreateSecretCommand({
        Name: "listed",
        SecretString: "1",
        ClientRequestToken: token("1"),
      }),
    );
    await list();
    await observeLists(new Date());
    await list();
    await observeLists(new Date());
    const seen = await observationsOf(ARN);
    expect(seen.map(({ labels }) => labels)).toEqual([{ [token("1")]: ["AWSCURRENT"] }]);

    await aws.admin("eu-west-1").send(
      new PutSecretValueCommand({
        SecretId: ARN,
        SecretString: "2",
        ClientRequestToken: token("2"),
      }),
    );
    await list();
    await observeLists(new Date());
    const later = await observationsOf(ARN);
    expect(later.map(({ labels }) => labels)).toEqual([
      { [token("1")]: ["AWSCURRENT"] },
      { [token("1")]: ["AWSPREVIOUS"], [token("2")]: ["AWSCURRENT"] },
    ]);
  });

  // A list may be five minutes old, so it proves nothing about the last five minutes.
  test("is dated by the change it tells, not by the moment of the look", async () => {
    const { ARN = "" } = await aws
      .admin("eu-west-1")
      .send(new CreateSecretCommand({ Name: "dated", SecretString: "1" }));
    await list();
    await observeLists(new Date());
    const [seen] = await observationsOf(ARN);
    expect(seen?.at).toBe(seen?.lastChangedAt);
  });
});
