import {
  CreateSecretCommand,
  PutSecretValueCommand,
  RotateSecretCommand,
  type RotationRulesType,
} from "@aws-sdk/client-secrets-manager";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { InventoryRow } from "@/lib/domain/inventory-row";
import { RotationQuery } from "@/lib/domain/rotation-page";
import { RotationPlanner } from "@/lib/domain/rotation-plan";
import { type RotationRun, rotationRuns } from "@/lib/domain/rotation-runs";
import { RotationSettings } from "@/lib/domain/rotation-settings";
import type { LastRuns, StandingWord } from "@/lib/domain/rotation-standing";
import { readTrailEvent, type TrailEvent } from "@/lib/domain/trail-event";
import { eventText } from "../sandbox/cloudtrail/event-text";
import { lambdaOf } from "../sandbox/lambda/state";
import {
  addFunction,
  clientOf,
  frozenSandbox,
  home,
  trail,
} from "../sandbox/secrets-manager/secrets.test-support";
import { FIRST_ACCOUNT, type Sandbox } from "../sandbox/start";
import { listPage } from "./secrets";

const SECRETS = 200;
const DAYS = 60;
/** The agenda shows a week; somebody looks twice in it. */
const DAYS_A_LOOK = 4;
const DAY_MS = 86_400_000;

const schedules: RotationRulesType[] = [
  { ScheduleExpression: "rate(1 day)" },
  { ScheduleExpression: "rate(12 hours)" },
  { ScheduleExpression: "rate(4 hours)" },
  { ScheduleExpression: "rate(7 days)", Duration: "3h" },
  { ScheduleExpression: "cron(0 2 * * ? *)", Duration: "3h" },
  { ScheduleExpression: "cron(0 8 ? * MON-FRI *)" },
  { ScheduleExpression: "cron(0 2/10 * * ? *)" },
  { ScheduleExpression: "cron(0 22 L * ? *)", Duration: "2h" },
  { ScheduleExpression: "cron(0 1 ? * THU#3 *)", Duration: "5h" },
  { AutomaticallyAfterDays: 10 },
];

/** Which function rotates a secret: most succeed, the rest stop at each step, hang, or are given up. */
const functions = [
  "good",
  "good",
  "good",
  "good",
  "fail-create",
  "fail-set",
  "fail-test",
  "fail-finish",
  "hang",
  "given-up-fail-set",
];
const stepOf: Record<string, string> = {
  "fail-create": "createSecret",
  "fail-set": "setSecret",
  "fail-test": "testSecret",
  "fail-finish": "finishSecret",
  hang: "setSecret",
};

interface Made {
  arn: string;
  name: string;
  fn: string;
}

let sandbox: Sandbox;
let client: ReturnType<typeof clientOf>;
const made: Made[] = [];
/** What was read of CloudTrail so far, by ARN. */
const events = new Map<string, TrailEvent[]>();
let readSoFar = 0;

beforeAll(async () => {
  sandbox = await frozenSandbox();
  client = clientOf(sandbox);
  for (const name of new Set(functions)) addFunction(sandbox, name);
  for (let at = 0; at < SECRETS; at += 1) {
    // Every schedule meets every function.
    const fn = functions[Math.floor(at / schedules.length) % functions.length] ?? "good";
    const name = `sixty/${at}`;
    const { ARN: arn = "" } = await client.send(
      new CreateSecretCommand({ Name: name, SecretString: "v" }),
    );
    await client.send(
      new RotateSecretCommand({
        SecretId: arn,
        RotationLambdaARN: `arn:aws:lambda:${home}:${FIRST_ACCOUNT}:function:${fn}`,
        RotationRules: schedules[at % schedules.length],
        RotateImmediately: false,
      }),
    );
    made.push({ arn, name, fn });
    events.set(arn, []);
  }
}, 120_000);
afterAll(() => sandbox.close());

/** What one refresh of the page knows: the list from AWS, and CloudTrail's events of each secret. */
async function refresh() {
  const rows: InventoryRow[] = [];
  const place = { accountId: FIRST_ACCOUNT, region: home };
  for (let token: string | undefined, isFirst = true; isFirst || token; isFirst = false) {
    const page = await listPage(
      client,
      { by: "created-date", order: "asc", token },
      { place, ownerTag: "owner" },
    );
    rows.push(...page.rows);
    token = page.nextToken;
  }
  const records = trail(sandbox);
  for (; readSoFar < records.length; readSoFar += 1) {
    const record = records[readSoFar];
    if (record?.eventType !== "AwsServiceEvent") continue;
    const event = readTrailEvent(eventText(record));
    if (event?.secretArn) events.get(event.secretArn)?.push(event);
  }
  const now = sandbox.world.clock.now();
  const runs = new Map(made.map(({ arn }) => [arn, rotationRuns(events.get(arn) ?? [], now)]));
  return { rows, runs, now };
}

