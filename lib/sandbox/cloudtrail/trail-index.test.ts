import fc from "fast-check";
import { expect, test } from "vitest";
import type { TrailRecord } from "../contract";
import { countUntil, recordsWith } from "./trail-index";

function record(at: number, eventName: string): TrailRecord {
  return {
    eventId: `${eventName}-${at}`,
    eventTime: new Date(at),
    eventSource: "secretsmanager.amazonaws.com",
    eventName,
    readOnly: eventName === "Get",
    accountId: "111122223333",
    region: "eu-west-1",
    sourceIpAddress: "x",
    userAgent: "x",
    requestId: "x",
    requestParameters: null,
    responseElements: null,
    eventType: "AwsApiCall",
  };
}

const arrivals = fc.array(
  fc.tuple(fc.integer({ min: 0, max: 50 }), fc.constantFrom("Get", "Put", "Delete")),
);

// A look-up must find every event, in order of time, however late it was written down.
test("whatever the order of arrival, an attribute finds its records sorted by time", () => {
  fc.assert(
    fc.property(arrivals, arrivals, (before, after) => {
      const trail = before.map(([at, name]) => record(at, name));
      recordsWith(trail, { key: "EventName", value: "Put" });
      for (const [at, name] of after) trail.push(record(at, name));
      for (const attribute of [undefined, { key: "EventName", value: "Put" } as const]) {
        const found = recordsWith(trail, attribute);
        const expected = trail.filter((each) => !attribute || each.eventName === attribute.value);
        expect(found).toHaveLength(expected.length);
        expect(new Set(found)).toEqual(new Set(expected));
        const times = found.map((each) => each.eventTime.getTime());
        expect(times).toEqual([...times].sort((a, b) => a - b));
      }
    }),
  );
});

test("records dropped from the front are no longer found", () => {
  const trail = [1, 2, 3].map((at) => record(at, "Put"));
  expect(recordsWith(trail, { key: "ReadOnly", value: "false" })).toHaveLength(3);
  trail.splice(0, 2);
  trail.push(record(4, "Put"), record(5, "Put"));
  const found = recordsWith(trail, { key: "ReadOnly", value: "false" });
  expect(found.map((each) => each.eventTime.getTime())).toEqual([3, 4, 5]);
});

test("resources are never indexed, because CloudTrail leaves them empty for this service", () => {
  const trail = [record(1, "Put")];
  expect(recordsWith(trail, { key: "ResourceName", value: "prod/db" })).toEqual([]);
});

test("counting until a moment agrees with counting one by one", () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 30 })),
      fc.integer({ min: -1, max: 31 }),
      (times, moment) => {
        const records = times.sort((a, b) => a - b).map((at) => record(at, "Put"));
        expect(countUntil(records, moment)).toBe(times.filter((at) => at <= moment).length);
      },
    ),
  );
});
