import { expect, test } from "vitest";
import type { World } from "../../contract";
import type { Secret } from "../../secrets-manager/secret";
import { storeOf } from "../../secrets-manager/store";
import { services } from "../../services";
import { makeWorld } from "../../world";
import { demo, demoManifest } from "./demo";

const DAY = 86_400_000;

/** The secret that shows something in a world whose demo was just made. */
function showing(world: World, what: string): Secret {
  const member = demoManifest(world)?.cast.find((each) => each.shows === what);
  const secret =
    member && storeOf(world.region(member.accountId, member.region)).named(member.name);
  if (!secret) throw new Error(`Nobody in the cast shows "${what}".`);
  return secret;
}

const isStuck = ({ labels }: Secret) =>
  labels.has("AWSPENDING") && labels.get("AWSPENDING") !== labels.get("AWSCURRENT");

// A demo is started at any hour: inside a rotation window, at midnight, on a first of the month.
test.each([
  "2026-11-22T00:00:00Z",
  "2026-11-29T02:17:05Z",
  "2026-12-01T04:59:55Z",
  "2026-12-04T16:42:45Z",
  "2027-01-01T03:30:00Z",
  "2028-02-29T23:59:59Z",
])("started at %s the estate shows what it promises", async (moment) => {
  const world = makeWorld(services);
  world.clock.set(new Date(moment));
  await demo(world);
  const now = world.clock.now().getTime();
  for (const what of ["rotated on time by rate()", "rotated on time by cron() in a window"]) {
    expect(showing(world, what).rotation?.nextAt, what).toBeGreaterThan(now);
  }
  for (const what of ["overdue", "failing at setSecret for a week"]) {
    expect(showing(world, what).rotation?.nextAt, what).toBeLessThan(now - 2 * DAY);
  }
  expect(isStuck(showing(world, "overdue"))).toBe(false);
  expect(isStuck(showing(world, "stuck AWSPENDING, empty"))).toBe(true);
  expect(isStuck(showing(world, "stuck AWSPENDING, filled"))).toBe(true);
  expect(showing(world, "130 versions").versions.size).toBe(130);
  for (const member of demoManifest(world)?.cast ?? []) {
    const truth = member.labels?.at(-1)?.labels;
    if (!truth) continue;
    expect(Object.fromEntries(showing(world, member.shows).labels), member.name).toEqual(truth);
  }
});
