import { DescribeSecretCommand, GetSecretValueCommand } from "@aws-sdk/client-secrets-manager";
import { beforeEach, describe, expect, test } from "vitest";
import { z } from "zod";
import { heldCredentials } from "@/lib/aws/assumed-role";
import { production, standIn } from "@/lib/aws/stand-in.test-support";
import { database } from "@/lib/db/client";
import { useDatabase } from "@/lib/db/databases.test-support";
import { chooseRole } from "@/lib/db/sessions";
import type { OperationName } from "@/lib/domain/operations";
import { SecretArn } from "@/lib/domain/place";
import { type EntryContext, enter } from "./enter";
import { type Visitor, visitor } from "./visitor.test-support";

const place = { accountId: production, region: "eu-west-1" };
const Input = z.strictObject({ arn: SecretArn });
type Work = (context: EntryContext, input: z.output<typeof Input>) => Promise<unknown>;

function ask(who: Visitor, name: OperationName, arn: string, run: Work) {
  return enter(name, { input: Input, subject: (input) => input.arn, run }, { arn }, who.headers());
}

const describing: Work = ({ aws }, { arn }) =>
  aws.secretsManager(place, "browse").send(new DescribeSecretCommand({ SecretId: arn }));
const revealing: Work = ({ aws }, { arn }) =>
  aws.secretsManager(place, { reveal: arn }).send(new GetSecretValueCommand({ SecretId: arn }));

