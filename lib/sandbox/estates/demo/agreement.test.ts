import { GetSecretValueCommand } from "@aws-sdk/client-secrets-manager";
import { afterAll, beforeAll, expect, test } from "vitest";
import { replayLabels } from "../../cloudtrail/replayed-labels.test-support";
import { actorOf, DemoUnderTest, labelHolders } from "./demo-under-test";
import { appOf } from "./people";
import { production, regions, staging } from "./principals";

const DAY = 86_400_000;

let demo: DemoUnderTest;

beforeAll(async () => {
  demo = await DemoUnderTest.start();
});

afterAll(() => demo.close());

test("at least ten members have a scripted timeline or deletion", () => {
  const scripted = demo.manifest.cast.filter((member) => member.labels || member.deletion);
  expect(scripted.length).toBeGreaterThanOrEqual(10);
});

test("the last scripted holders are the holders of today", async () => {
  for (const member of demo.manifest.cast) {
    const last = member.labels?.at(-1);
    if (!last) continue;
    expect(labelHolders(await demo.describe(member))).toEqual(last.labels);
  }
});

test("each scripted moment within 90 days is an event by its actor", async () => {
  for (const member of demo.manifest.cast) {
    const events = await demo.eventsOf(member);
    for (const moment of member.labels ?? []) {
      if (moment.at.getTime() < Date.now() - 90 * DAY) continue;
      const time = `${moment.at.toISOString().slice(0, 19)}Z`;
      const event = events.find(
        (each) => each.eventTime === time && each.eventName === moment.operation,
      );
      expect([member.name, time, actorOf(event)]).toEqual([member.name, time, moment.actor]);
    }
  }
});

// Facts 2.2: the labels follow from the calls alone; nothing moved that no event tells.
test("replaying CloudTrail gives the labels of every secret made within its memory", async () => {
  let compared = 0;
  for (const accountId of [production, staging]) {
    for (const region of regions) {
      const replayed = replayLabels(await demo.trailOf({ accountId, region }));
      for (const entry of await demo.listOf({ accountId, region })) {
        const holders = replayed.get(entry.Name ?? "");
        const managed = entry.OwningService ?? entry.Type;
        if (!holders || managed || !entry.SecretVersionsToStages) continue;
        expect([entry.Name, Object.fromEntries(holders)]).toEqual([
          entry.Name,
          labelHolders({ VersionIdsToStages: entry.SecretVersionsToStages }),
        ]);
        compared += 1;
      }
    }
  }
  expect(compared).toBeGreaterThan(60);
});

// A value in a record would be kept by CloudTrail for 90 days and read by many.
test("no value is in any record", async () => {
  let canaries = 0;
  for (const accountId of [production, staging]) {
    for (const region of regions) {
      const text = JSON.stringify(await demo.trailOf({ accountId, region }));
      const client = demo.secretsIn({ accountId, region });
      for (const { ARN } of await demo.listOf({ accountId, region })) {
        const value = await client
          .send(new GetSecretValueCommand({ SecretId: ARN }))
          .catch(() => undefined);
        const canary = value?.SecretString ?? undefined;
        if (!canary) continue;
        canaries += 1;
        const password: unknown = canary.startsWith("{") ? JSON.parse(canary).password : canary;
        expect(text.includes(canary)).toBe(false);
        if (typeof password === "string") expect(text.includes(password)).toBe(false);
      }
    }
  }
  expect(canaries).toBeGreaterThan(200);
});

test("an application reads its own secrets", async () => {
  const events = await demo.eventsOf(demo.showing("customer key"));
  expect(actorOf(events.find((event) => event.eventName === "GetSecretValue"))).toBe(
    appOf(production, "payments").name,
  );
});
