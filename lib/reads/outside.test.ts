import {
  CreateSecretCommand,
  DeleteSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
  TagResourceCommand,
} from "@aws-sdk/client-secrets-manager";
import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { changeTags } from "@/lib/actions/secret";
import { revealValue } from "@/lib/actions/value";
import { stubSettings, writeSettings } from "@/lib/auth/settings.test-support";
import { databases, useDatabase } from "@/lib/db/databases.test-support";
import { noteTrailFailure } from "@/lib/db/trail";
import { Failure } from "@/lib/domain/failure";
import type { Outcome } from "@/lib/domain/outcome";
import { type OutsidePage, OutsideQuery, type OutsideSince } from "@/lib/domain/outside";
import type { ConsoleRole } from "@/lib/domain/role";
import { consoleUrl, issuer, visitor } from "@/lib/entry/visitor.test-support";
import { changesOutside, changesSinceYesterday } from "@/lib/history/outside";
import { useAws } from "@/lib/inventory/aws.test-support";
import { answerRead } from "./index";
import { outsideExport } from "./outside-export";

// Next hands each request its headers; here the test says who asks.
const request = vi.hoisted(() => ({ headers: new Headers() }));
vi.mock("next/headers", () => ({ headers: async () => request.headers }));

const file = writeSettings(issuer);
beforeEach(() => stubSettings(file, consoleUrl));

/** Asks again until it is so; a slow machine may take its time. */
const patiently = { timeout: 20_000, interval: 200 };
const HOUR_MS = 3_600_000;
const region = "eu-west-1";
const accountId = "111122223333";

async function signIn(subject: string, role: ConsoleRole): Promise<void> {
  request.headers = (await visitor(subject, [role])).headers();
}

async function read<Data>(name: string, query: Record<string, string> = {}): Promise<Data> {
  const outcome = (await answerRead(name, new URLSearchParams(query))) as Outcome<Data>;
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.failure));
  return outcome.data;
}

