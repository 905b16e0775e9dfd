import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { FIRST_ACCOUNT } from "../start";
import { byName, codeOf, History, ids, region } from "./history.test-support";
import { trailSettings } from "./settings";

const now = Date.parse("2026-11-21T10:00:00Z");
const DAY = 86_400_000;

let history: History;

beforeAll(async () => {
  history = await History.start();
});

beforeEach(() => history.forget());

afterAll(() => history.close());

// Facts 4.1: default and maximum are 50; a token goes on where the page ended.
test("pages of 50 cover everything once, whatever arrives in between", async () => {
  const all = Array.from({ length: 120 }, (_, index) =>
    history.happened(1_000_000 - index * 1_000),
  );
  const seen: (string | undefined)[] = [];
  let NextToken: string | undefined;
  do {
    const page = await history.look({ ...byName("GetSecretValue"), NextToken });
    expect(page.Events?.length).toBeLessThanOrEqual(50);
    seen.push(...ids(page.Events));
    NextToken = page.NextToken;
    history.happened(0);
  } while (NextToken);
  expect(seen).toEqual([...all].reverse());
});

test("events of one millisecond are paged without loss", async () => {
  const all = Array.from({ length: 7 }, () =>
    history.happened(5_000, { eventTime: new Date(now) }),
  );
  history.sandbox.world.clock.freeze();
  history.sandbox.world.clock.set(
    new Date(Math.max(now, history.sandbox.world.clock.now().getTime())),
  );
  const seen: (string | undefined)[] = [];
  let NextToken: string | undefined;
  do {
    const page = await history.look({ ...byName("GetSecretValue"), MaxResults: 3, NextToken });
    seen.push(...ids(page.Events));
    NextToken = page.NextToken;
  } while (NextToken);
  expect(seen).toHaveLength(7);
  expect(new Set(seen)).toEqual(new Set(all));
});

test("a token is bound to the parameters it was given for", async () => {
  for (let index = 0; index < 4; index += 1) history.happened(index * 1_000);
  const { NextToken } = await history.look({ MaxResults: 2 });
  expect(NextToken).toBeDefined();
  expect(await codeOf(history.look({ MaxResults: 3, NextToken }))).toBe(
    "InvalidNextTokenException",
  );
  expect(await codeOf(history.look({ ...byName("x"), MaxResults: 2, NextToken }))).toBe(
    "InvalidNextTokenException",
  );
  expect(await codeOf(history.look({ NextToken: "made up" }))).toBe("InvalidNextTokenException");
});

test("StartTime and EndTime bound the time, both included", async () => {
  const base = Math.floor(history.sandbox.world.clock.now().getTime() / 1000) * 1000 - 100_000;
  const at = (offset: number) => history.happened(0, { eventTime: new Date(base + offset) });
  at(-1_000);
  const first = at(0);
  const last = at(5_000);
  at(6_000);
  const range = { StartTime: new Date(base), EndTime: new Date(base + 5_000) };
  expect(ids((await history.look(range)).Events)).toEqual([last, first]);
});

// Facts 4.1: the last 90 days.
test("events older than 90 days are gone", async () => {
  const young = history.happened(89 * DAY);
  history.sandbox.world.trailOf(FIRST_ACCOUNT, region);
  const old = { eventTime: new Date(history.sandbox.world.clock.now().getTime() - 91 * DAY) };
  history.happened(0, { ...old, eventName: "Old" });
  expect(ids((await history.look()).Events)).toEqual([young]);
});

test("an account or Region sees its own events only", async () => {
  history.happened(1_000, { region: "us-east-1" });
  expect((await history.look()).Events).toEqual([]);
});

test("events appear when they are delivered", async () => {
  history.sandbox.world.clock.freeze();
  const delivered = history.happened(20 * 60_000);
  history.happened(60_000);
  trailSettings(history.sandbox.world).deliveryDelayMs = 15 * 60_000;
  expect(ids((await history.look(byName("GetSecretValue"))).Events)).toEqual([delivered]);
  history.sandbox.world.clock.advance(15 * 60_000);
  expect((await history.look(byName("GetSecretValue"))).Events).toHaveLength(2);
});
