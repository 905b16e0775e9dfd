import { afterAll, beforeAll, expect, test } from "vitest";
import { actorOf, DemoUnderTest, namesOf } from "./demo-under-test";

const DAY = 86_400_000;

let demo: DemoUnderTest;

beforeAll(async () => {
  demo = await DemoUnderTest.start();
});

afterAll(() => demo.close());

const members = [
  "pending deletion, still read",
  "pending deletion, nobody reads",
  "pending deletion, a day left",
  "pending deletion by infrastructure code",
  "pending deletion, purge date unknown",
];

test.each(members)("%s", async (what) => {
  const member = demo.showing(what);
  const truth = member.deletion;
  if (!truth) throw new Error("This member has no scripted deletion.");
  const secret = await demo.describe(member);
  expect(secret.DeletedDate).toEqual(truth.at);
  const events = await demo.eventsOf(member);
  const deletion = events.find((event) => event.eventName === "DeleteSecret");
  if (truth.recorded) {
    expect(deletion?.requestParameters).toMatchObject({ recoveryWindowInDays: truth.windowDays });
    expect(actorOf(deletion)).toBe(truth.actor);
  } else {
    expect(deletion).toBeUndefined();
  }
  const denied = events.filter((event) =>
    event.errorMessage?.endsWith("secret because it was marked for deletion."),
  );
  const byActor = truth.deniedReads.map(({ actor, count }) => [actor, count]);
  const counted = new Map<string, number>();
  for (const event of denied) counted.set(actorOf(event), (counted.get(actorOf(event)) ?? 0) + 1);
  expect([...counted]).toEqual(byActor);
  const [reader] = truth.deniedReads;
  if (reader) {
    expect(denied.at(-1)?.eventTime).toBe(`${reader.last.toISOString().slice(0, 19)}Z`);
  }
});

test("one has a day left, one was read seconds ago", () => {
  const soon = demo.showing("pending deletion, a day left").deletion;
  const left = (soon?.at.getTime() ?? 0) + (soon?.windowDays ?? 0) * DAY - Date.now();
  expect(left).toBeGreaterThan(0);
  expect(left).toBeLessThanOrEqual(DAY);
  const [reader] = demo.showing("pending deletion, still read").deletion?.deniedReads ?? [];
  expect(reader?.count).toBe(312);
  expect(reader?.actor).toBe("role/payments-api");
});

test("a purged secret is gone, its events are not", async () => {
  const member = demo.showing("purged");
  await expect(demo.describe(member)).rejects.toMatchObject({ name: "ResourceNotFoundException" });
  expect(namesOf(await demo.eventsOf(member))).toContain("EndSecretVersionDelete");
});

test("a restored secret lives", async () => {
  const member = demo.showing("restored last week");
  expect(await demo.describe(member)).not.toHaveProperty("DeletedDate");
  const events = namesOf(await demo.eventsOf(member));
  expect(events).toContain("RestoreSecret");
  expect(events).toContain("CancelSecretVersionDelete");
});
