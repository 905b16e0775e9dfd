import { CloudTrailClient, type Event, LookupEventsCommand } from "@aws-sdk/client-cloudtrail";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { Caller, TrailRecord } from "../contract";
import { type Sandbox, startSandbox } from "../start";
import { cloudTrail } from "./service";
import { trailSettings } from "./settings";

const account = "111122223333";
const region = "eu-west-1";
const now = Date.parse("2026-11-21T10:00:00Z");
const DAY = 86_400_000;

let sandbox: Sandbox;
let client: CloudTrailClient;

beforeAll(async () => {
  sandbox = await startSandbox({ services: [cloudTrail] });
  client = new CloudTrailClient({
    endpoint: sandbox.url,
    region,
    credentials: { accessKeyId: `AKIA${account}`, secretAccessKey: "sandbox" },
    maxAttempts: 1,
  });
});

beforeEach(async () => {
  await sandbox.controls.reset();
  sandbox.controls.throttle.scale = null;
});

afterAll(async () => {
  client.destroy();
  await sandbox.close();
});

const reader: Caller = {
  kind: "user",
  accountId: account,
  arn: `arn:aws:iam::${account}:user/reader`,
  userId: "AIDAREADER00000000001",
  accessKeyId: "AKIAREADER0000000001",
  userName: "reader",
  sessionTags: {},
};

let serial = 0;

/** Puts one record into the trail, so long before now. */
function happened(agoMs: number, fields: Partial<TrailRecord> = {}): string {
  serial += 1;
  const eventId = `event-${serial}`;
  sandbox.world.record({
    eventId,
    eventTime: new Date(sandbox.world.clock.now().getTime() - agoMs),
    eventSource: "secretsmanager.amazonaws.com",
    eventName: "GetSecretValue",
    readOnly: true,
    accountId: account,
    region,
    caller: reader,
    sourceIpAddress: "10.0.0.1",
    userAgent: "test",
    requestId: `request-${serial}`,
    requestParameters: { secretId: "prod/db" },
    responseElements: null,
    eventType: "AwsApiCall",
    ...fields,
  });
  return eventId;
}

const look = async (input: ConstructorParameters<typeof LookupEventsCommand>[0] = {}) =>
  client.send(new LookupEventsCommand(input));

const ids = (events: Event[] | undefined) => (events ?? []).map((event) => event.EventId);

const byName = (value: string) => ({
  LookupAttributes: [{ AttributeKey: "EventName" as const, AttributeValue: value }],
});

const codeOf = async (attempt: Promise<unknown>) =>
  attempt.then(
    () => "success",
    (error: Error) => error.name,
  );

