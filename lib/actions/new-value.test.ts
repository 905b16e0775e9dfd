import {
  CreateSecretCommand,
  type CreateSecretCommandInput,
  DescribeSecretCommand,
  GetSecretValueCommand,
  ListSecretVersionIdsCommand,
  PutSecretValueCommand,
} from "@aws-sdk/client-secrets-manager";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { stubSettings, writeSettings } from "@/lib/auth/settings.test-support";
import { database } from "@/lib/db/client";
import { useDatabase } from "@/lib/db/databases.test-support";
import type { Outcome } from "@/lib/domain/outcome";
import { usualRules } from "@/lib/domain/random-password";
import type { ConsoleRole } from "@/lib/domain/role";
import { consoleUrl, issuer, visitor } from "@/lib/entry/visitor.test-support";
import { useAws } from "@/lib/inventory/aws.test-support";
import { compareDraft, compareVersions } from "./comparison";
import { changeValue, generatePassword } from "./new-value";

const request = vi.hoisted(() => ({ headers: new Headers() }));
vi.mock("next/headers", () => ({ headers: async () => request.headers }));

const canary = "canary-58b0aa11-4c1d-4f0e-9d7c-1f2e";
const file = writeSettings(issuer, {});
beforeEach(() => stubSettings(file, consoleUrl));
const region = "eu-west-1";

async function signIn(subject: string, role: ConsoleRole = "operator"): Promise<void> {
  request.headers = (await visitor(subject, [role])).headers();
}

function dataOf<Data>(outcome: Outcome<Data>): Data {
  if (!outcome.ok) throw new Error(outcome.failure.code);
  return outcome.data;
}

