import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import {
  byName,
  codeOf,
  History,
  ids,
  type LookupInput,
  reader,
  region,
} from "./history.test-support";

const now = Date.parse("2026-11-21T10:00:00Z");

let history: History;

beforeAll(async () => {
  history = await History.start();
});

beforeEach(() => history.forget());

afterAll(() => history.close());

// Facts 4.1: newest first; ReadOnly is text; facts 4.4: Resources is always empty.
test("an item has AWS's members, the newest comes first", async () => {
  const older = history.happened(60_000);
  const newer = history.happened(1_000, { eventName: "DeleteSecret", readOnly: false });
  const { Events } = await history.look();
  expect(ids(Events)).toEqual([newer, older]);
  const [first] = Events ?? [];
  expect(first).toMatchObject({
    EventName: "DeleteSecret",
    ReadOnly: "false",
    AccessKeyId: reader.accessKeyId,
    EventSource: "secretsmanager.amazonaws.com",
    Username: "reader",
    Resources: [],
  });
  expect(first?.EventTime).toBeInstanceOf(Date);
  expect(JSON.parse(first?.CloudTrailEvent ?? "")).toMatchObject({
    eventID: newer,
    awsRegion: region,
    requestParameters: { secretId: "prod/db" },
  });
});

// Facts 4.3: nobody called, so a service event has no user name and no key.
test("a service event is listed without user name and access key", async () => {
  history.happened(1_000, {
    eventName: "RotationStarted",
    caller: undefined,
    eventType: "AwsServiceEvent",
  });
  const [event] = (await history.look()).Events ?? [];
  expect(event).not.toHaveProperty("Username");
  expect(event).not.toHaveProperty("AccessKeyId");
});

test.each([
  ["EventId", (id: string) => id],
  ["EventName", () => "PutSecretValue"],
  ["ReadOnly", () => "false"],
  ["Username", () => "operator-1"],
  ["EventSource", () => "kms.amazonaws.com"],
  ["AccessKeyId", () => "ASIASESSION000000001"],
] as const)("%s finds the one event that has it", async (key, read) => {
  history.happened(3_000);
  const wanted = history.happened(2_000, {
    eventName: "PutSecretValue",
    eventSource: "kms.amazonaws.com",
    readOnly: false,
    caller: {
      ...reader,
      kind: "session",
      userName: undefined,
      sessionName: "operator-1",
      accessKeyId: "ASIASESSION000000001",
    },
  });
  history.happened(1_000);
  const LookupAttributes = [{ AttributeKey: key, AttributeValue: read(wanted) }];
  expect(ids((await history.look({ LookupAttributes })).Events)).toEqual([wanted]);
});

// Facts 4.4: `Resources` is empty, so a look-up by resource finds nothing of a secret.
test.each(["ResourceName", "ResourceType"] as const)("%s finds nothing", async (key) => {
  history.happened(1_000);
  const LookupAttributes = [{ AttributeKey: key, AttributeValue: "prod/db" }];
  expect((await history.look({ LookupAttributes })).Events).toEqual([]);
});

test.each([
  [
    "two attributes",
    { LookupAttributes: [...byName("a").LookupAttributes, ...byName("b").LookupAttributes] },
    "InvalidLookupAttributesException",
  ],
  [
    "an unknown key",
    { LookupAttributes: [{ AttributeKey: "Colour" as "EventName", AttributeValue: "x" }] },
    "InvalidLookupAttributesException",
  ],
  ["an empty value", byName(""), "InvalidLookupAttributesException"],
  ["a value of 2,001 characters", byName("x".repeat(2001)), "InvalidLookupAttributesException"],
  ["MaxResults 0", { MaxResults: 0 }, "InvalidMaxResultsException"],
  ["MaxResults 51", { MaxResults: 51 }, "InvalidMaxResultsException"],
  [
    "an end before the start",
    { StartTime: new Date(now), EndTime: new Date(now - 1) },
    "InvalidTimeRangeException",
  ],
  ["an unknown category", { EventCategory: "data" as "insight" }, "InvalidEventCategoryException"],
] as const)("%s is refused", async (_case, input, code) => {
  expect(await codeOf(history.look(input as LookupInput))).toBe(code);
});

test("there are no insight events", async () => {
  history.happened(1_000);
  expect((await history.look({ EventCategory: "insight" })).Events).toEqual([]);
});

// Facts 4.1: two requests a second per account and Region.
test("the third look-up within a second is throttled, another Region is not", async () => {
  history.sandbox.controls.throttle.scale = 1;
  const codes = await Promise.all(Array.from({ length: 8 }, () => codeOf(history.look())));
  expect(codes.filter((code) => code === "success").length).toBeGreaterThanOrEqual(2);
  expect(codes.filter((code) => code === "ThrottlingException").length).toBeGreaterThanOrEqual(4);
});

test("one page out of 100,000 events, found by name, comes at once", async () => {
  for (let index = 0; index < 100_000; index += 1) {
    history.happened(100_000_000 - index * 1_000, {
      eventName: index % 1_000 ? "GetSecretValue" : "PutSecretValue",
    });
  }
  const cold = performance.now();
  expect((await history.look(byName("PutSecretValue"))).Events).toHaveLength(50);
  const warm = performance.now();
  expect((await history.look(byName("PutSecretValue"))).Events).toHaveLength(50);
  const done = performance.now();
  console.info(`first look-up ${Math.round(warm - cold)} ms, second ${Math.round(done - warm)} ms`);
});