// Facts 4.1: newest first; ReadOnly is text; facts 4.4: Resources is always empty.
test("an item has AWS's members, the newest comes first", async () => {
  const older = happened(60_000);
  const newer = happened(1_000, { eventName: "DeleteSecret", readOnly: false });
  const { Events } = await look();
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
  happened(1_000, {
    eventName: "RotationStarted",
    caller: undefined,
    eventType: "AwsServiceEvent",
  });
  const [event] = (await look()).Events ?? [];
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
  happened(3_000);
  const wanted = happened(2_000, {
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
  happened(1_000);
  const LookupAttributes = [{ AttributeKey: key, AttributeValue: read(wanted) }];
  expect(ids((await look({ LookupAttributes })).Events)).toEqual([wanted]);
});

// Facts 4.4: `Resources` is empty, so a look-up by resource finds nothing of a secret.
test.each(["ResourceName", "ResourceType"] as const)("%s finds nothing", async (key) => {
  happened(1_000);
  const LookupAttributes = [{ AttributeKey: key, AttributeValue: "prod/db" }];
  expect((await look({ LookupAttributes })).Events).toEqual([]);
});

// Facts 4.1: default and maximum are 50; a token goes on where the page ended.
test("pages of 50 cover everything once, whatever arrives in between", async () => {
  const all = Array.from({ length: 120 }, (_, index) => happened(1_000_000 - index * 1_000));
  const seen: (string | undefined)[] = [];
  let NextToken: string | undefined;
  do {
    const page = await look({ ...byName("GetSecretValue"), NextToken });
    expect(page.Events?.length).toBeLessThanOrEqual(50);
    seen.push(...ids(page.Events));
    NextToken = page.NextToken;
    happened(0);
  } while (NextToken);
  expect(seen).toEqual([...all].reverse());
});

test("events of one millisecond are paged without loss", async () => {
  const all = Array.from({ length: 7 }, () => happened(5_000, { eventTime: new Date(now) }));
  sandbox.world.clock.freeze();
  sandbox.world.clock.set(new Date(Math.max(now, sandbox.world.clock.now().getTime())));
  const seen: (string | undefined)[] = [];
  let NextToken: string | undefined;
  do {
    const page = await look({ ...byName("GetSecretValue"), MaxResults: 3, NextToken });
    seen.push(...ids(page.Events));
    NextToken = page.NextToken;
  } while (NextToken);
  expect(seen).toHaveLength(7);
  expect(new Set(seen)).toEqual(new Set(all));
});

test("a token is bound to the parameters it was given for", async () => {
  for (let index = 0; index < 4; index += 1) happened(index * 1_000);
  const { NextToken } = await look({ MaxResults: 2 });
  expect(NextToken).toBeDefined();
  expect(await codeOf(look({ MaxResults: 3, NextToken }))).toBe("InvalidNextTokenException");
  expect(await codeOf(look({ ...byName("x"), MaxResults: 2, NextToken }))).toBe(
    "InvalidNextTokenException",
  );
  expect(await codeOf(look({ NextToken: "made up" }))).toBe("InvalidNextTokenException");
});

test("StartTime and EndTime bound the time, both included", async () => {
  const base = Math.floor(sandbox.world.clock.now().getTime() / 1000) * 1000 - 100_000;
  const at = (offset: number) => happened(0, { eventTime: new Date(base + offset) });
  at(-1_000);
  const first = at(0);
  const last = at(5_000);
  at(6_000);
  const range = { StartTime: new Date(base), EndTime: new Date(base + 5_000) };
  expect(ids((await look(range)).Events)).toEqual([last, first]);
});

// Facts 4.1: the last 90 days.
test("events older than 90 days are gone", async () => {
  const young = happened(89 * DAY);
  sandbox.world.trailOf(account, region);
  const old = { eventTime: new Date(sandbox.world.clock.now().getTime() - 91 * DAY) };
  happened(0, { ...old, eventName: "Old" });
  expect(ids((await look()).Events)).toEqual([young]);
});

test("an account or Region sees its own events only", async () => {
  happened(1_000, { region: "us-east-1" });
  expect((await look()).Events).toEqual([]);
});

test("events appear when they are delivered", async () => {
  sandbox.world.clock.freeze();
  const delivered = happened(20 * 60_000);
  happened(60_000);
  trailSettings(sandbox.world.region(account, region)).deliveryDelayMs = 15 * 60_000;
  expect(ids((await look(byName("GetSecretValue"))).Events)).toEqual([delivered]);
  sandbox.world.clock.advance(15 * 60_000);
  expect((await look(byName("GetSecretValue"))).Events).toHaveLength(2);
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
  expect(await codeOf(look(input as Parameters<typeof look>[0]))).toBe(code);
});

test("there are no insight events", async () => {
  happened(1_000);
  expect((await look({ EventCategory: "insight" })).Events).toEqual([]);
});

// Facts 4.1: two requests a second per account and Region.
test("the third look-up within a second is throttled, another Region is not", async () => {
  sandbox.controls.throttle.scale = 1;
  const codes = await Promise.all(Array.from({ length: 8 }, () => codeOf(look())));
  expect(codes.filter((code) => code === "success").length).toBeGreaterThanOrEqual(2);
  expect(codes.filter((code) => code === "ThrottlingException").length).toBeGreaterThanOrEqual(4);
});

test("one page out of 100,000 events, found by name, comes at once", async () => {
  for (let index = 0; index < 100_000; index += 1) {
    happened(100_000_000 - index * 1_000, {
      eventName: index % 1_000 ? "GetSecretValue" : "PutSecretValue",
    });
  }
  const cold = performance.now();
  expect((await look(byName("PutSecretValue"))).Events).toHaveLength(50);
  const warm = performance.now();
  expect((await look(byName("PutSecretValue"))).Events).toHaveLength(50);
  const done = performance.now();
  console.info(`first look-up ${Math.round(warm - cold)} ms, second ${Math.round(done - warm)} ms`);
});
