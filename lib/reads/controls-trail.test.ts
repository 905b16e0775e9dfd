import { CloudTrailClient } from "@aws-sdk/client-cloudtrail";
import {
  CreateSecretCommand,
  DeleteSecretCommand,
  DescribeSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  RestoreSecretCommand,
  UpdateSecretVersionStageCommand,
} from "@aws-sdk/client-secrets-manager";
import { beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { refreshInventory } from "@/lib/actions/inventory";
import { changeTags } from "@/lib/actions/secret";
import { stubSettings, writeSettings } from "@/lib/auth/settings.test-support";
import { useDatabase } from "@/lib/db/databases.test-support";
import type { ControlId } from "@/lib/domain/control-settings";
import type { Verdict } from "@/lib/domain/controls";
import type { ControlsPage } from "@/lib/domain/controls-page";
import type { Outcome } from "@/lib/domain/outcome";
import { consoleUrl, issuer, visitor } from "@/lib/entry/visitor.test-support";
import { collectTrail } from "@/lib/history/collect";
import { trailProgress } from "@/lib/history/secret-history";
import { useAws } from "@/lib/inventory/aws.test-support";
import { seedSecret } from "../sandbox/secrets-manager/seed";
import { controlsExport } from "./controls-export";
import { answerRead } from "./index";

// Next hands each request its headers; here the test says who asks.
const request = vi.hoisted(() => ({ headers: new Headers() }));
vi.mock("next/headers", () => ({ headers: async () => request.headers }));

const DAY_MS = 86_400_000;
const place = { accountId: "111122223333", region: "eu-west-1" };
const tag = { key: "class", value: "confidential" };
const file = writeSettings(issuer, {
  controls: { demands: [{ tag, deletionWindowDays: 30, tags: [{ key: "vendor" }] }] },
});
beforeEach(() => stubSettings(file, consoleUrl));

async function read<Data>(name: string, query: Record<string, string> = {}): Promise<Data> {
  request.headers = (await visitor("auditor-1", ["auditor"])).headers({ "next-action": "" });
  const outcome = (await answerRead(name, new URLSearchParams(query))) as Outcome<Data>;
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.failure));
  return outcome.data;
}

async function ask(control: ControlId, verdict: Verdict): Promise<ControlsPage> {
  for (;;) {
    const page = await read<ControlsPage>("controls", { control, verdict });
    if (!page.isListing) return page;
  }
}

/** Name and reason of each secret with this verdict; the stored trail is summed up every few seconds. */
function reasons(control: ControlId, verdict: Verdict) {
  return expect.poll(
    async () =>
      (await ask(control, verdict)).secrets.map(
        ({ name, reason, isGone }) => `${name}${isGone ? " (gone)" : ""}: ${reason}`,
      ),
    { timeout: 20_000, interval: 500 },
  );
}

const overall = async (control: ControlId) =>
  (await ask(control, "fail")).controls.find((one) => one.control === control);

