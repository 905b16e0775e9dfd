import { CloudTrailClient } from "@aws-sdk/client-cloudtrail";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { stubSettings, writeSettings } from "@/lib/auth/settings.test-support";
import { useDatabase } from "@/lib/db/databases.test-support";
import { noteDeletion } from "@/lib/db/deletions-seen";
import type { Outcome } from "@/lib/domain/outcome";
import type {
  Guarantee,
  NameAnswer,
  PastDeletions,
  PendingDeletions,
} from "@/lib/domain/pending-deletion";
import { consoleUrl, issuer, visitor } from "@/lib/entry/visitor.test-support";
import { collectTrail } from "@/lib/history/collect";
import { trailProgress } from "@/lib/history/secret-history";
import { answerRead } from "@/lib/reads";
import { disposalRecord } from "@/lib/reads/deletions";
import { putConsoleRoles } from "../sandbox/console-roles";
import type { CastMember } from "../sandbox/estates/demo/cast";
import { demoManifest } from "../sandbox/estates/demo/demo";
import { estates } from "../sandbox/estates/index";
import { type Sandbox, startSandbox } from "../sandbox/start";

// Next hands each request its headers; here the test says who asks.
const request = vi.hoisted(() => ({ headers: new Headers() }));
vi.mock("next/headers", () => ({ headers: async () => request.headers }));

const DAY = 86_400_000;
const accountId = "111122223333";
const regions = ["eu-west-1", "us-east-1", "eu-central-1"];
const role = (title: string) => `arn:aws:iam::${accountId}:role/Strongroom${title}`;
const file = writeSettings(issuer, {
  accounts: [
    {
      id: accountId,
      name: "production",
      regions,
      externalId: "strongroom-demo",
      roles: {
        operator: role("Operator"),
        approver: role("Approver"),
        auditor: role("Auditor"),
      },
    },
  ],
});
let sandbox: Sandbox;
let cast: CastMember[];

beforeAll(async () => {
  sandbox = await startSandbox({
    estate: async (world) => {
      await estates.demo(world);
      putConsoleRoles(world, "lib/aws/policies");
    },
  });
  sandbox.controls.throttle.scale = null;
  cast = [...(demoManifest(sandbox.world)?.cast ?? [])];
}, 60_000);
afterAll(() => sandbox.close());
beforeEach(() => {
  stubSettings(file, consoleUrl);
  vi.stubEnv("AWS_ENDPOINT_URL", sandbox.url);
  vi.stubEnv("AWS_REGION", "eu-west-1");
  vi.stubEnv("AWS_ACCESS_KEY_ID", "AKIASTRONGROOMCONSOLE");
  vi.stubEnv("AWS_SECRET_ACCESS_KEY", "sandbox-console");
});

async function read<Data>(name: string, query: Record<string, string> = {}): Promise<Data> {
  const outcome = (await answerRead(name, new URLSearchParams(query))) as Outcome<Data>;
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.failure));
  return outcome.data;
}

/** The account's administrator reads the trail: at CloudTrail's own pace it would take minutes. */
async function readTrail(): Promise<void> {
  await Promise.all(
    regions.map(async (region) => {
      const place = { accountId, region };
      const credentials = { accessKeyId: `AKIA${accountId}`, secretAccessKey: "sandbox" };
      const client = new CloudTrailClient({ endpoint: sandbox.url, region, credentials });
      while (!(await trailProgress(place, new Date())).isWhole) {
        await collectTrail(place, () => client);
      }
      client.destroy();
    }),
  );
}

const scripted = [
  "pending deletion, still read",
  "pending deletion, nobody reads",
  "pending deletion, a day left",
  "pending deletion by infrastructure code",
  "pending deletion, purge date unknown",
];

