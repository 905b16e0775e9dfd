import { CloudTrailClient } from "@aws-sdk/client-cloudtrail";
import {
  CreateSecretCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
  UpdateSecretVersionStageCommand,
} from "@aws-sdk/client-secrets-manager";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { describeSecret, listVersions } from "@/lib/aws/secrets";
import { databases, useDatabase } from "@/lib/db/databases.test-support";
import { placeOf } from "@/lib/domain/place";
import type { SecretDetail } from "@/lib/domain/secret";
import { summaryOf } from "@/lib/domain/secret-summary";
import { holderAt } from "@/lib/domain/timeline";
import { type Sandbox, startSandbox } from "../sandbox/start";
import { collectTrail } from "./collect";
import { secretHistory, trailProgress } from "./secret-history";

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
beforeEach(() => sandbox.world.clock.freeze());

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
  for (let isWhole = false; !isWhole; ) {
    await collectTrail(
      placeOf(arn),
      () => cloudTrail,
      () => clock.now(),
    );
    ({ isWhole } = await trailProgress(placeOf(arn), clock.now()));
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