describe("controls by CloudTrail, through the stand-in and the database", () => {
  useDatabase("postgres");
  const aws = useAws();

  /** Under an administrator: the newest events of every place, and 90 days back. */
  async function readTrail(): Promise<void> {
    for (const { accountId, region } of (await ask("in-use", "fail")).places) {
      const credentials = { accessKeyId: `AKIA${accountId}`, secretAccessKey: "sandbox" };
      const client = new CloudTrailClient({ endpoint: aws.sandbox.url, region, credentials });
      const at = { accountId, region };
      do await collectTrail(at, () => client, undefined, new Date().toISOString());
      while (!(await trailProgress(at, new Date())).isWhole);
      client.destroy();
    }
  }

  beforeAll(async () => {
    stubSettings(file, consoleUrl);
    aws.sandbox.controls.throttle.scale = null;
    const client = aws.admin(place.region);
    const Tags = [{ Key: tag.key, Value: tag.value }];
    for (const Name of ["gone/forced", "short/confidential", "restored/alone", "fine/one"])
      await client.send(new CreateSecretCommand({ Name, SecretString: "v", Tags }));
    const erase = (SecretId: string, how: object) =>
      client.send(new DeleteSecretCommand({ SecretId, ...how }));
    await erase("gone/forced", { ForceDeleteWithoutRecovery: true });
    await erase("short/confidential", { RecoveryWindowInDays: 7 });
    await erase("restored/alone", { RecoveryWindowInDays: 30 });
    await client.send(new RestoreSecretCommand({ SecretId: "restored/alone" }));
    seedSecret(aws.sandbox.world, place.accountId, place.region, {
      name: "old/value",
      value: { string: "v" },
      createdAt: new Date(Date.now() - 300 * DAY_MS),
      rotation: {
        lambdaArn: "arn:aws:lambda:eu-west-1:111122223333:function:rotate-old",
        rules: { AutomaticallyAfterDays: 60 },
        lastRotatedAt: new Date(Date.now() - 20 * DAY_MS),
      },
    });
    const SecretId = "old/value";
    const { VersionId } = await client.send(new GetSecretValueCommand({ SecretId }));
    await client.send(new PutSecretValueCommand({ SecretId, SecretString: "w" }));
    await client.send(
      new UpdateSecretVersionStageCommand({
        SecretId,
        VersionStage: "blue",
        MoveToVersionId: VersionId,
      }),
    );
    await client.send(new GetSecretValueCommand({ SecretId, VersionStage: "AWSPREVIOUS" }));
  });

  test("a trail that was not read takes every pass away, and says so", async () => {
    request.headers = (await visitor("auditor-1", ["auditor"])).headers();
    await refreshInventory({});
    const one = await overall("no-forced-deletion");
    expect(one).toMatchObject({
      verdict: "not assessed",
      reason: expect.stringMatching(
        /^\d of 4 Regions without 90 days of CloudTrail\. \d{12}\/[\w-]+(, \d{12}\/[\w-]+)*: CloudTrail /,
      ),
    });
  });

  test("deletions, restores, changes and old values are judged by what CloudTrail tells", async () => {
    await readTrail();
    await reasons("no-forced-deletion", "fail").toEqual([
      expect.stringMatching(
        /^gone\/forced \(gone\): Deleted without recovery by .+ on \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC\.$/,
      ),
    ]);
    expect(await overall("no-forced-deletion")).toMatchObject({
      verdict: "fail",
      group: "Deletion and restore",
      population: 5,
      counts: { pass: 4, fail: 1 },
    });
    expect((await overall("no-forced-deletion"))?.reason).toBeUndefined();
    await reasons("deletion-window", "fail").toEqual(
      [
        expect.stringMatching(/^gone\/forced \(gone\): /),
        expect.stringMatching(
          /^short\/confidential: .* with 7 days\. class=confidential demands 30/,
        ),
      ].reverse(),
    );
    await reasons("deletion-window", "pass").toEqual([expect.stringMatching(/^restored\/alone: /)]);
    await reasons("restores-approved", "fail").toEqual([
      expect.stringMatching(/^restored\/alone: .*; no request of this console accounts for it\.$/),
    ]);
    await reasons("changes-attributable", "fail").toContainEqual(
      expect.stringMatching(/^fine\/one: Without a person: CreateSecret by /),
    );
    await reasons("previous-unread", "fail").toEqual([
      expect.stringMatching(/^old\/value: Rotated on .*, and the old value still read by /),
    ]);
    await reasons("read-by-others", "pass").toEqual([expect.stringMatching(/^old\/value: /)]);
    await reasons("no-label-left", "pass").toEqual([expect.stringMatching(/^old\/value: /)]);
    await reasons("tags-as-demanded", "fail").toContainEqual(
      "fine/one: class=confidential demands the tag vendor; it has none.",
    );
  });

  test("a change is told from one of this console by the ledger's request ids", async () => {
    request.headers = (await visitor("operator-1", ["operator"])).headers();
    const client = aws.admin(place.region);
    const { ARN: arn = "" } = await client.send(
      new DescribeSecretCommand({ SecretId: "restored/alone" }),
    );
    const set = [{ key: "vendor", value: "acme" }];
    expect(await changeTags({ arn, set, remove: [] })).toMatchObject({ ok: true });
    await client.send(new PutSecretValueCommand({ SecretId: "fine/one", SecretString: "w" }));
    await readTrail();
    const elsewhere = reasons("changes-here", "fail");
    await elsewhere.toContainEqual(
      expect.stringMatching(/^fine\/one: Not made here: PutSecretValue by /),
    );
    await elsewhere.not.toContainEqual(expect.stringMatching(/TagResource/));
    expect(aws.calls("TagResource")).toHaveLength(1);
  });

  test("IAM's last answer about forced deletions is used, and nobody is asked for it here", async () => {
    const before = aws.calls("SimulatePrincipalPolicy").length;
    await reasons("recovery-guaranteed", "not assessed").toContainEqual(
      expect.stringMatching(/^fine\/one: IAM was not asked/),
    );
    expect(aws.calls("SimulatePrincipalPolicy")).toHaveLength(before);
    await read("recoveryGuarantee");
    await reasons("recovery-guaranteed", "not assessed").not.toContainEqual(
      expect.stringMatching(/IAM was not asked/),
    );
  });

  test("what is gone is in the export", async () => {
    request.headers = (await visitor("auditor-1", ["auditor"])).headers({ "next-action": "" });
    const all = await controlsExport({});
    const text = all.ok ? all.data.text : "";
    expect(text).toMatch(/no-forced-deletion,fail,gone\/forced,arn:aws:secretsmanager:/);
    expect(text).toMatch(/restores-approved,fail,restored\/alone,/);
  });
});
