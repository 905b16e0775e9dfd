import { CloudTrailClient } from "@aws-sdk/client-cloudtrail";
import {
  CreateSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
  UpdateSecretVersionStageCommand,
} from "@aws-sdk/client-secrets-manager";
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { stubSettings, writeSettings } from "@/lib/auth/settings.test-support";
import { describeSecret, listVersions } from "@/lib/aws/secrets";
import { databases, useDatabase } from "@/lib/db/databases.test-support";
import { storeTrailPage, trailCursor } from "@/lib/db/trail";
import { placeOf } from "@/lib/domain/place";
import type { SecretDetail } from "@/lib/domain/secret";
import { summaryOf } from "@/lib/domain/secret-summary";
import { holderAt } from "@/lib/domain/timeline";
import { consoleUrl, issuer } from "@/lib/entry/visitor.test-support";
import { type Sandbox, startSandbox } from "../sandbox/start";
import { collectTrail } from "./collect";
import { isBehind, secretHistory, trailProgress } from "./secret-history";
import { secretReaders } from "./secret-readers";

const file = writeSettings(issuer);
let sandbox: Sandbox;
let secretsManager: SecretsManagerClient;
let cloudTrail: CloudTrailClient;

beforeAll(async () => {
  sandbox = await startSandbox();
  const settings = {
    endpoint: sandbox.url,
    region: "eu-west-1",
    credentials: { accessKeyId: "AKIA111122223333", secretAccessKey: "sandbox" },
  };
  secretsManager = new SecretsManagerClient(settings);
  cloudTrail = new CloudTrailClient(settings);
});
afterAll(() => sandbox.close());
beforeEach(() => {
  stubSettings(file, consoleUrl);
  sandbox.world.clock.freeze();
});

const day = 86_400_000;
const token = (digit: string) => `0000000${digit}-0000-4000-8000-000000000000`;

/** Reads the secret as the console does, at the stand-in's time. */
async function detailOf(arn: string): Promise<SecretDetail> {
  const now = sandbox.world.clock.now();
  const place = placeOf(arn);
  const [{ row, replicas }, versions] = await Promise.all([
    describeSecret(secretsManager, arn, { place, ownerTag: "owner" }),
    listVersions(secretsManager, arn),
  ]);
  return {
    ...summaryOf(row, now, []),
    accountName: "production",
    versions: versions.versions,
    versionsComplete: versions.isComplete,
    replicas,
    readAt: now.toISOString(),
  };
}

/** A secret that was written three times over six days and then rolled back. */
async function rolledBack(name: string): Promise<{ arn: string; moments: Date[] }> {
  const { clock } = sandbox.world;
  const moments = [clock.now()];
  const made = await secretsManager.send(
    new CreateSecretCommand({ Name: name, SecretString: "1", ClientRequestToken: token("1") }),
  );
  const arn = made.ARN ?? "";
  for (const digit of ["2", "3"]) {
    clock.advance(2 * day);
    moments.push(clock.now());
    const ClientRequestToken = token(digit);
    await secretsManager.send(
      new PutSecretValueCommand({ SecretId: name, SecretString: digit, ClientRequestToken }),
    );
  }
  clock.advance(2 * day);
  moments.push(clock.now());
  await secretsManager.send(
    new UpdateSecretVersionStageCommand({
      SecretId: arn,
      VersionStage: "AWSCURRENT",
      MoveToVersionId: token("2"),
      RemoveFromVersionId: token("3"),
    }),
  );
  clock.advance(day);
  return { arn, moments };
}

/** Turn after turn, as pages do that are asked again: one turn gives way after a while. */
async function collectAll(arn: string): Promise<void> {
  const { clock } = sandbox.world;
  for (let isRead = false; !isRead; ) {
    await collectTrail(
      placeOf(arn),
      () => cloudTrail,
      () => clock.now(),
    );
    // A turn that CloudTrail throttled ends early, and an earlier test may have read the old days.
    const progress = await trailProgress(placeOf(arn), clock.now());
    isRead = progress.isWhole && !isBehind(progress, clock.now());
  }
}

