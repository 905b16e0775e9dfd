import { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import { CostExplorerClient } from "@aws-sdk/client-cost-explorer";
import {
  CreateSecretCommand,
  DeleteSecretCommand,
  RemoveRegionsFromReplicationCommand,
  RestoreSecretCommand,
  SecretsManagerClient,
} from "@aws-sdk/client-secrets-manager";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { billedLines } from "@/lib/aws/bill";
import { listPage } from "@/lib/aws/secrets";
import { callsByDay } from "@/lib/aws/usage";
import { addMonths, hoursInMonth, monthOf, monthsBetween } from "@/lib/domain/billing-month";
import { type CostSplit, StorageByPart } from "@/lib/domain/cost-groups";
import type { InventoryRow } from "@/lib/domain/inventory-row";
import { listPrices } from "@/lib/domain/prices";
import { LIFE_EVENTS, type LivesKnown, livesOf, type PlacedEvent } from "@/lib/domain/secret-life";
import {
  addPast,
  callsUsd,
  monthWindow,
  rowHours,
  StorageTally,
  storageKind,
} from "@/lib/domain/storage-costs";
import { readTrailEvent } from "@/lib/domain/trail-event";
import { cents, portion, sumUsd, usdOf } from "@/lib/domain/usd";
import { eventText } from "../sandbox/cloudtrail/event-text";
import { estates } from "../sandbox/estates";
import { type Sandbox, startSandbox } from "../sandbox/start";
import { type Simulated, simulate } from "./hour-by-hour.test-support";

const accounts = ["111122223333", "444455556666"];
const regions = ["eu-west-1", "us-east-1", "eu-central-1"];
const places = accounts.flatMap((accountId) => regions.map((region) => ({ accountId, region })));
const HOUR_MS = 3_600_000;

let sandbox: Sandbox;
let simulated: Simulated[];
let rows: InventoryRow[];
let lives: LivesKnown;
let until: Date;

function administrator({ accountId, region }: { accountId: string; region: string }) {
  return new SecretsManagerClient({
    endpoint: sandbox.url,
    region,
    credentials: { accessKeyId: `AKIA${accountId}`, secretAccessKey: "sandbox" },
  });
}

/** What the demo's 120 days do not have: lives that begin and end at odd moments. */
async function liveOn(): Promise<void> {
  const { clock } = sandbox.world;
  clock.freeze();
  const client = administrator({ accountId: "111122223333", region: "eu-west-1" });
  const create = (Name: string, more: object = {}) =>
    client.send(
      new CreateSecretCommand({
        Name,
        SecretString: "x",
        Tags: [{ Key: "team", Value: "costs" }],
        ...more,
      }),
    );
  const forget = (SecretId: string) =>
    client.send(new DeleteSecretCommand({ SecretId, ForceDeleteWithoutRecovery: true }));
  await create("costs/of-an-hour");
  await forget("costs/of-an-hour");
  await create("costs/paused");
  await create("costs/of-a-few-days");
  await create("costs/copied", {
    AddReplicaRegions: [{ Region: "us-east-1" }, { Region: "eu-central-1" }],
  });
  clock.advance(2 * 24 * HOUR_MS + 1_234_567);
  await client.send(
    new DeleteSecretCommand({ SecretId: "costs/paused", RecoveryWindowInDays: 30 }),
  );
  await client.send(
    new RemoveRegionsFromReplicationCommand({
      SecretId: "costs/copied",
      RemoveReplicaRegions: ["us-east-1"],
    }),
  );
  clock.advance(2 * 24 * HOUR_MS + 7_654_321);
  await client.send(new RestoreSecretCommand({ SecretId: "costs/paused" }));
  await client.send(
    new DeleteSecretCommand({ SecretId: "costs/of-a-few-days", RecoveryWindowInDays: 7 }),
  );
  clock.advance(9 * 24 * HOUR_MS);
}

async function listAll(place: { accountId: string; region: string }): Promise<InventoryRow[]> {
  const client = administrator(place);
  const listed: InventoryRow[] = [];
  let token: string | undefined;
  do {
    const request = { by: "created-date", order: "asc", token } as const;
    const page = await listPage(client, request, { place, ownerTag: "owner" });
    listed.push(...page.rows);
    token = page.nextToken;
  } while (token);
  return listed;
}

beforeAll(async () => {
  sandbox = await startSandbox({ estate: estates.demo });
  sandbox.controls.throttle.scale = null;
  await liveOn();
  until = sandbox.world.clock.now();
  simulated = simulate(sandbox.world, until);
  rows = (await Promise.all(places.map(listAll))).flat();
  const events = places.flatMap((place) =>
    sandbox.world.trailOf(place.accountId, place.region).flatMap((record): PlacedEvent[] => {
      const event = readTrailEvent(eventText(record));
      return LIFE_EVENTS.some((name) => name === event?.name) && event ? [{ ...place, event }] : [];
    }),
  );
  lives = livesOf(rows, events, () => 0);
});
afterAll(() => sandbox.close());

/** Whole cents by the simulator's count of hours, in whole numbers. */
function centsOf(secrets: readonly Simulated[], month: string): bigint {
  const hours = secrets
    .filter(({ isExternal }) => !isExternal)
    .reduce((sum, secret) => sum + (secret.hours.get(month) ?? 0), 0);
  const whole = hoursInMonth(month);
  return (BigInt(hours) * 80n + BigInt(whole)) / (BigInt(whole) * 2n);
}

const modelled = (tally: StorageTally, month: string) =>
  cents(tally.usd("secrets", month, listPrices) + tally.usd("replicas", month, listPrices));

function months(): string[] {
  const all = new Set(simulated.flatMap(({ hours }) => [...hours.keys()]));
  return [...all].sort();
}

describe("the cost model and an hour-by-hour simulation of the demo estate", () => {
  test("have enough in common to be compared", () => {
    expect(months().length).toBeGreaterThanOrEqual(6);
    expect(simulated.length).toBeGreaterThan(240);
    expect(lives.past.map(({ name }) => name)).toEqual(
      expect.arrayContaining(["costs/of-an-hour", "costs/of-a-few-days", "costs/copied"]),
    );
    expect(lives.pauses.arns().length).toBeGreaterThan(0);
  });

  test("agree to the cent for every secret and every month", () => {
    for (const month of months()) {
      const window = monthWindow(month, until.getTime());
      const tallies = new Map<string, StorageTally>();
      const tallyOf = (key: string) => {
        const tally = tallies.get(key) ?? new StorageTally();
        tallies.set(key, tally);
        return tally;
      };
      for (const row of rows) {
        const hours = rowHours(row, lives, window);
        const key = `${row.accountId} ${row.region} ${row.name}`;
        if (hours > 0) tallyOf(key).add(row.region, storageKind(row), hours);
      }
      for (const past of lives.past) {
        addPast(tallyOf(`${past.accountId} ${past.region} ${past.name}`), past, window);
      }
      const expected: Record<string, bigint> = {};
      const actual: Record<string, bigint> = {};
      for (const secret of simulated) {
        const key = `${secret.accountId} ${secret.region} ${secret.name}`;
        expected[key] = centsOf([secret], month);
        actual[key] = modelled(tallies.get(key) ?? new StorageTally(), month);
      }
      expect(actual, month).toEqual(expected);
      expect(
        [...tallies.keys()].filter((key) => !(key in expected)),
        month,
      ).toEqual([]);
    }
  });

  // The stand-in's bill has a meter of its own: three counts of the same hours, made three ways.
  test("and the stand-in's bill, for every month that is over", async () => {
    const until = monthOf(sandbox.world.clock.now().getTime());
    const first = addMonths(until, -12);
    const closed = months().filter((month) => first <= month && month < until);
    for (const accountId of accounts) {
      const client = new CostExplorerClient({
        endpoint: sandbox.url,
        region: "us-east-1",
        credentials: { accessKeyId: `AKIA${accountId}`, secretAccessKey: "sandbox" },
      });
      const lines = await billedLines(client, accountId, { from: first, until });
      client.destroy();
      const storage = lines.filter(({ usageType }) => !usageType.includes("APIRequest"));
      for (const month of closed) {
        const billed = storage.filter((line) => line.month === month).map(({ usd }) => usd);
        const hours = simulated
          .filter((secret) => secret.accountId === accountId && !secret.isExternal)
          .reduce((sum, secret) => sum + (secret.hours.get(month) ?? 0), 0);
        const off = sumUsd(billed) - portion(usdOf("0.40"), hours, hoursInMonth(month));
        // AWS writes ten decimals a Region: a billionth of a dollar is far below an hour.
        expect(Math.abs(Number(off)), `${accountId} ${month}`).toBeLessThan(1_000);
      }
    }
  });

  // CloudTrail keeps 90 days, so months before that have no calls on either side.
  test("and the stand-in's bill for calls, by CloudWatch's counts of them", async () => {
    const until = monthOf(sandbox.world.clock.now().getTime());
    const from = addMonths(until, -3);
    for (const accountId of accounts) {
      const options = {
        endpoint: sandbox.url,
        credentials: { accessKeyId: `AKIA${accountId}`, secretAccessKey: "sandbox" },
      };
      const bills = new CostExplorerClient({ ...options, region: "us-east-1" });
      const lines = await billedLines(bills, accountId, { from, until });
      bills.destroy();
      expect(lines.some(({ usageType }) => usageType.includes("APIRequest"))).toBe(true);
      for (const region of regions) {
        const metrics = new CloudWatchClient({ ...options, region });
        const days = await callsByDay(metrics, new Date(`${from}-01`), sandbox.world.clock.now());
        metrics.destroy();
        for (const month of monthsBetween(from, addMonths(until, -1))) {
          const calls = days
            .filter(({ day }) => day.startsWith(month))
            .reduce((sum, one) => sum + one.calls, 0);
          const billed = lines
            .filter((line) => line.month === month && line.region === region)
            .filter(({ usageType }) => usageType.includes("APIRequest"));
          expect([month, region, sumUsd(billed.map(({ usd }) => usd))]).toEqual([
            month,
            region,
            callsUsd(calls, region, month, listPrices),
          ]);
        }
      }
    }
  });

  const listed = () => new Set(rows.map((row) => `${row.accountId} ${row.region} ${row.name}`));
  const splits: [string, CostSplit, (secret: Simulated) => string][] = [
    ["account", { by: "account" }, ({ accountId }) => `value ${accountId}`],
    ["Region", { by: "region" }, ({ region }) => `value ${region}`],
    ["owner", { by: "owner" }, tagged("owner")],
    ["the tag team", { by: "tag", key: "team" }, tagged("team")],
  ];

  function tagged(key: string) {
    return (secret: Simulated) => {
      const { accountId, region, name, tags } = secret;
      if (!listed().has(`${accountId} ${region} ${name}`)) return "gone";
      const value = tags.get(key);
      return value ? `value ${value}` : "missing";
    };
  }

  test.each(splits)("agree to the cent by %s, every month", (_by, split, partOf) => {
    const parts = new Map<string, Simulated[]>();
    for (const secret of simulated) {
      parts.set(partOf(secret), [...(parts.get(partOf(secret)) ?? []), secret]);
    }
    for (const month of months()) {
      const storage = new StorageByPart(split, lives, monthWindow(month, until.getTime()));
      for (const row of rows) storage.add(row);
      for (const past of lives.past) storage.addPast(past);
      const actual = new Map(
        storage
          .parts()
          .map(({ part, tally }) => [
            part.kind === "value" ? `value ${part.value}` : part.kind,
            modelled(tally, month),
          ]),
      );
      for (const [part, secrets] of parts) {
        expect([month, part, actual.get(part) ?? 0n]).toEqual([
          month,
          part,
          centsOf(secrets, month),
        ]);
      }
    }
  });

  test("the month of the present is the current one", () => {
    expect(months().at(-1)).toBe(monthOf(until.getTime()));
  });
});
