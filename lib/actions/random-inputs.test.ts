import { CreateSecretCommand } from "@aws-sdk/client-secrets-manager";
import fc from "fast-check";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { stubSettings, writeSettings } from "@/lib/auth/settings.test-support";
import { useDatabase } from "@/lib/db/databases.test-support";
import type { Outcome } from "@/lib/domain/outcome";
import { consoleUrl, issuer, visitor } from "@/lib/entry/visitor.test-support";
import { useAws } from "@/lib/inventory/aws.test-support";
import { askBill } from "./bill";
import { assessSecrets } from "./controls";
import { scheduleDeletion } from "./deletion";
import { refreshInventory } from "./inventory";
import { checkPolicy, removePolicy, replacePolicy } from "./policy";
import { answersAnything, anyText } from "./random-inputs.test-support";
import { addReplica, promoteReplica, removeReplica } from "./replicas";
import { changeTags } from "./secret";
import { copyValue, downloadValue, listValueKeys, revealValue } from "./value";
import { attachLabel, clearPending, detachLabel, makeCurrent } from "./versions";

// Next hands each request its headers; here the test says who asks.
const request = vi.hoisted(() => ({ headers: new Headers() }));
vi.mock("next/headers", () => ({ headers: async () => request.headers }));

const file = writeSettings(issuer, { reveals: { per10Minutes: 5, perDay: 100 } });
beforeEach(() => stubSettings(file, consoleUrl));

const actions: Record<string, (raw: never) => Promise<Outcome<unknown>>> = {
  listValueKeys,
  revealValue,
  copyValue,
  downloadValue,
  changeTags,
  askBill,
  assessSecrets,
  refreshInventory,
  makeCurrent,
  attachLabel,
  detachLabel,
  clearPending,
  checkPolicy,
  replacePolicy,
  removePolicy,
  scheduleDeletion,
  addReplica,
  removeReplica,
  promoteReplica,
};

// What is refused here never reaches what differs between databases: one kind of them is enough.
describe("whatever is sent", () => {
  useDatabase("postgres");
  const aws = useAws();

  // Every way to fail is a code from the closed table; an unexpected one would be a fault of ours.
  test.each(Object.entries(actions))(
    "10,000 random inputs of %s get a typed answer",
    async (name, action) => {
      request.headers = (await visitor(`fuzz-${name}`, ["operator"])).headers();
      const made = await aws
        .admin("eu-west-1")
        .send(new CreateSecretCommand({ Name: `fuzzed-${name}`, SecretString: "a value" }));
      const arn = made.ARN ?? "";
      const fields = {
        arn: fc.oneof(fc.constant(arn), anyText),
        key: anyText,
        versionId: anyText,
        label: anyText,
        to: anyText,
        from: anyText,
        expectedCurrent: anyText,
        set: fc.anything(),
        remove: fc.array(anyText),
        region: anyText,
        kmsKeyId: anyText,
        overwrites: fc.anything(),
        policy: anyText,
        windowDays: fc.anything(),
        typedName: anyText,
        tags: fc.anything(),
        seen: anyText,
        blockPublicPolicy: fc.anything(),
      };
      await answersAnything(action, fields, [
        "invalid-input",
        "too-many-reveals",
        "changed-meanwhile",
      ]);
      const labels = aws
        .calls("UpdateSecretVersionStage")
        .filter(({ resource }) => resource === arn);
      expect(labels).toEqual([]);
    },
    240_000,
  );
});