describe("several people at once", () => {
  useDatabase("postgres");
  const world = standIn();

  beforeEach(() => {
    world.sandbox.world.calls.length = 0;
  });

  // The stand-in's own log is the witness: who signed, under which role, for whose secret.
  test("10,000 interleaved calls: none under another's credentials", {
    timeout: 300_000,
  }, async () => {
    const chief = await visitor("chief-1", ["operator", "approver"]);
    const people = [await visitor("operator-1"), await visitor("auditor-1", ["auditor"]), chief];
    const arns = await Promise.all(
      people.map(({ session }) => world.secret(`of/${session.person.subject}`)),
    );
    world.sandbox.world.calls.length = 0;
    let next = 0;
    const worker = async () => {
      for (let call = next++; call < 10_000; call = next++) {
        const which = (call * 7 + Math.floor(call / 11)) % people.length;
        const [who, arn] = [people[which], arns[which]];
        if (!who || !arn) throw new Error("no such person");
        // Half way through one of them changes the role; the old role's credentials must be gone.
        if (call === 5_000) await chooseRole(chief.session.id, "approver");
        const outcome = await ask(who, "secret.describe", arn, describing);
        if (!outcome.ok) throw new Error(outcome.failure.code);
      }
    };
    await Promise.all(Array.from({ length: 16 }, worker));
    const calls = world.sandbox.world.calls.filter(
      ({ operation }) => operation === "DescribeSecret",
    );
    expect(calls).toHaveLength(10_000);
    const wrong = calls.filter(
      ({ resource = "", sourceIdentity = "none", principalArn, sessionTags }) =>
        !resource.includes(`of/${sourceIdentity}-`) ||
        !principalArn.includes(`/${sourceIdentity}-`) ||
        !principalArn.toLowerCase().includes(`strongroom${sessionTags["console-role"]}/`),
    );
    expect(wrong).toEqual([]);
    const roles = calls
      .filter(({ sourceIdentity }) => sourceIdentity === "chief-1")
      .map(({ sessionTags }) => sessionTags["console-role"]);
    expect(new Set(roles)).toEqual(new Set(["operator", "approver"]));
    expect(roles.lastIndexOf("operator") - roles.indexOf("approver")).toBeLessThan(16);
    // One AssumeRole per person and role; nobody's credentials were fetched twice.
    expect(
      world.sandbox.world.calls.filter(({ operation }) => operation === "AssumeRole"),
    ).toHaveLength(4);
  });

  test("a reveal's credentials reach that secret and no other; a second call is refused by AWS", async () => {
    const who = await visitor("operator-1");
    const [mine, other] = [await world.secret("reveal/mine"), await world.secret("reveal/other")];
    const astray: Work = ({ aws }) =>
      aws
        .secretsManager(place, { reveal: mine })
        .send(new GetSecretValueCommand({ SecretId: other }));
    expect((await ask(who, "secret.reveal-value", mine, revealing)).ok).toBe(true);
    expect(await ask(who, "secret.reveal-value", mine, astray)).toMatchObject({
      failure: {
        code: "denied-by-aws",
        aws: { iamAction: "secretsmanager:GetSecretValue", resourceArn: other },
      },
    });
    const browsing: Work = ({ aws }) =>
      aws.secretsManager(place, "browse").send(new GetSecretValueCommand({ SecretId: mine }));
    expect(await ask(who, "secret.reveal-value", mine, browsing)).toMatchObject({
      failure: { code: "denied-by-aws" },
    });
  });

  // The guard's own check is gone in this test: AWS must refuse a second time (product.md 1.3).
  test.each(["auditor", "approver"] as const)(
    "an %s gets no value even if the console forgot to ask",
    async (role) => {
      const arn = await world.secret(`second/${role}`);
      const who = await visitor(`${role}-1`, [role]);
      const outcome = await ask(who, "secret.describe", arn, revealing);
      expect(outcome).toMatchObject({ ok: false, failure: { code: "denied-by-aws" } });
      expect(JSON.stringify(outcome)).not.toContain("value of");
    },
  );

  test("the ledger's outcome carries AWS's request id and the assumed role", async () => {
    const who = await visitor("operator-2");
    const arn = await world.secret("joined/secret");
    await ask(who, "secret.reveal-value", arn, revealing);
    const { requestId, principalArn } = world.sandbox.world.calls.at(-1) ?? {};
    const { db } = await database();
    const { rows } = await db.execute<{ canonical: string }>(
      "SELECT canonical FROM ledger_entries ORDER BY seq DESC LIMIT 1",
    );
    expect(JSON.parse(rows[0]?.canonical ?? "{}")).toMatchObject({
      result: "done",
      aws: {
        awsRequestIds: [requestId],
        assumedRole: { arn: principalArn, sourceIdentity: "operator-2" },
      },
    });
    expect(heldCredentials(who.session.id)).toEqual([]);
  });

  test.each([
    ["an account", `arn:aws:secretsmanager:eu-west-1:999999999999:secret:x-aaaaaa`],
    ["a Region", `arn:aws:secretsmanager:eu-north-1:${production}:secret:x-aaaaaa`],
  ])("%s outside the configuration is refused before any call", async (_name, arn) => {
    const who = await visitor("operator-1");
    const [, , , region = "", accountId = ""] = arn.split(":");
    const run: Work = ({ aws }) =>
      aws
        .secretsManager({ accountId, region }, "browse")
        .send(new DescribeSecretCommand({ SecretId: arn }));
    expect(await ask(who, "secret.describe", arn, run)).toMatchObject({
      failure: { code: "outside-configuration" },
    });
    expect(world.sandbox.world.calls).toEqual([]);
  });

  test("a change whose answer never came is in doubt, not failed", async () => {
    const who = await visitor("operator-1");
    const arn = await world.secret("doubt/secret");
    world.sandbox.controls.faults.add({
      operation: "TagResource",
      effect: { kind: "reset", when: "after" },
    });
    const { TagResourceCommand } = await import("@aws-sdk/client-secrets-manager");
    const tagging: Work = ({ aws }) =>
      aws
        .secretsManager(place, { write: arn, actions: ["secretsmanager:TagResource"] })
        .send(new TagResourceCommand({ SecretId: arn, Tags: [{ Key: "a", Value: "b" }] }));
    expect(await ask(who, "secret.change-tags", arn, tagging)).toMatchObject({
      failure: { code: "not-confirmed" },
    });
    world.sandbox.controls.faults.clear();
    const { db } = await database();
    const { rows } = await db.execute<{ result: string }>(
      "SELECT result FROM ledger_entries ORDER BY seq DESC LIMIT 1",
    );
    expect(rows[0]?.result).toBe("in-doubt");
  });

  // Without throwOnRequestTimeout the SDK only warns: this is the test that it really ends.
  test("AWS that never answers ends in words", { timeout: 40_000 }, async () => {
    const who = await visitor("operator-1");
    const arn = await world.secret("hanging/secret");
    world.sandbox.controls.faults.add({
      operation: "DescribeSecret",
      effect: { kind: "hang", when: "before" },
    });
    expect(await ask(who, "secret.describe", arn, describing)).toMatchObject({
      failure: { code: "aws-unreachable" },
    });
    world.sandbox.controls.faults.clear();
  });
});