describe.each(databases)("changes outside the console, on $kind", ({ kind }) => {
  useDatabase(kind);
  const aws = useAws();

  /** Somebody who has the console's own credentials and uses them elsewhere. */
  async function elsewhere(person: string): Promise<SecretsManagerClient> {
    const endpoint = aws.sandbox.url;
    const own = { accessKeyId: "AKIASTRONGROOMCONSOLE", secretAccessKey: "sandbox-console" };
    const sts = new STSClient({ endpoint, region, credentials: own });
    const { Credentials } = await sts.send(
      new AssumeRoleCommand({
        RoleArn: `arn:aws:iam::${accountId}:role/StrongroomOperator`,
        RoleSessionName: "elsewhere",
        SourceIdentity: person,
        ExternalId: "strongroom-demo",
        Tags: [{ Key: "console-role", Value: "operator" }],
      }),
    );
    const { AccessKeyId = "", SecretAccessKey = "", SessionToken } = Credentials ?? {};
    const credentials = {
      accessKeyId: AccessKeyId,
      secretAccessKey: SecretAccessKey,
      sessionToken: SessionToken,
    };
    return new SecretsManagerClient({ endpoint, region, credentials });
  }

  async function secret(Name: string): Promise<string> {
    const { ARN = "" } = await aws
      .admin(region)
      .send(new CreateSecretCommand({ Name, SecretString: "canary-outside" }));
    return ARN;
  }

  const tagged = (arn: string, value: string) =>
    changeTags({ arn, set: [{ key: "seen", value }], remove: [] });

  /** Asks as the page does until everything that just happened was read. */
  async function untilTold(q: string, count: number): Promise<OutsidePage> {
    return await vi.waitFor(async () => {
      const page = await read<OutsidePage>("outside", { q });
      expect(page.rows.map(({ event }) => event.name)).toHaveLength(count);
      return page;
    }, patiently);
  }

  const inAnHour = () => new Date(Date.now() + HOUR_MS);
  const standings = async (q: string, now = inAnHour(), whose = undefined) =>
    (await changesOutside(OutsideQuery.parse({ q }), whose, now)).rows.map(
      ({ event, standing }) => `${event.name}: ${standing}`,
    );

  // Product 3.12 (b): what the console's role did and this console did not.
  test("tells the role used elsewhere from other principals, and leaves out what was done here", async () => {
    const arn = await secret(`outside/role-${kind}`);
    await signIn("operator-1", "operator");
    expect(await tagged(arn, "here")).toMatchObject({ ok: true });
    expect(await revealValue({ arn })).toMatchObject({ ok: true });
    const stranger = await elsewhere("mallory");
    await stranger.send(new GetSecretValueCommand({ SecretId: arn }));
    await stranger.send(new PutSecretValueCommand({ SecretId: arn, SecretString: "2" }));
    await aws.admin(region).send(new GetSecretValueCommand({ SecretId: arn }));
    await signIn("auditor-1", "auditor");
    const page = await untilTold(`role-${kind}`, 3);
    expect(page.rows.map(({ standing }) => standing)).toEqual(["waiting", "waiting", "other"]);
    expect(await standings(`role-${kind}`)).toEqual([
      "PutSecretValue: console-role",
      "GetSecretValue: console-role",
      "CreateSecret: other",
    ]);
    expect(JSON.stringify(page)).not.toContain("canary-outside");
    for (const [query, names] of [
      [{ who: "console-role" }, ["PutSecretValue", "GetSecretValue"]],
      [{ who: "other" }, ["CreateSecret"]],
      [{ account: "444455556666" }, []],
      [{ region: "us-east-1" }, []],
      [{ to: "2020-01-01" }, []],
      [{ q: "mallory as Strong" }, ["PutSecretValue", "GetSecretValue"]],
      [{ q: "100%" }, []],
    ] as const) {
      const { rows } = await read<OutsidePage>("outside", { q: `role-${kind}`, ...query });
      expect(
        rows.map(({ event }) => event.name),
        JSON.stringify(query),
      ).toEqual(names);
    }
  });

  // What is refused in our role is alarming; what AWS refused others changed nothing.
  test("counts refused tries in the console's role, and nobody else's", async () => {
    const arn = await secret(`outside/refused-${kind}`);
    const stranger = await elsewhere("mallory");
    await aws.admin(region).send(new DeleteSecretCommand({ SecretId: arn }));
    const put = new PutSecretValueCommand({ SecretId: arn, SecretString: "2" });
    await expect(stranger.send(put)).rejects.toThrow();
    await expect(aws.admin(region).send(put)).rejects.toThrow();
    await signIn("operator-1", "operator");
    const { rows } = await untilTold(`refused-${kind}`, 3);
    expect(rows.map(({ says }) => says)).toEqual([
      "tried without success: wrote a new value",
      "scheduled its deletion",
      "created it",
    ]);
  });

  // A lost answer has no request id in the ledger, and is no reason to raise an alarm.
  test("says perhaps where an answer to this console was lost, and names the entry to its person", async () => {
    const arn = await secret(`outside/lost-${kind}`);
    aws.sandbox.controls.faults.add({
      operation: "TagResource",
      region,
      accountId,
      nth: [1],
      effect: { kind: "reset", when: "after" },
    });
    await signIn("operator-1", "operator");
    await tagged(arn, "lost");
    aws.sandbox.controls.faults.clear();
    const { rows } = await untilTold(`lost-${kind}`, 2);
    expect(rows[0]).toMatchObject({ standing: "perhaps", entry: expect.any(Number) });
    await signIn("operator-2", "operator");
    const others = await read<OutsidePage>("outside", { q: `lost-${kind}` });
    expect(others.rows[0]).toMatchObject({ standing: "perhaps" });
    expect(others.rows[0]).not.toHaveProperty("entry");
  });

  test("pages by place in the record: what is collected meanwhile shifts nothing", async () => {
    const arn = await secret(`outside/paged-${kind}`);
    for (let at = 0; at < 53; at += 1) {
      const Tags = [{ Key: "n", Value: String(at) }];
      await aws.admin(region).send(new TagResourceCommand({ SecretId: arn, Tags }));
    }
    await signIn("operator-1", "operator");
    await vi.waitFor(async () => {
      const { next } = await read<OutsidePage>("outside", { q: `paged-${kind}` });
      expect(next).toBeDefined();
    }, patiently);
    const first = await read<OutsidePage>("outside", { q: `paged-${kind}` });
    await aws.admin(region).send(new DeleteSecretCommand({ SecretId: arn }));
    const second = await vi.waitFor(async () => {
      const query = { q: `paged-${kind}`, before: first.next ?? "" };
      const page = await read<OutsidePage>("outside", query);
      expect(page.rows).toHaveLength(4);
      return page;
    }, patiently);
    const ids = [...first.rows, ...second.rows].map(({ event }) => event.eventId);
    expect(new Set(ids).size).toBe(54);
    expect(second.next).toBeUndefined();
  });

  test("home has the weightiest since yesterday, asks AWS nothing, and says what it lacks", async () => {
    await signIn("operator-1", "operator");
    await quiet();
    const before = aws.sandbox.world.calls.length;
    const since = await read<OutsideSince>("outside-since");
    expect(aws.sandbox.world.calls).toHaveLength(before);
    const all = await allOf();
    expect(since).toMatchObject({ count: all.length, inConsoleRole: 4 });
    expect(since.rows.map(({ event }) => event.name)).toEqual([
      "GetSecretValue",
      "PutSecretValue",
      "PutSecretValue",
      "TagResource",
      "DeleteSecret",
    ]);
    expect(since.trail.reach).toHaveLength(4);
    const denied = new Failure("denied-by-aws").view();
    await noteTrailFailure({ accountId: "444455556666", region }, denied);
    const partial = await changesSinceYesterday(undefined, new Date());
    expect(partial.uncovered.map((place) => `${place.accountId} ${place.region}`)).toContain(
      `444455556666 ${region}`,
    );
  });

  /** Until nothing reads CloudTrail on any more. */
  async function quiet(): Promise<void> {
    let seen = -1;
    await vi.waitFor(
      () => {
        const last = seen;
        seen = aws.sandbox.world.calls.length;
        expect(seen).toBe(last);
      },
      { timeout: 30_000, interval: 1_500 },
    );
  }

  async function allOf() {
    const rows = [];
    for (let before: string | undefined; ; ) {
      const page = await read<OutsidePage>("outside", before ? { before } : {});
      rows.push(...page.rows);
      if (!page.next) return rows;
      before = page.next;
    }
  }

  test("exports all that match, on record, and how far CloudTrail was read", async () => {
    await signIn("auditor-1", "auditor");
    const csv = await exported({ q: `role-${kind}` });
    expect(csv).toMatch(/CloudTrail of production \(111122223333\) eu-west-1 was read from/);
    expect(
      csv.split("\r\n").filter((line) => line.includes(`secret:outside/role-${kind}`)),
    ).toHaveLength(2);
    const lines = (await exported({ format: "jsonl", who: "console-role" })).trim().split("\n");
    expect(lines.slice(1).map((line) => JSON.parse(line).event.actor.roleName)).toEqual(
      Array(4).fill("StrongroomOperator"),
    );
    expect(csv + lines).not.toContain("canary-outside");
  });

  async function exported(query: Parameters<typeof outsideExport>[0]): Promise<string> {
    const outcome = await outsideExport(query);
    if (!outcome.ok) throw new Error(JSON.stringify(outcome.failure));
    let text = "";
    for await (const piece of outcome.data.text) text += piece;
    return text;
  }
});