describe("deletions of the demo estate", () => {
  useDatabase("embedded");
  let pending: PendingDeletions;

  const memberOf = (what: string) => {
    const found = cast.find(({ shows }) => shows === what);
    if (!found) throw new Error(`Nobody shows ${what}`);
    return found;
  };
  const rowOf = (what: string) => {
    const { name } = memberOf(what);
    const found = pending.rows.find((row) => row.name === name);
    if (!found) throw new Error(`${name} is not on the page`);
    return found;
  };

  beforeAll(async () => {
    stubSettings(file, consoleUrl);
    vi.stubEnv("AWS_ENDPOINT_URL", sandbox.url);
    vi.stubEnv("AWS_ACCESS_KEY_ID", "AKIASTRONGROOMCONSOLE");
    vi.stubEnv("AWS_SECRET_ACCESS_KEY", "sandbox-console");
    request.headers = (await visitor("auditor-1", ["auditor"])).headers({ "next-action": "" });
    await readTrail();
    do pending = await read<PendingDeletions>("deletions");
    while (pending.isListing);
  }, 120_000);

  test.each(scripted)("%s: actor, date, provenance and denied readers as scripted", (what) => {
    const truth = memberOf(what).deletion;
    if (!truth) throw new Error("nothing scripted");
    const { clock } = rowOf(what);
    expect(clock.requestedAt).toBe(truth.at.toISOString());
    const purge = new Date(+truth.at + truth.windowDays * DAY).toISOString();
    if (truth.recorded) {
      expect(clock.purge).toMatchObject({
        isKnown: true,
        windowDays: truth.windowDays,
        source: "event",
      });
      // CloudTrail dates answers to the second.
      if (clock.purge.isKnown) {
        expect(Math.abs(Date.parse(clock.purge.notBefore) - Date.parse(purge))).toBeLessThan(1000);
      }
      const actor = truth.actor.split("/").at(-1) ?? "";
      expect(clock.by).toMatchObject({ isKnown: true, words: expect.stringContaining(actor) });
    } else {
      expect(clock.purge.isKnown).toBe(false);
      if (!clock.purge.isKnown) {
        expect(clock.purge.earliest <= purge && purge <= clock.purge.latest).toBe(true);
      }
      expect(clock.by).toEqual({ isKnown: false, because: "no-record" });
    }
    const words = (actor: string) => actor.replace("/", " ");
    expect(clock.denied.readers.map(({ words: said, count }) => [said, count])).toEqual(
      truth.deniedReads.map(({ actor, count }) => [words(actor), count]),
    );
    for (const [at, { last }] of truth.deniedReads.entries()) {
      const seen = Date.parse(clock.denied.readers[at]?.last ?? "");
      expect(Math.abs(seen - +last)).toBeLessThan(1000);
    }
  });

  test("the still wanted come first, and those whose story nobody knows are not called unused", () => {
    const wanted = pending.rows.map(({ clock }) => clock.wanted);
    expect(wanted).toEqual(wanted.toSorted((a, b) => order.indexOf(a) - order.indexOf(b)));
    expect(rowOf("pending deletion, still read").clock).toMatchObject({ wanted: "asking" });
    expect(rowOf("pending deletion, a day left").clock).toMatchObject({ wanted: "asking" });
    expect(rowOf("pending deletion by infrastructure code").clock).toMatchObject({
      wanted: "used",
      by: { source: "infrastructure code" },
    });
    expect(pending.rows[0]?.name).toBe(rowOf("pending deletion, a day left").name);
  });

  // "Four read it in the 90 days before": a look through this console is not one of them.
  test("readers of the 90 days before, without this console's own looks", () => {
    const readers = rowOf("pending deletion, still read").clock.readersBefore;
    expect(readers.map(({ words }) => words)).toContain("role payments-api");
    expect(readers.every(({ source }) => source !== "strongroom")).toBe(true);
    expect(readers.length).toBe(3);
  });

  test("no AWS call is made per row", async () => {
    const before = sandbox.world.calls.length;
    await read<PendingDeletions>("deletions");
    const made = sandbox.world.calls.slice(before).map(({ operation }) => operation);
    expect(
      made.filter((name) => !["LookupEvents", "ListSecrets", "AssumeRole"].includes(name)),
    ).toEqual([]);
  });

  test("the answer that this console saw replaces the range", async () => {
    const row = rowOf("pending deletion, purge date unknown");
    const requestedMs = Date.parse(row.clock.requestedAt);
    const seen = {
      arn: row.arn,
      requestedAt: row.clock.requestedAt,
      purgeNotBefore: new Date(requestedMs + 20 * DAY).toISOString(),
      windowDays: 20,
      by: "jonas",
    };
    await noteDeletion(seen);
    await noteDeletion(seen);
    const now = await read<PendingDeletions>("deletions");
    expect(now.rows.find(({ arn }) => arn === row.arn)?.clock).toMatchObject({
      purge: { isKnown: true, windowDays: 20, source: "answer" },
      by: { isKnown: true, words: "jonas" },
    });
  });

  test("what ended: restored by whom, and purged", async () => {
    const { rows } = await read<PastDeletions>("deletionHistory");
    const of = (what: string) => rows.find(({ name }) => name === memberOf(what).name);
    expect(of("restored last week")).toMatchObject({
      outcome: "restored",
      endedBy: "approver-1 as StrongroomApprover",
      requestedBy: "operator-2 as StrongroomOperator",
      windowDays: 7,
    });
    expect(of("purged")).toMatchObject({ outcome: "purged", endedAt: expect.any(String) });
    for (const what of scripted) expect(of(what)).toBeUndefined();
  });

  test("a name is held by a pending deletion, by an active secret, or by nobody", async () => {
    const { name } = memberOf("pending deletion, still read");
    const held = await read<NameAnswer>("nameHolder", { name });
    expect(held.holders).toMatchObject([
      { state: "pending", region: "eu-west-1", clock: { wanted: "asking" } },
    ]);
    const active = await read<NameAnswer>("nameHolder", {
      name: memberOf("restored last week").name,
    });
    expect(active.holders).toMatchObject([{ state: "active" }]);
    const free = await read<NameAnswer>("nameHolder", { name: "no/such/secret" });
    expect(free).toMatchObject({ holders: [], deletedAtOnce: [], answered: 3, places: 3 });
  });

  test("who could purge earlier: infrastructure code may, the console's operator may not", async () => {
    const { accounts } = await read<{ accounts: Guarantee[] }>("recoveryGuarantee");
    expect(accounts).toMatchObject([{ state: "not-protected", accountName: "production" }]);
    const power = (end: string) => accounts[0]?.powers.find(({ arn }) => arn.endsWith(end));
    expect(power(":user/terraform")).toMatchObject({ mayForce: true });
    expect(power("StrongroomOperator")).toMatchObject({ mayForce: false, mayUseShortest: true });
    expect(power("StrongroomAuditor")).toMatchObject({ mayForce: false, mayUseShortest: false });
    expect(accounts[0]?.notAsked.join()).toContain("AWSReservedSSO_PlatformAdmin");
  });

  test("the disposal record has a row for each, and runs no formula", async () => {
    const csv = await disposalRecord({ format: "csv" });
    if (!csv.ok) throw new Error(csv.failure.code);
    const lines = csv.data.text.split("\r\n").filter((line) => line && !line.startsWith("# "));
    for (const what of [...scripted, "restored last week", "purged"]) {
      expect(lines.filter((line) => line.includes(memberOf(what).name))).toHaveLength(1);
    }
    const json = await disposalRecord({ format: "json" });
    if (!json.ok) throw new Error(json.failure.code);
    expect(JSON.parse(json.data.text).pending).toHaveLength(pending.rows.length);
  });
});

const order = ["asking", "used", "unknown", "unused"];