describe("values that are written", () => {
  useDatabase("embedded");
  const aws = useAws();
  let made = 0;
  /** A secret of its own and the version that is current. */
  async function secret(more: Partial<CreateSecretCommandInput> = { SecretString: "first" }) {
    made += 1;
    const { ARN: arn = "", VersionId: current } = await aws
      .admin(region)
      .send(new CreateSecretCommand({ Name: `change/${made}`, ...more }));
    return { arn, current };
  }

  async function labelsOf(arn: string) {
    const { VersionIdsToStages } = await aws
      .admin(region)
      .send(new DescribeSecretCommand({ SecretId: arn }));
    return VersionIdsToStages ?? {};
  }

  async function versionsOf(arn: string) {
    const { Versions = [] } = await aws
      .admin(region)
      .send(new ListSecretVersionIdsCommand({ SecretId: arn, IncludeDeprecated: true }));
    return Versions.map(({ VersionId }) => VersionId);
  }

  const text = (content: string) => ({ kind: "text" as const, text: content });
  const newToken = () => crypto.randomUUID();

  describe("a new value", () => {
    beforeEach(() => signIn("operator-1"));

    // Issue 4: write-only. The credentials that write reach this secret, and may not read it.
    test("is written without reading the old one, under credentials for this one secret", async () => {
      const { arn, current } = await secret();
      const reads = aws.calls("GetSecretValue").length;
      const token = newToken();
      const value = text(canary);
      const label = "AWSCURRENT" as const;
      const saved = dataOf(
        await changeValue({ arn, token, expectedCurrent: current, label, value }),
      );
      expect(saved).toEqual({ versionId: token, isCurrent: true });
      expect(await labelsOf(arn)).toEqual({
        [token]: ["AWSCURRENT"],
        [current ?? ""]: ["AWSPREVIOUS"],
      });
      expect(aws.calls("GetSecretValue")).toHaveLength(reads);
      const call = aws.calls("PutSecretValue", "StrongroomOperator").at(-1);
      expect(call?.sessionPolicy).toContain(arn);
      expect(call?.sourceIdentity).toBe("operator-1");
      const { db } = await database();
      const { rows } = await db.execute("SELECT canonical FROM ledger_entries");
      expect(JSON.stringify(rows)).toContain("secret.change-value");
      expect(JSON.stringify(rows)).not.toContain(canary);
    });

    test("the first value of a secret without one, and bytes instead of text", async () => {
      const { arn } = await secret({});
      const token = newToken();
      const value = { kind: "binary" as const, base64: "AP8B" };
      dataOf(await changeValue({ arn, token, label: "AWSCURRENT", value }));
      const read = await aws.admin(region).send(new GetSecretValueCommand({ SecretId: arn }));
      expect([...(read.SecretBinary ?? [])]).toEqual([0, 255, 1]);
    });

    // A click that is repeated, or an answer that got lost: one edit, one version.
    test("saved twice makes one version; with another value it is refused", async () => {
      const { arn, current } = await secret();
      const edit = {
        arn,
        token: newToken(),
        expectedCurrent: current,
        label: "AWSCURRENT" as const,
      };
      dataOf(await changeValue({ ...edit, value: text("second") }));
      dataOf(await changeValue({ ...edit, value: text("second") }));
      expect(await versionsOf(arn)).toHaveLength(2);
      expect(await changeValue({ ...edit, value: text("third") })).toMatchObject({
        failure: { code: "token-used" },
      });
      expect(await versionsOf(arn)).toHaveLength(2);
    });

    // The guard against lost updates: a rotation in between must not be overwritten unseen.
    test("is not saved when another version became current meanwhile", async () => {
      const { arn, current } = await secret();
      await aws
        .admin(region)
        .send(new PutSecretValueCommand({ SecretId: arn, SecretString: "theirs" }));
      const before = await labelsOf(arn);
      const edit = { arn, token: newToken(), expectedCurrent: current, value: text("mine") };
      const refused = await changeValue({ ...edit, label: "AWSCURRENT" });
      expect(refused).toMatchObject({ failure: { code: "moved-meanwhile" } });
      expect(await labelsOf(arn)).toEqual(before);
      const beside = dataOf(await changeValue({ ...edit, label: "candidate" }));
      expect(beside).toEqual({ versionId: edit.token, isCurrent: false });
      expect((await labelsOf(arn))[edit.token]).toEqual(["candidate"]);
    });

    test("a version that slips in just before the write is told afterwards", async () => {
      const { arn, current } = await secret();
      const edit = { arn, token: newToken(), expectedCurrent: current, value: text("mine") };
      const theirs = newToken();
      // Credentials for the write come late: in between, somebody else's version goes in.
      await signIn("operator-late");
      const looks = aws.calls("ListSecretVersionIds").length;
      aws.sandbox.controls.faults.add({
        operation: "AssumeRole",
        nth: [2],
        effect: { kind: "delay", ms: 60_000 },
      });
      const saving = changeValue({ ...edit, label: "AWSCURRENT" });
      await vi.waitFor(() => expect(aws.calls("ListSecretVersionIds").length).toBe(looks + 1), {
        timeout: 30_000,
      });
      await aws.admin(region).send(
        new PutSecretValueCommand({
          SecretId: arn,
          SecretString: "theirs",
          ClientRequestToken: theirs,
        }),
      );
      aws.sandbox.controls.faults.clear();
      expect(dataOf(await saving)).toEqual({
        versionId: edit.token,
        isCurrent: true,
        between: theirs,
      });
    });

    test.each(["approver", "auditor"] as const)(
      "an %s writes and compares nothing",
      async (role) => {
        const { arn, current = "" } = await secret();
        await signIn(`${role}-1`, role);
        const before = aws.sandbox.world.calls.length;
        const value = text("mine");
        const rules = usualRules;
        const outcomes = [
          await changeValue({ arn, token: newToken(), label: "AWSCURRENT", value }),
          await compareDraft({ arn, before: current, value }),
          await compareVersions({ arn, before: current, after: current }),
          await generatePassword({ accountId: "111122223333", region, rules }),
        ];
        for (const outcome of outcomes)
          expect(outcome).toMatchObject({ failure: { code: "not-allowed" } });
        expect(aws.sandbox.world.calls).toHaveLength(before);
      },
    );
  });

  describe("comparing", () => {
    test("tells which keys differ and no value, for versions and for what is not saved", async () => {
      await signIn("operator-2");
      const { arn, current: before = "" } = await secret({
        SecretString: JSON.stringify({ user: "app", password: canary }),
      });
      const after = newToken();
      await aws.admin(region).send(
        new PutSecretValueCommand({
          SecretId: arn,
          SecretString: JSON.stringify({ user: "app", password: `${canary}x` }),
          ClientRequestToken: after,
        }),
      );
      const versions = dataOf(await compareVersions({ arn, before, after }));
      const draft = dataOf(
        await compareDraft({ arn, before, value: text(JSON.stringify({ user: "app", port: 1 })) }),
      );
      expect(versions.keys?.map(({ state }) => state)).toEqual(["same", "changed"]);
      expect(draft.keys?.map(({ key, state }) => `${key} ${state}`)).toEqual([
        "user same",
        "password removed",
        "port added",
      ]);
      expect(JSON.stringify([versions, draft])).not.toContain("canary");
      expect(aws.calls("GetSecretValue").at(-1)?.sessionPolicy).toContain(arn);
    });
  });

  describe("a password", () => {
    test("is made by AWS by the rules, under credentials that can do nothing else", async () => {
      await signIn("operator-3");
      const rules = {
        ...usualRules,
        length: 20,
        excludePunctuation: true,
        excludeCharacters: "abc",
      };
      const { password } = dataOf(
        await generatePassword({ accountId: "111122223333", region, rules }),
      );
      expect(password).toMatch(/^[A-Zd-z0-9]{20}$/);
      const call = aws.calls("GetRandomPassword").at(-1);
      expect(call?.sessionPolicy).not.toContain("PutSecretValue");
      const nothing = {
        ...usualRules,
        excludeNumbers: true,
        excludePunctuation: true,
        excludeUppercase: true,
        excludeLowercase: true,
      };
      const refused = await generatePassword({
        accountId: "111122223333",
        region,
        rules: nothing,
      });
      expect(refused).toMatchObject({ failure: { code: "invalid-input" } });
    });
  });
});
