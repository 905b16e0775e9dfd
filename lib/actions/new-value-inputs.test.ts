import { CreateSecretCommand } from "@aws-sdk/client-secrets-manager";
import fc from "fast-check";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { stubSettings, writeSettings } from "@/lib/auth/settings.test-support";
import { useDatabase } from "@/lib/db/databases.test-support";
import type { Outcome } from "@/lib/domain/outcome";
import { consoleUrl, issuer, visitor } from "@/lib/entry/visitor.test-support";
import { useAws } from "@/lib/inventory/aws.test-support";
import { compareDraft, compareVersions } from "./comparison";
import { createSecret } from "./new-secret";
import { changeValue, generatePassword } from "./new-value";
import { answersAnything, anyText } from "./random-inputs.test-support";

const request = vi.hoisted(() => ({ headers: new Headers() }));
vi.mock("next/headers", () => ({ headers: async () => request.headers }));

const file = writeSettings(issuer, {});
beforeEach(() => stubSettings(file, consoleUrl));

const actions: Record<string, (raw: never) => Promise<Outcome<unknown>>> = {
  changeValue,
  compareDraft,
  compareVersions,
  createSecret,
  generatePassword,
};

describe("whatever is sent to be written or compared", () => {
  useDatabase("postgres");
  const aws = useAws();

  test.each(Object.entries(actions))(
    "10,000 random inputs of %s get a typed answer and write nothing",
    async (name, action) => {
      request.headers = (await visitor(`fuzz-${name}`, ["operator"])).headers();
      const made = await aws
        .admin("eu-west-1")
        .send(new CreateSecretCommand({ Name: `fuzzed-${name}`, SecretString: "a value" }));
      const id = fc.oneof(fc.constant(made.VersionId), anyText);
      const value = fc.oneof(
        fc.record({ kind: fc.constantFrom("text", "binary", "file"), text: anyText }),
        fc.record({ kind: fc.constant("binary"), base64: anyText }),
        fc.anything(),
      );
      const fields = {
        arn: fc.oneof(fc.constant(made.ARN), anyText),
        token: anyText,
        expectedCurrent: id,
        label: fc.oneof(fc.constant("AWSCURRENT"), anyText),
        value,
        before: id,
        after: anyText,
        accountId: fc.oneof(fc.constant("111122223333"), anyText),
        region: fc.oneof(fc.constant("eu-west-1"), anyText),
        rules: fc.anything(),
        name: anyText,
        tags: fc.oneof(fc.constant([]), fc.anything()),
        replicas: fc.oneof(fc.constant([]), fc.anything()),
        policy: anyText,
        kmsKeyId: anyText,
      };
      await answersAnything(action, fields);
      expect(aws.calls("PutSecretValue")).toEqual([]);
      expect(aws.calls("CreateSecret", "StrongroomOperator")).toEqual([]);
    },
    240_000,
  );
});
