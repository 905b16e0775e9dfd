import { describe, expect, test } from "vitest";
import { type InventoryRow, searchText } from "./inventory-row";
import { clockChanges, freezeOf, isInBusinessHours } from "./rotation-freezes";
import { RotationQuery } from "./rotation-page";
import { RotationPlanner } from "./rotation-plan";
import { RotationSettings } from "./rotation-settings";
import type { LastRuns } from "./rotation-standing";

const now = new Date("2026-11-21T12:00:00Z");
const fn = (name: string) => `arn:aws:lambda:eu-west-1:111122223333:function:${name}`;
const noSettings = RotationSettings.parse({});

/** A secret that rotates on Sundays between 02:00 and 05:00, on time. */
function secret(name: string, more: Partial<InventoryRow> = {}): InventoryRow {
  return {
    accountId: "111122223333",
    region: "eu-west-1",
    arn: `arn:aws:secretsmanager:eu-west-1:111122223333:secret:${name}-AbCdEf`,
    name,
    tags: [],
    createdMs: Date.parse("2026-01-01T00:00:00Z"),
    lastRotatedMs: Date.parse("2026-11-15T03:00:00Z"),
    lastChangedMs: Date.parse("2026-11-15T03:00:00Z"),
    nextRotationMs: Date.parse("2026-11-22T04:59:59Z"),
    rotationEnabled: true,
    hasRules: true,
    rotationFunctionArn: fn(name),
    scheduleExpression: "cron(0 2 ? * SUN *)",
    windowDuration: "3h",
    labels: "{}",
    search: searchText(name, undefined, []),
    ...more,
  };
}

function plan(
  rows: readonly InventoryRow[],
  query: Partial<RotationQuery> = {},
  settings = noSettings,
  runs: Record<string, LastRuns> = {},
) {
  const planner = new RotationPlanner(RotationQuery.parse(query), {
    now,
    settings,
    accountName: () => "production",
    lastRuns: ({ name }) => runs[name],
  });
  for (const row of rows) planner.add(row);
  return planner.finish();
}

describe("the agenda", () => {
  test("announces each window from its start for its duration, soonest first", () => {
    const later = secret("b", { scheduleExpression: "cron(0 4 ? * TUE *)", windowDuration: "1h" });
    const { windows, rotating } = plan([later, secret("a")]);
    expect(windows.map(({ name, from, to }) => [name, from, to])).toEqual([
      ["a", "2026-11-22T02:00:00.000Z", "2026-11-22T05:00:00.000Z"],
      ["b", "2026-11-24T04:00:00.000Z", "2026-11-24T05:00:00.000Z"],
    ]);
    expect(rotating).toBe(2);
    expect(windows[0]?.schedule).toBe("every Sunday, some time between 02:00 and 05:00 UTC");
  });

  test("goes on where the last page ended, and misses nothing", () => {
    const rows = Array.from({ length: 250 }, (_, at) => secret(`s${String(at).padStart(3, "0")}`));
    const names = [0, 100, 200].flatMap((offset) =>
      plan(rows, { offset }).windows.map(({ name }) => name),
    );
    expect(names).toHaveLength(250);
    expect(new Set(names).size).toBe(250);
  });

  test("leaves out what does not rotate, and says how many could", () => {
    const never = secret("never", { rotationEnabled: undefined, hasRules: false });
    const replica = secret("copy", { primaryRegion: "us-east-1" });
    const deleted = secret("gone", { deletionRequestedMs: +now });
    const { windows, rotating, couldRotate, counts } = plan([never, replica, deleted]);
    expect({ windows, rotating, couldRotate, counts }).toEqual({
      windows: [],
      rotating: 0,
      couldRotate: 1,
      counts: {},
    });
  });

  test("without a schedule says by when, and no start", () => {
    const row = secret("rds!x", {
      scheduleExpression: undefined,
      windowDuration: undefined,
      owningService: "rds",
      rotationFunctionArn: undefined,
    });
    expect(plan([row]).windows).toMatchObject([
      { isStartUnknown: true, to: "2026-11-22T05:00:00.000Z", kind: "managed" },
    ]);
  });

  test("narrows by function, owner, kind, place and state, and counts the states before that", () => {
    const rows = [
      secret("a", { owner: "pay" }),
      secret("b", { region: "us-east-1" }),
      secret("c", { externalType: "SnowflakePat", rotationFunctionArn: undefined }),
      secret("d", { nextRotationMs: +now - 1000 }),
    ];
    const names = (query: Partial<RotationQuery>) =>
      plan(rows, query).windows.map(({ name }) => name);
    expect(names({ fn: fn("a") })).toEqual(["a"]);
    expect(names({ owner: "pay" })).toEqual(["a"]);
    expect(names({ region: "us-east-1" })).toEqual(["b"]);
    expect(names({ account: "444455556666" })).toEqual([]);
    expect(names({ kind: "external" })).toEqual(["c"]);
    expect(names({ state: "overdue" })).toEqual(["d"]);
    expect(plan(rows, { state: "overdue" }).counts).toMatchObject({ due: 2, overdue: 1 });
  });
});

test("what needs somebody comes most urgent first, with step and AWS's words", () => {
  const rows = [
    secret("late", { nextRotationMs: +now - 9e8 }),
    secret("fails"),
    secret("stuck", { pendingVersionId: "v2" }),
    secret("fine"),
  ];
  const failed: LastRuns = {
    failedMs: +now - 1000,
    failedStep: "setSecret",
    awsSays: "Error when executing lambda x during setSecret step",
    failures: 3,
  };
  const { attention } = plan(rows, {}, noSettings, { fails: failed });
  expect(attention.map(({ name, standing }) => [name, standing.word])).toEqual([
    ["stuck", "stuck"],
    ["fails", "failed"],
    ["late", "overdue"],
  ]);
  expect(attention[1]?.standing).toMatchObject({ failedStep: "setSecret", failures: 3 });
});

