import { createHash } from "node:crypto";
import {
  CreateSecretCommand,
  DeleteSecretCommand,
  GetSecretValueCommand,
  paginateListSecrets,
} from "@aws-sdk/client-secrets-manager";
import { sql } from "drizzle-orm";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { assessSecrets } from "@/lib/actions/controls";
import { approveRestore, beginApproval, requestRestore } from "@/lib/actions/restore";
import { stubSettings, writeSettings } from "@/lib/auth/settings.test-support";
import { database } from "@/lib/db/client";
import { useDatabase } from "@/lib/db/databases.test-support";
import { recordAttempt, recordOutcome } from "@/lib/db/ledger";
import { writeCheckpoint } from "@/lib/db/ledger-state";
import { stepUp } from "@/lib/db/sessions";
import { storeTrailPage } from "@/lib/db/trail";
import type { ControlsPage } from "@/lib/domain/controls-page";
import type { EvidencePage } from "@/lib/domain/evidence";
import type { Outcome } from "@/lib/domain/outcome";
import type { RestoreRequestView } from "@/lib/domain/restore-view";
import type { ConsoleRole } from "@/lib/domain/role";
import { readTrailEvent } from "@/lib/domain/trail-event";
import { consoleUrl, issuer, visitor } from "@/lib/entry/visitor.test-support";
import { useAws } from "@/lib/inventory/aws.test-support";
import { estates } from "../sandbox/estates";
import { evidenceExport } from "./evidence";
import {
  download,
  type Files,
  newSigningKey,
  stubKey,
  textIn,
  today,
  unpack,
  verifyFolder,
  verifyZip,
} from "./evidence.test-support";
import { answerRead } from "./index";

// Next hands each request its headers; here the test says who asks.
const request = vi.hoisted(() => ({ headers: new Headers() }));
vi.mock("next/headers", () => ({ headers: async () => request.headers }));

const [signing, checkpoints] = [newSigningKey(), newSigningKey()];
const regions = ["eu-west-1", "us-east-1", "eu-central-1"];
const account = (id: string, name: string) => ({
  id,
  name,
  regions,
  externalId: "strongroom-demo",
  roles: Object.fromEntries(
    ["operator", "approver", "auditor"].map((role) => [
      role,
      `arn:aws:iam::${id}:role/Strongroom${role.charAt(0).toUpperCase()}${role.slice(1)}`,
    ]),
  ),
});
const file = writeSettings(issuer, {
  accounts: [account("111122223333", "production"), account("444455556666", "staging")],
});
beforeEach(() => {
  stubSettings(file, consoleUrl);
  stubKey("STRONGROOM_SIGNING_KEY", signing);
  stubKey("STRONGROOM_LEDGER_KEY", checkpoints);
});

async function signIn(subject: string, role: ConsoleRole): Promise<void> {
  request.headers = (await visitor(subject, [role])).headers();
}

async function act(subject: string, reason?: string): Promise<void> {
  const person = { issuer, subject, displayName: `Name of ${subject}` };
  const facts = { operation: "secret.reveal-value", person, role: "operator", reason } as const;
  const attempt = await recordAttempt({ ...facts, sessionId: "0123456789abcdef" });
  await recordOutcome(attempt, { result: "done" });
}

async function page(): Promise<EvidencePage> {
  return dataOf((await answerRead("evidence", new URLSearchParams())) as Outcome<EvidencePage>);
}

function dataOf<Data>(outcome: Outcome<Data>): Data {
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.failure));
  return outcome.data;
}

async function outcomes(): Promise<{ result: string; code?: string; bundle?: object }[]> {
  const { db } = await database();
  const { rows } = await db.execute<{ canonical: string }>(
    sql`SELECT canonical FROM ledger_entries WHERE kind = 'outcome' AND operation = 'evidence.build' ORDER BY seq`,
  );
  return rows.map(({ canonical }) => JSON.parse(canonical));
}

function manifestOf(files: Files) {
  return JSON.parse(textIn(files, "manifest.json"));
}

const whole = { node: { code: 0 }, python: { code: 0 } };

