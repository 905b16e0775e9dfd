import { CreateSecretCommand } from "@aws-sdk/client-secrets-manager";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { World } from "../../contract";
import { startSandbox } from "../../start";
import { estates } from "../index";
import { anchorSecret, demoManifest, manifestFrom } from "./demo";
import { DemoUnderTest } from "./demo-under-test";
import { production, regions, staging } from "./principals";

let demo: DemoUnderTest;

beforeAll(async () => {
  demo = await DemoUnderTest.start();
});

afterAll(() => demo.close());

test("two accounts, three Regions each, about 240 secrets", async () => {
  expect([...demo.sandbox.world.accounts.keys()].sort()).toEqual([production, staging]);
  let total = 0;
  for (const accountId of [production, staging]) {
    for (const region of regions) {
      const count = (await demo.listOf({ accountId, region })).length;
      expect(count).toBeGreaterThan(10);
      total += count;
    }
  }
  expect(total).toBeGreaterThanOrEqual(225);
  expect(total).toBeLessThanOrEqual(255);
});

test("the clock is the machine's again, and the call log is empty", () => {
  expect(Math.abs(demo.sandbox.world.clock.now().getTime() - Date.now())).toBeLessThan(5_000);
});

test("every date lies in the past except next rotations", async () => {
  for (const accountId of [production, staging]) {
    for (const region of regions) {
      for (const entry of await demo.listOf({ accountId, region })) {
        for (const date of [
          entry.CreatedDate,
          entry.LastChangedDate,
          entry.LastAccessedDate,
          entry.LastRotatedDate,
        ]) {
          expect(date?.getTime() ?? 0).toBeLessThanOrEqual(Date.now());
        }
      }
    }
  }
});

// The same estate at every start, only shifted: names, version ids, moments.
test("it is repeatable relative to the moment of its start", async () => {
  const again = await startSandbox({ estate: estates.demo });
  try {
    const trailOfWorld = (world: World, anchor: Date) =>
      world
        .trailOf(production, "us-east-1")
        .filter(({ eventTime, caller }) => eventTime < anchor && caller?.kind === "user")
        .map((record) => [
          record.eventName,
          record.eventTime.getTime() - anchor.getTime(),
          record.requestParameters?.clientRequestToken,
        ]);
    const other = demoManifest(again.world);
    expect(trailOfWorld(again.world, other?.anchor ?? new Date())).toEqual(
      trailOfWorld(demo.sandbox.world, demo.manifest.anchor),
    );
  } finally {
    await again.close();
  }
});

// A browser test stands on the other side of HTTP and has nothing but the estate itself.
test("the manifest can be worked out from the age of one secret", async () => {
  const { CreatedDate } = await demo.describe(anchorSecret);
  expect(manifestFrom(CreatedDate ?? new Date(0))).toEqual(demo.manifest);
});

test("several kinds of principals made the history", async () => {
  const agents = new Set<string>();
  const issuers = new Set<string>();
  for (const region of regions) {
    for (const event of await demo.trailOf({ accountId: production, region })) {
      agents.add(event.userAgent.split("/")[0] ?? "");
      issuers.add(
        event.userIdentity.sessionContext?.sessionIssuer.userName ??
          event.userIdentity.userName ??
          "",
      );
    }
  }
  for (const agent of [
    "APN",
    "cloudformation.amazonaws.com",
    "Mozilla",
    "aws-sdk-java",
    "Boto3",
    "aws-cli",
    "secretsmanager.amazonaws.com",
  ]) {
    expect(agents).toContain(agent);
  }
  for (const issuer of [
    "terraform",
    "payments-api",
    "StrongroomOperator",
    "rotate-payments-db-role",
  ]) {
    expect(issuers).toContain(issuer);
  }
});

// A demo is put back to its start between two audiences.
test("a reset brings the same estate again, at the present", async () => {
  const place = { accountId: production, region: "eu-central-1" };
  const before = (await demo.listOf(place)).map((entry) => entry.Name);
  await demo
    .secretsIn(place)
    .send(new CreateSecretCommand({ Name: "left-over", SecretString: "x" }));
  await demo.sandbox.controls.reset();
  demo.sandbox.controls.throttle.scale = null;
  expect((await demo.listOf(place)).map((entry) => entry.Name)).toEqual(before);
  expect(Math.abs(demo.sandbox.world.clock.now().getTime() - Date.now())).toBeLessThan(5_000);
});
