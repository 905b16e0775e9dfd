import { GetSecretValueCommand } from "@aws-sdk/client-secrets-manager";
import { afterAll, beforeAll, expect, test } from "vitest";
import { DemoUnderTest, labelHolders, namesOf } from "./demo-under-test";

const DAY = 86_400_000;

let demo: DemoUnderTest;

beforeAll(async () => {
  demo = await DemoUnderTest.start();
});

afterAll(() => demo.close());

test.each(["rotated on time by rate()", "rotated on time by cron() in a window"])(
  "%s",
  async (what) => {
    const secret = await demo.describe(demo.showing(what));
    expect(secret.RotationEnabled).toBe(true);
    expect(secret.RotationRules?.ScheduleExpression).toMatch(
      what.includes("rate") ? /^rate/ : /^cron/,
    );
    expect(secret.NextRotationDate?.getTime()).toBeGreaterThan(Date.now());
    const events = namesOf(await demo.eventsOf(demo.showing(what)));
    expect(events.filter((name) => name === "RotationSucceeded").length).toBeGreaterThan(5);
    expect(events).not.toContain("RotationFailed");
    if (what.includes("window")) expect(secret.RotationRules?.Duration).toBe("3h");
  },
);

test("overdue: the next date has passed and nothing is pending", async () => {
  const secret = await demo.describe(demo.showing("overdue"));
  expect(secret.RotationEnabled).toBe(true);
  expect(secret.NextRotationDate?.getTime()).toBeLessThan(Date.now() - 2 * DAY);
  expect(labelHolders(secret)).not.toHaveProperty("AWSPENDING");
});

test.each([
  ["stuck AWSPENDING, empty", false],
  ["stuck AWSPENDING, filled", true],
])("%s", async (what, filled) => {
  const member = demo.showing(what);
  const secret = await demo.describe(member);
  const holders = labelHolders(secret);
  expect(holders.AWSPENDING).toBeDefined();
  expect(holders.AWSPENDING).not.toBe(holders.AWSCURRENT);
  const reading = demo
    .secretsIn(member)
    .send(new GetSecretValueCommand({ SecretId: member.name, VersionStage: "AWSPENDING" }));
  if (filled) await expect(reading).resolves.toHaveProperty("SecretString");
  else await expect(reading).rejects.toMatchObject({ name: "ResourceNotFoundException" });
  expect(namesOf(await demo.eventsOf(member))).toContain("RotationFailed");
});

test("failing at setSecret for a week", async () => {
  const member = demo.showing("failing at setSecret for a week");
  const secret = await demo.describe(member);
  expect(secret.NextRotationDate?.getTime()).toBeLessThan(Date.now());
  const failures = (await demo.eventsOf(member)).filter(
    (event) => event.eventName === "RotationFailed",
  );
  const days = new Set(failures.map((event) => event.eventTime.slice(0, 10)));
  expect(days.size).toBeGreaterThanOrEqual(6);
  for (const failure of failures) expect(failure.errorMessage).toContain("during setSecret step");
});

test("never rotated, and rotation off with old rules left", async () => {
  const never = await demo.describe(demo.showing("never rotated"));
  expect(never).not.toHaveProperty("RotationEnabled");
  expect(never).not.toHaveProperty("LastRotatedDate");
  const off = await demo.describe(demo.showing("rotation off, old rules left"));
  expect(off.RotationEnabled).toBe(false);
  expect(off.RotationRules?.AutomaticallyAfterDays).toBe(14);
  expect(off.LastRotatedDate).toBeInstanceOf(Date);
});

test("abandoned and tried only", async () => {
  expect(
    namesOf(await demo.eventsOf(demo.showing("rotation abandoned by a hand-written value"))),
  ).toContain("RotationAbandoned");
  const tried = namesOf(await demo.eventsOf(demo.showing("rotation tried, not yet run")));
  expect(tried).toContain("TestRotationSucceeded");
  expect(tried).not.toContain("RotationStarted");
});
