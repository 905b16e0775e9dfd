import fc from "fast-check";
import ICAL from "ical.js";
import { describe, expect, test } from "vitest";
import type { InventoryRow } from "@/lib/domain/inventory-row";
import { FEED_DAYS, type FeedEvent, feedEvent, feedWords } from "@/lib/domain/rotation-feed";
import { RotationQuery } from "@/lib/domain/rotation-page";
import { RotationPlanner } from "@/lib/domain/rotation-plan";
import { RotationSettings } from "@/lib/domain/rotation-settings";
import { rowOfLine, snapshotLine } from "@/lib/domain/rotation-snapshot";
import { icsText } from "./ics";

const now = new Date("2026-11-21T12:00:00Z");
const listedAt = "2026-11-21T11:58:20.000Z";
const publicUrl = new URL("https://strongroom.example.com");
const DAY_MS = 86_400_000;

/** A secret as a stored listing gives it back. */
function row(name: string, more: Partial<InventoryRow> = {}): InventoryRow {
  const full = {
    accountId: "111122223333",
    region: "eu-west-1",
    arn: `arn:aws:secretsmanager:eu-west-1:111122223333:secret:${name}-AbCdEf`,
    name,
    tags: [{ key: "note", value: "hidden in a tag" }],
    createdMs: Date.parse("2026-01-01T00:00:00Z"),
    lastRotatedMs: Date.parse("2026-11-15T03:00:00Z"),
    nextRotationMs: Date.parse("2026-11-22T04:59:59Z"),
    rotationEnabled: true,
    hasRules: true,
    rotationFunctionArn: `arn:aws:lambda:eu-west-1:111122223333:function:rotates`,
    scheduleExpression: "cron(0 2 ? * SUN *)",
    windowDuration: "3h",
    labels: "{}",
    search: "",
    ...more,
  };
  return rowOfLine(snapshotLine(full, new Set()));
}

function planned(rows: readonly InventoryRow[]) {
  const fromMs = Math.floor(+now / DAY_MS) * DAY_MS;
  const planner = new RotationPlanner(RotationQuery.parse({}), {
    now,
    settings: RotationSettings.parse({}),
    accountName: () => "production",
    lastRuns: () => undefined,
    span: { fromMs, toMs: fromMs + FEED_DAYS * DAY_MS },
    rowsMax: 5_000,
  });
  for (const each of rows) planner.add(each);
  return planner.finish().windows;
}

function eventsOf(rows: readonly InventoryRow[]): FeedEvent[] {
  return planned(rows).flatMap((window) => feedEvent(window, listedAt) ?? []);
}

const words = { name: "Rotation windows", description: "All of it." };

function momentOf(event: ICAL.Component, name: string): string {
  const value = event.getFirstPropertyValue(name);
  if (!(value instanceof ICAL.Time)) throw new Error(`${name} is no moment`);
  return value.toJSDate().toISOString();
}

/** Reads the text back with a parser that knows nothing of how it was written. */
async function read(events: readonly FeedEvent[], about = words) {
  const text = await icsText(about, events, publicUrl);
  const calendar = new ICAL.Component(ICAL.parse(text));
  return {
    text,
    calendar,
    events: calendar.getAllSubcomponents("vevent").map((each) => ({
      uid: each.getFirstPropertyValue("uid"),
      from: momentOf(each, "dtstart"),
      to: momentOf(each, "dtend"),
      stamp: momentOf(each, "dtstamp"),
      summary: each.getFirstPropertyValue("summary"),
      description: String(each.getFirstPropertyValue("description")),
      url: each.getFirstPropertyValue("url"),
      status: each.getFirstPropertyValue("status"),
      category: each.getFirstPropertyValue("categories"),
    })),
  };
}