function lastOf(runs: readonly RotationRun[]): LastRuns {
  const rotations = runs.filter(({ kind }) => kind === "rotation");
  const ended = rotations.filter(({ endedAt }) => endedAt !== undefined);
  const good = ended.findIndex(({ result }) => result !== "failed");
  const newest = (result: string) => ended.find((run) => run.result === result);
  const ms = (at?: string) => (at ? Date.parse(at) : undefined);
  return {
    startedMs: ms(rotations[0]?.startedAt),
    succeededMs: ms(newest("succeeded")?.endedAt),
    failedMs: ms(newest("failed")?.endedAt),
    abandonedMs: ms(newest("abandoned")?.endedAt),
    failedStep: newest("failed")?.failedStep,
    failures: good < 0 ? ended.length : good,
  };
}

function plan({ rows, runs, now }: Awaited<ReturnType<typeof refresh>>) {
  const planner = new RotationPlanner(RotationQuery.parse({}), {
    now,
    settings: RotationSettings.parse({}),
    accountName: (id) => id,
    lastRuns: ({ arn }) => lastOf(runs.get(arn) ?? []),
    rowsMax: 100_000,
  });
  for (const row of rows) planner.add(row);
  return planner.finish();
}

/** Somebody writes a value by hand into what fails, and the function is mended. */
async function giveUp(): Promise<void> {
  for (const { arn, fn } of made) {
    if (!fn.startsWith("given-up")) continue;
    await client.send(new PutSecretValueCommand({ SecretId: arn, SecretString: "by hand" }));
  }
  const held = lambdaOf(sandbox.world.region(FIRST_ACCOUNT, home)).functions;
  const fn = held.get("given-up-fail-set");
  if (fn) fn.script = { kind: "succeed" };
}

const fine: readonly StandingWord[] = ["on time", "due", "rotating"];

// What the page announces must be what AWS then does, and what went wrong must be called so.
test("200 secrets over 60 days: each rotation in an announced window, each trouble by its word", async () => {
  const announced = new Map<string, [number, number][]>(made.map(({ arn }) => [arn, []]));
  for (let day = 0; day < DAYS; day += DAYS_A_LOOK) {
    if (day === 40) await giveUp();
    const seen = await refresh();
    const shown = plan(seen);
    for (const { arn, from, to } of shown.windows) {
      announced.get(arn)?.push([Date.parse(from), Date.parse(to)]);
    }
    const standing = new Map(shown.attention.map(({ arn, standing: each }) => [arn, each]));
    for (const { arn, name, fn } of made) {
      const ended = (seen.runs.get(arn) ?? []).filter(
        ({ kind, endedAt }) => kind === "rotation" && endedAt,
      );
      const step = stepOf[fn];
      if (fn === "good") expect(standing.get(arn), name).toBeUndefined();
      // The list shows the fifty most urgent; while there are fewer, every one must be in it.
      if (step && ended.length > 0 && shown.attention.length < 50) {
        expect(standing.get(arn), name).toMatchObject({ word: "stuck", failedStep: step });
      }
    }
    sandbox.world.clock.advance(DAYS_A_LOOK * DAY_MS);
  }

  const { runs, rows, now } = await refresh();
  let checked = 0;
  for (const { arn, name, fn } of made) {
    const rotations = (runs.get(arn) ?? []).filter(({ kind }) => kind === "rotation");
    for (const { startedAt = "", attempt } of rotations) {
      if (attempt > 1) continue;
      const at = Date.parse(startedAt);
      const isInside = announced
        .get(arn)
        ?.some(([from, to]) => at >= Math.floor(from / 1000) * 1000 && at < to);
      expect(isInside, `${name} rotated at ${startedAt}`).toBe(true);
      checked += 1;
    }
    if (fn.startsWith("given-up") && rotations.length > 0) {
      expect(
        rotations.some(({ result }) => result === "abandoned"),
        name,
      ).toBe(true);
    }
    expect(
      runs.get(arn)?.some(({ kind, result }) => kind === "test" && result !== "running"),
      name,
    ).toBe(true);
  }
  expect(checked).toBeGreaterThan(5_000);
  const finalWords = plan({ runs, rows, now }).counts;
  const mended = made.filter(({ fn }) => fn === "good" || fn.startsWith("given-up")).length;
  expect(fine.reduce((sum, word) => sum + (finalWords[word] ?? 0), 0)).toBe(mended);
  expect(finalWords.stuck).toBe(SECRETS - mended);
}, 300_000);