describe.each(databases)("the history of a secret on $kind", ({ kind }) => {
  useDatabase(kind);

  // The incident question: what was current at that moment, and who moved it?
  test("is told from CloudTrail: who held AWSCURRENT when, and the roll-back by name", async () => {
    const { arn, moments } = await rolledBack(`prod/history-${kind}`);
    await collectAll(arn);
    const { timeline, rows, trail } = await secretHistory(await detailOf(arn));
    const after = moments.map((moment) =>
      holderAt(timeline, "AWSCURRENT", new Date(moment.getTime() + 3_600_000)),
    );
    expect(after.map((segment) => segment?.holder)).toEqual(["1", "2", "3", "2"].map(token));
    expect(trail).toMatchObject({ isWhole: true });
    expect(trail.failure).toBeUndefined();
    expect(rows.find(({ kind: what }) => what === "rolled back")).toMatchObject({
      label: "AWSCURRENT",
      from: token("3"),
      to: token("2"),
      badge: "reported",
    });
    expect(timeline.contradictions).toEqual([]);
  });

  // A busy place is read anew every few minutes only, and what has just happened must not wait for it.
  test("what somebody waits for is told though the place was read a moment ago", async () => {
    // This is about the first turn alone, which CloudTrail must not throttle for the turns before.
    const { throttle } = sandbox.controls;
    const { scale } = throttle;
    throttle.scale = null;
    onTestFinished(() => {
      throttle.scale = scale;
    });
    const { arn } = await rolledBack(`prod/awaited-${kind}`);
    const { clock } = sandbox.world;
    await collectAll(arn);
    const { cursor } = await trailCursor(placeOf(arn));
    const busy = { ...cursor, newerPages: 40 };
    await storeTrailPage(busy, [], clock.now().toISOString());
    clock.advance(10_000);
    const changedAt = clock.now().toISOString();
    await secretsManager.send(
      new PutSecretValueCommand({
        SecretId: arn,
        SecretString: "4",
        ClientRequestToken: token("4"),
      }),
    );
    clock.advance(5_000);
    const collect = (awaited?: string) =>
      collectTrail(
        placeOf(arn),
        () => cloudTrail,
        () => clock.now(),
        awaited,
      );
    const told = async () =>
      (await secretHistory(await detailOf(arn))).rows.some(
        ({ to, badge }) => to === token("4") && badge === "reported",
      );
    await collect();
    expect(await told()).toBe(false);
    await collect(changedAt);
    expect(await told()).toBe(true);
  });

  // A rotating secret never looks unused: only the callers themselves tell whether anybody needs it.
  test("names who asked for the value, refusals apart, and asks AWS nothing", async () => {
    const { arn } = await rolledBack(`prod/read-${kind}`);
    const { clock } = sandbox.world;
    await secretsManager.send(new GetSecretValueCommand({ SecretId: `prod/read-${kind}` }));
    clock.advance(10 * day);
    await secretsManager.send(new GetSecretValueCommand({ SecretId: arn }));
    const unknown = new GetSecretValueCommand({ SecretId: arn, VersionStage: "NONE" });
    await expect(secretsManager.send(unknown)).rejects.toThrow();
    clock.advance(day);
    await collectAll(arn);
    const detail = await detailOf(arn);
    const before = sandbox.world.calls.length;
    const { readers, lastWeek, isReading } = await secretReaders(detail, clock.now());
    expect(readers).toMatchObject([{ kind: "application", reads: 2, denied: 1 }]);
    expect(readers[0]?.lastRefusal).toMatchObject({ code: "ResourceNotFoundException" });
    expect(lastWeek).toMatchObject([{ id: readers[0]?.id, reads: 1, denied: 1 }]);
    expect(isReading).toBe(false);
    expect(sandbox.world.calls).toHaveLength(before);
  });

  test("without CloudTrail says what it knows and leaves the rest a gap", async () => {
    const { arn, moments } = await rolledBack(`prod/unread-${kind}`);
    const { timeline } = await secretHistory(await detailOf(arn));
    const holder = (at: Date | undefined, laterMs: number) =>
      holderAt(timeline, "AWSCURRENT", new Date((at?.getTime() ?? 0) + laterMs));
    expect(holder(moments[0], 3_600_000)).toMatchObject({ holder: token("1"), badge: "inferred" });
    expect(holder(moments[2], 3_600_000)).toMatchObject({ holder: undefined, badge: "gap" });
    expect(holder(moments[3], 3_600_000)).toMatchObject({ holder: token("2") });
  });
});