describe("an evidence bundle of the demo estate", () => {
  useDatabase("postgres");
  const aws = useAws(estates.demo);
  let zip: Uint8Array;
  let files: Files;

  test("is built by an auditor, and both verifiers pass it, folder and ZIP alike", async () => {
    // A cell that a spreadsheet would run, and characters that other readers take for line ends.
    const name = "evidence/formula";
    const Description = '=HYPERLINK("http://evil.example";"x")';
    await aws
      .admin("eu-west-1")
      .send(new CreateSecretCommand({ Name: name, SecretString: "v", Description }));
    await act("operator-1", 'because\u2028of a "quote"\n and ü \ud83d\ude00');
    await act("operator-2");
    await writeCheckpoint();
    await signIn("auditor-1", "auditor");
    zip = await download();
    files = unpack(zip);
    expect(await verifyZip(zip, "--key-id", signing.id)).toMatchObject(whole);
    const said = await verifyFolder(files);
    expect(said).toMatchObject(whole);
    expect(said.node.says).toBe(said.python.says);
    expect(said.node.says).toContain(`Signed by key ${signing.id}`);
  });

  test("tells who built it, under whom, of what, and what did not answer", () => {
    const manifest = manifestOf(files);
    expect(manifest).toMatchObject({
      format: "strongroom-evidence-v1",
      builtBy: { issuer, subject: "auditor-1", role: "auditor" },
      period: { from: today(), to: today(), timeZone: "UTC" },
      key: { id: signing.id },
      didNotAnswer: [],
      isComplete: true,
    });
    expect(manifest.callers.map(({ arn }: { arn: string }) => arn)).toEqual([
      expect.stringMatching(/^arn:aws:sts::111122223333:assumed-role\/StrongroomAuditor\//),
      expect.stringMatching(/^arn:aws:sts::444455556666:assumed-role\/StrongroomAuditor\//),
    ]);
    expect(manifest.places).toHaveLength(6);
    const paths = Object.keys(files).filter((path) => path.startsWith("secrets/"));
    expect(paths).toHaveLength(manifest.secrets);
    const listed = textIn(files, "population.csv")
      .split("\r\n")
      .filter((line) => /,arn:/.test(line));
    expect(listed).toHaveLength(manifest.secrets);
    expect(textIn(files, "population.csv")).toContain(`"'=HYPERLINK(`);
    expect(textIn(files, "controls.csv")).toMatch(/rotation-enabled,pass,/);
    expect(textIn(files, "query-log.jsonl")).toContain('"operation":"ListSecrets"');
    // CloudTrail was not read here: a bundle that did not say so would mislead.
    expect(textIn(files, "failed-calls.csv")).toMatch(/cloudtrail,LookupEvents,111122223333/);
    expect(textIn(files, "ledger-checkpoints.jsonl")).toContain("canonical");
  });

  // The promise of the whole console, kept by what leaves it for good.
  test("holds no value of any secret", async () => {
    const text = Object.values(files)
      .map((bytes) => Buffer.from(bytes).toString("utf8"))
      .join("\n");
    let looked = 0;
    for (const accountId of ["111122223333", "444455556666"]) {
      for (const region of regions) {
        const client = aws.admin(region, accountId);
        for await (const { SecretList = [] } of paginateListSecrets({ client }, {})) {
          for (const { ARN } of SecretList) {
            const value = await client
              .send(new GetSecretValueCommand({ SecretId: ARN }))
              .catch(() => undefined);
            const whole = value?.SecretString ?? "";
            const parts = whole.startsWith("{") ? Object.entries(JSON.parse(whole)) : [];
            const passwords = parts.flatMap(([key, part]) =>
              /pass|token|key/i.test(key) ? part : [],
            );
            const binary =
              value?.SecretBinary && Buffer.from(value.SecretBinary).toString("base64");
            for (const canary of [whole, binary, ...passwords].map(String)) {
              if (canary.length < 8 || canary === "undefined") continue;
              looked += 1;
              expect(text.includes(canary), `a value of ${ARN}`).toBe(false);
            }
          }
        }
      }
    }
    expect(looked).toBeGreaterThan(200);
  });

  test("is on record with its manifest's hash, and in the list", async () => {
    const bytes = files["manifest.json"] ?? "";
    const manifest = createHash("sha256").update(bytes).digest("hex");
    const bundle = { manifestSha256: manifest, keyId: signing.id };
    expect((await outcomes()).at(-1)).toMatchObject({ result: "done", bundle });
    const { bundles, keyId, isEverybodys } = await page();
    expect({ keyId, isEverybodys }).toEqual({ keyId: signing.id, isEverybodys: true });
    expect(bundles[0]).toMatchObject({ ...bundle, who: "auditor-1", isComplete: true });
    await signIn("operator-9", "operator");
    expect((await page()).bundles).toEqual([]);
  });

  test("gives an operator the links of others' entries, not their content", async () => {
    await act("operator-1");
    await signIn("operator-1", "operator");
    const own = unpack(await download({ controls: "off", places: "444455556666/us-east-1" }));
    const lines = textIn(own, "ledger.jsonl")
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(lines.some(({ canonical }) => canonical === undefined)).toBe(true);
    expect(lines.some(({ canonical }) => canonical?.includes("Name of operator-1"))).toBe(true);
    expect(textIn(own, "ledger.jsonl")).not.toContain("operator-2");
    expect(own["controls.csv"]).toBeUndefined();
    expect(Object.keys(own).filter((path) => path.startsWith("secrets/"))).toEqual(
      expect.arrayContaining([expect.stringMatching(/^secrets\/444455556666\/us-east-1\//)]),
    );
    expect(textIn(own, "population.csv")).not.toContain("111122223333");
    const said = await verifyFolder(own, "--key-id", signing.id);
    expect(said).toMatchObject(whole);
    expect(said.node.says).toContain("with their content withheld");
    expect(said.node.says).toBe(said.python.says);
  });

  // Who asked, who agreed to what, and the record of AWS that it happened.
  test("has a restore of the period with its votes and CloudTrail's record", async () => {
    const place = { accountId: "111122223333", region: "eu-west-1" };
    const client = aws.admin(place.region);
    const Name = "evidence/restored";
    const { ARN: arn = "" } = await client.send(
      new CreateSecretCommand({ Name, SecretString: "v" }),
    );
    await client.send(new DeleteSecretCommand({ SecretId: arn, RecoveryWindowInDays: 7 }));
    await signIn("operator-1", "operator");
    const reason = "An application still asks for it every half hour.";
    const { id } = dataOf(await requestRestore({ arn, reason }));
    const approver = await visitor("approver-1", ["approver"]);
    request.headers = approver.headers();
    const query = new URLSearchParams({ id });
    const { digest } = dataOf(
      (await answerRead("restoreRequest", query)) as Outcome<RestoreRequestView>,
    );
    dataOf(await beginApproval({ id, arn, digest }));
    await stepUp(approver.session.id, new Date());
    dataOf(await approveRestore({ id, arn, digest }));
    const [{ requestId = "" } = {}] = aws.calls("RestoreSecret");
    const event = readTrailEvent(
      JSON.stringify({
        eventID: "event-of-the-restore",
        eventTime: new Date().toISOString(),
        eventName: "RestoreSecret",
        eventSource: "secretsmanager.amazonaws.com",
        awsRegion: place.region,
        recipientAccountId: place.accountId,
        readOnly: false,
        userIdentity: { type: "AssumedRole" },
        requestID: requestId,
        requestParameters: { secretId: arn },
      }),
    );
    const page = { ...place, pagesRead: 1 };
    await storeTrailPage(page, event ? [event] : [], new Date().toISOString());
    await signIn("auditor-1", "auditor");
    const told = textIn(unpack(await download()), "approvals.jsonl")
      .trim()
      .split("\n");
    expect(told.map((line) => JSON.parse(line))).toMatchObject([
      {
        id,
        state: "executed",
        secretArn: arn,
        reason,
        digest,
        requester: { issuer, subject: "operator-1" },
        votes: [{ issuer, subject: "approver-1", decision: "approve", digest }],
        cloudTrail: [{ eventId: "event-of-the-restore", name: "RestoreSecret" }],
      },
    ]);
    // What was read of CloudTrail is summed up every few seconds.
    await expect
      .poll(async () => textIn(unpack(await download()), "controls.csv"), { timeout: 15_000 })
      .toMatch(/restores-approved,pass,evidence\/restored,.*asked for by .* request /);
    const elsewhere = await download({ places: "444455556666/us-east-1" });
    expect(textIn(unpack(elsewhere), "approvals.jsonl")).toBe("");
    const before = await download({ from: "2020-01-01", to: "2020-01-31" });
    expect(textIn(unpack(before), "approvals.jsonl")).toBe("");
  });

  test("names a Region that refuses, in words, and is not complete", async () => {
    aws.sandbox.controls.faults.add({
      operation: "ListSecrets",
      accountId: "111122223333",
      region: "us-east-1",
      effect: {
        kind: "error",
        when: "before",
        status: 400,
        code: "AccessDeniedException",
        message: "no",
      },
    });
    await signIn("approver-1", "approver");
    const partial = unpack(await download());
    aws.sandbox.controls.faults.clear();
    expect(manifestOf(partial)).toMatchObject({
      isComplete: false,
      didNotAnswer: ["111122223333/us-east-1"],
    });
    expect(textIn(partial, "failed-calls.csv")).toMatch(
      /secretsmanager,ListSecrets,111122223333,production,us-east-1,failed,denied-by-aws/,
    );
    expect(
      manifestOf(partial).controls.map(({ verdict }: { verdict: string }) => verdict),
    ).not.toContain("pass");
  });

  test("of a period without entries verifies too", async () => {
    await signIn("auditor-1", "auditor");
    const empty = unpack(await download({ from: "2020-01-01", to: "2020-01-31" }));
    expect(textIn(empty, "ledger.jsonl")).toBe("");
    expect(await verifyFolder(empty)).toMatchObject(whole);
  });

  // Without a key nothing is built: an unsigned bundle would look like evidence.
  test("is refused in words without a key, for a wrong period and a foreign Region", async () => {
    await signIn("auditor-1", "auditor");
    const period = { from: today(), to: today() };
    expect(await evidenceExport({ ...period, places: "999988887777/eu-west-1" })).toMatchObject({
      failure: { code: "outside-configuration" },
    });
    expect(await evidenceExport({ from: today(), to: "2020-01-01" })).toMatchObject({
      failure: { code: "invalid-input", fields: { to: expect.any(String) } },
    });
    vi.stubEnv("STRONGROOM_SIGNING_KEY", "");
    expect(await evidenceExport(period)).toMatchObject({ failure: { code: "cannot-sign" } });
    expect((await outcomes()).at(-1)).toMatchObject({ result: "failed", code: "cannot-sign" });
    expect((await page()).keyId).toBeUndefined();
  });

  test("that breaks off has no signature and is on record as not built", async () => {
    await signIn("auditor-1", "auditor");
    const built = (await page()).bundles.length;
    const outcome = await evidenceExport({ from: today(), to: today() });
    if (!outcome.ok) throw new Error(JSON.stringify(outcome.failure));
    const first = await outcome.data.text.next();
    await outcome.data.text.return(undefined);
    expect((await outcomes()).at(-1)).toMatchObject({ result: "failed", code: "cut-off" });
    expect((await page()).bundles).toHaveLength(built);
    const cut = first.value as Uint8Array;
    expect(await verifyZip(cut)).toMatchObject({
      node: { code: 6 },
      python: { code: 6 },
    });
  });

  // Fail closed: what the ledger did not take, nobody gets.
  test("does not give out its signature when the outcome cannot be recorded", async () => {
    await signIn("auditor-1", "auditor");
    const { db } = await database();
    await db.execute(sql`ALTER TABLE evidence_bundles RENAME TO evidence_bundles_away`);
    try {
      await expect(download()).rejects.toThrow(/ledger cannot be written/);
    } finally {
      await db.execute(sql`ALTER TABLE evidence_bundles_away RENAME TO evidence_bundles`);
    }
    expect((await outcomes()).at(-1)).toMatchObject({ result: "failed", code: "cannot-record" });
  });

  // What no list tells is in the bundle as soon as somebody had it looked at.
  test("has the controls about policies and keys, with what a pass found", async () => {
    await signIn("auditor-1", "auditor");
    const controls = async () =>
      dataOf((await answerRead("controls", new URLSearchParams())) as Outcome<ControlsPage>);
    await expect.poll(async () => (await controls()).isListing, { timeout: 30_000 }).toBe(false);
    expect(await assessSecrets({ calls: 20_000 })).toMatchObject({ ok: true });
    await expect
      .poll(async () => (await controls()).assessment.pass?.state, { timeout: 30_000 })
      .toBe("ended");
    const csv = textIn(unpack(await download()), "controls.csv");
    expect(csv).toMatch(/policy-not-public,fail,prod\/web\/public-policy,/);
    expect(csv).toMatch(/key-rotation,pass,.*Rotation of .* is on\./);
    expect(csv).toMatch(/replicas-in-sync,fail,prod\/web\/cdn-signing-replica-failed,/);
  });
});