describe("the month", () => {
  test("counts windows by the day on which they open, over its end", () => {
    const { days, from, to } = plan([secret("a"), secret("b")], { view: "month" });
    expect([from, to]).toEqual(["2026-11-01T00:00:00.000Z", "2026-12-01T00:00:00.000Z"]);
    expect(days.filter(({ windows }) => windows > 0).map(({ day }) => day)).toEqual([
      "2026-11-01",
      "2026-11-08",
      "2026-11-15",
      "2026-11-22",
      "2026-11-29",
    ]);
    expect(days[21]).toMatchObject({
      windows: 2,
      slots: [{ from: "2026-11-22T02:00:00.000Z", to: "2026-11-22T05:00:00.000Z", secrets: 2 }],
    });
  });

  test("knows February of a leap year", () => {
    expect(plan([secret("a")], { view: "month", day: "2028-02-10" }).days).toHaveLength(29);
  });
});

describe("collisions", () => {
  const settings = RotationSettings.parse({
    sharedTags: ["DbCluster"],
    superuserTag: "superuser",
    functionConcurrency: 2,
  });

  test("same function, overlapping windows", () => {
    const rows = [
      secret("a", { rotationFunctionArn: fn("f") }),
      secret("b", {
        rotationFunctionArn: fn("f"),
        scheduleExpression: "cron(0 4 ? * SUN *)",
        windowDuration: "2h",
      }),
    ];
    const { collisions, windows } = plan(rows, {}, settings);
    expect(collisions).toMatchObject([
      {
        kind: "same function",
        from: "2026-11-22T04:00:00.000Z",
        to: "2026-11-22T05:00:00.000Z",
        names: ["a", "b"],
      },
    ]);
    expect(windows.map(({ marks }) => marks[0]?.says)).toEqual([
      "2 secrets share f",
      "2 secrets share f",
    ]);
  });

  test("windows that only touch do not collide", () => {
    const rows = [
      secret("a", { rotationFunctionArn: fn("f") }),
      secret("b", {
        rotationFunctionArn: fn("f"),
        scheduleExpression: "cron(0 5 ? * SUN *)",
        windowDuration: "1h",
      }),
    ];
    expect(plan(rows, {}, settings).collisions).toEqual([]);
  });

  test("same tag, whatever the function", () => {
    const tags = [{ key: "DbCluster", value: "main" }];
    const { collisions } = plan([secret("a", { tags }), secret("b", { tags })], {}, settings);
    expect(collisions).toMatchObject([{ kind: "same tag", shared: "DbCluster=main", secrets: 2 }]);
  });

  test("a user and its superuser, named by the tag", () => {
    const tags = [{ key: "superuser", value: "root" }];
    const { collisions } = plan([secret("user", { tags }), secret("root")], {}, settings);
    expect(collisions).toMatchObject([{ kind: "user and superuser", shared: "root", secrets: 2 }]);
  });

  test("more windows in an hour than the function may run", () => {
    const rows = ["a", "b", "c"].map((name) => secret(name, { rotationFunctionArn: fn("f") }));
    const kinds = plan(rows, {}, settings).collisions.map(({ kind }) => kind);
    expect(kinds.toSorted()).toEqual(["concurrency", "same function"]);
  });
});

describe("when it had better not be", () => {
  const settings = RotationSettings.parse({
    timeZone: "Europe/Berlin",
    businessHours: { from: 8, to: 18 },
    freezes: [{ name: "Year end", from: "2026-12-24", to: "2026-12-26" }],
  });
  const span = (from: string, to: string) => ({ fromMs: Date.parse(from), toMs: Date.parse(to) });

  // A freeze's days are days of the people's zone: it begins at 23:00 UTC of the day before.
  test.each([
    ["2026-12-23T22:00Z", "2026-12-23T23:00Z", undefined],
    ["2026-12-23T22:00Z", "2026-12-23T23:01Z", "Year end"],
    ["2026-12-26T22:59Z", "2026-12-26T23:30Z", "Year end"],
    ["2026-12-26T23:00Z", "2026-12-27T01:00Z", undefined],
  ])("%s to %s: %s", (from, to, name) => {
    expect(freezeOf(span(from, to), settings)).toBe(name);
  });

  test.each([
    ["2026-11-23T06:00Z", "2026-11-23T07:00Z", false, "Monday, 07:00 to 08:00 in winter"],
    ["2026-11-23T07:00Z", "2026-11-23T08:00Z", true, "Monday, 08:00 to 09:00 in winter"],
    ["2026-07-06T06:00Z", "2026-07-06T07:00Z", true, "Monday, 08:00 to 09:00 in summer"],
    ["2026-11-22T07:00Z", "2026-11-22T20:00Z", false, "Sunday"],
    ["2026-11-23T17:00Z", "2026-11-23T19:00Z", false, "after work"],
  ])("%s to %s in business hours: %s (%s)", (from, to, expected) => {
    expect(isInBusinessHours(span(from, to), settings)).toBe(expected);
  });

  test("finds the moments at which the clocks change, to the minute", () => {
    expect(clockChanges(span("2027-01-01T00:00Z", "2028-01-01T00:00Z"), "Europe/Berlin")).toEqual([
      { at: "2027-03-28T01:00:00.000Z", timeZone: "Europe/Berlin", movesMinutes: 60 },
      { at: "2027-10-31T01:00:00.000Z", timeZone: "Europe/Berlin", movesMinutes: -60 },
    ]);
    expect(clockChanges(span("2027-01-01T00:00Z", "2028-01-01T00:00Z"), "UTC")).toEqual([]);
  });
});