describe("a calendar of rotation windows", () => {
  test("has one event for each window of sixty days, with what is known of it", async () => {
    const { events, calendar } = await read(eventsOf([row("app/db", { owner: "team, one; two" })]));
    expect(events).toHaveLength(9);
    expect(events[0]).toMatchObject({
      summary: "Rotation window: app/db",
      status: "CONFIRMED",
      category: "due",
      url: "https://strongroom.example.com/secret?arn=arn%3Aaws%3Asecretsmanager%3Aeu-west-1%3A111122223333%3Asecret%3Aapp%2Fdb-AbCdEf&tab=rotation",
    });
    expect(events[0]?.from).toBe("2026-11-22T02:00:00.000Z");
    expect(events[0]?.to).toBe("2026-11-22T05:00:00.000Z");
    expect(events[0]?.description.split("\n")).toEqual([
      "Some time between 02:00 and 05:00 UTC on 2026-11-22, if every rotation before it succeeds.",
      "State: due, as listed at 2026-11-21 11:58 UTC.",
      "Account: production (111122223333)",
      "Region: eu-west-1",
      "Schedule: every Sunday, some time between 02:00 and 05:00 UTC",
      "Function: rotates",
      "Owner: team, one; two",
      "Last rotated: 2026-11-15 03:00 UTC",
      events[0]?.url,
    ]);
    expect(calendar.getFirstPropertyValue("refresh-interval")?.toString()).toBe("PT1H");
    expect(calendar.getFirstPropertyValue("x-published-ttl")).toBe("PT1H");
  });

  test("marks what may well not happen, and says when only the end is known", async () => {
    const stuck = row("stuck", {
      pendingVersionId: "11111111-1111-4111-8111-111111111111",
      lastChangedMs: +now - DAY_MS,
    });
    const managed = row("rds!db", {
      owningService: "rds",
      scheduleExpression: undefined,
      windowDuration: undefined,
      nextRotationMs: Date.parse("2026-11-24T23:59:59Z"),
    });
    const { events } = await read(eventsOf([stuck, managed]));
    const [ofStuck] = events.filter(({ summary }) => String(summary).includes("stuck"));
    const [ofManaged] = events.filter(({ summary }) => String(summary).includes("rds"));
    expect(ofStuck).toMatchObject({
      status: "TENTATIVE",
      category: "stuck",
      summary: "Rotation window: stuck (stuck: AWSPENDING)",
    });
    expect(ofStuck?.description).toContain("blocks every later rotation");
    expect(ofManaged?.status).toBe("TENTATIVE");
    expect(ofManaged?.description).toContain("By 24:00 UTC on 2026-11-24; AWS does not tell");
  });

  // A program that sees other text believes that something has changed.
  test("is the same text as long as nothing was listed anew", async () => {
    const [one, other] = [await read(eventsOf([row("a")])), await read(eventsOf([row("a")]))];
    expect(other.text).toBe(one.text);
    const later = planned([row("a")]).flatMap(
      (window) => feedEvent(window, "2026-11-21T18:00:00.000Z") ?? [],
    );
    const { events } = await read(later);
    expect(events.map(({ uid }) => uid)).toEqual(one.events.map(({ uid }) => uid));
  });

  test("says of itself what it rests on, and what is missing", async () => {
    const place = { accountId: "111122223333", region: "eu-west-1", accountName: "production" };
    const about = feedWords({
      role: "operator",
      filter: { owner: "a, b; c" },
      from: "2026-11-21T00:00:00.000Z",
      to: "2027-01-20T00:00:00.000Z",
      shown: 5_000,
      windows: 7_000,
      places: [place, { ...place, region: "us-east-1" }],
      listedAt: new Map([["111122223333/eu-west-1", listedAt]]),
    });
    const { calendar } = await read([], about);
    // Two properties that the parser does not know: it leaves the escapes where they are.
    expect(calendar.getFirstPropertyValue("name")).toBe("Rotation windows: owner a\\, b\\; c");
    const description = String(calendar.getFirstPropertyValue("x-wr-caldesc"));
    expect(description).toContain("7000 windows from 2026-11-21 to 2027-01-20 UTC of owner a\\, b");
    expect(description).toContain("Only the first 5000 of them are in this calendar");
    expect(description).toContain("As the role operator listed it");
    expect(description).toContain("INCOMPLETE: not listed are production us-east-1");
  });

  // Names, owners and functions are other people's texts: none may end a line, a text or an event.
  test("gives back any texts as they were, one event for each, no line too long", async () => {
    const text = fc.string({ unit: "binary", maxLength: 120 });
    const secret = fc.record({
      name: fc.stringMatching(/^[A-Za-z0-9/_+=.@-]{1,80}$/),
      owner: text,
      fn: text,
    });
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(secret, { maxLength: 4, selector: ({ name }) => name }),
        async (secrets) => {
          const rows = secrets.map(({ name, owner, fn }) =>
            row(name, { owner, rotationFunctionArn: `arn:aws:lambda:r:1:function:${fn}` }),
          );
          const given = eventsOf(rows);
          const { events, text: ics } = await read(given);
          expect(events.map(({ summary }) => summary)).toEqual(given.map((each) => each.summary));
          events.forEach(({ from, to, stamp, description, url, uid }, at) => {
            const wanted = given[at];
            expect(from).toBe(wanted?.from);
            expect(to).toBe(wanted?.to);
            expect(stamp).toBe(listedAt);
            expect(description).toBe(`${wanted?.description}\n${url}`);
            expect(uid).toMatch(/^[0-9a-f]{32}-\d{8}T\d{6}Z@strongroom\.example\.com$/);
          });
          expect(new Set(events.map(({ uid }) => uid)).size).toBe(events.length);
          for (const line of ics.split("\r\n")) {
            expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
            expect(line).not.toMatch(/[\r\n]/);
          }
          expect(ics).not.toContain("hidden in a tag");
        },
      ),
      { numRuns: 100 },
    );
  });

  test("holds five thousand windows", async () => {
    const rows = Array.from({ length: 600 }, (_, at) => row(`many/${at}`, { owner: "ünïted" }));
    const events = eventsOf(rows);
    expect(events).toHaveLength(5_000);
    const { events: back } = await read(events);
    expect(back).toHaveLength(5_000);
  });
});
