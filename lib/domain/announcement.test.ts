import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type AnnouncedEvent,
  announcedKinds,
  keyOf,
  messageOf,
  restoreNews,
  waitSeconds,
} from "./announcement";
import type { DeletionClock } from "./deletion-clock";
import { purgeReminder } from "./purge-reminder";

const DAY = 86_400_000;
const now = new Date("2026-11-20T12:00:00Z");
const secret = { name: "prod/billing/db", accountId: "111122223333", region: "eu-west-1" };
const accountName = () => "production";

function restore(kind: (typeof restoreNews)[number]): AnnouncedEvent {
  const by = { issuer: "https://id.example.com", subject: "a", displayName: "Ada\r\nBcc: x" };
  return { kind, requestId: "r-1", version: 2, secret, askedBy: [], by };
}

function clock(left: number, wanted: DeletionClock["wanted"] = "asking"): DeletionClock {
  const notBefore = new Date(now.getTime() + left).toISOString();
  return {
    requestedAt: "2026-11-01T12:00:00.000Z",
    purge: { isKnown: true, notBefore, windowDays: 30, source: "event" },
    by: { isKnown: false, because: "no-record" },
    denied: { last24h: 0, last7d: 4, total: 4, readers: [] },
    readersBefore: [],
    lostReplicas: [],
    wanted,
  };
}

const remind = (left: number, wanted?: DeletionClock["wanted"]) =>
  purgeReminder(secret, clock(left, wanted), { now, trailReadTo: now.toISOString() });

describe("what people are told", () => {
  // A line break in a name would be a header of somebody's choice in a mail.
  test.each(restoreNews)("%s: one line each, the secret by name, its page as the link", (kind) => {
    const message = messageOf(restore(kind), accountName);
    expect(message.subject).toContain("prod/billing/db (production, eu-west-1)");
    expect(message.subject).not.toMatch(/arn:|[\r\n]/);
    expect(message.lines.join("")).not.toMatch(/[\r\n]/);
    expect(message.path).toBe("/restore-requests?id=r-1");
  });

  test("every kind has words of its own", () => {
    const subjects = restoreNews.map((kind) => messageOf(restore(kind), accountName).subject);
    expect(new Set(subjects).size).toBe(restoreNews.length);
    expect(announcedKinds).toHaveLength(restoreNews.length + 2);
  });

  test("two transitions of one request are two events, the same one twice is one", () => {
    const first = restore("restore-requested");
    expect(keyOf(first)).toBe(keyOf(restore("restore-requested")));
    expect(keyOf({ ...first, version: 3 } as AnnouncedEvent)).not.toBe(keyOf(first));
  });

  test("further tries come later and later, up to an hour", () => {
    expect([1, 2, 3, 4, 5, 6, 99].map(waitSeconds)).toEqual([15, 60, 300, 900, 3600, 3600, 3600]);
  });
});

describe("a reminder of a purge", () => {
  test.each([
    [7.01, undefined],
    [7, 7],
    [3.01, 7],
    [3, 3],
    [1.5, 3],
    [1, 1],
    [0.01, 1],
    [0, undefined],
    [-1, undefined],
  ])("%f days before it is the one of %s", (left, days) => {
    expect(remind(left * DAY)?.days).toBe(days);
  });

  test("comes only for what somebody wants", () => {
    expect(remind(DAY, "used")).toBeDefined();
    expect(remind(DAY, "unused")).toBeUndefined();
    expect(remind(DAY, "unknown")).toBeUndefined();
  });

  // Whenever and however often a job looks: three messages at most, never again the same one.
  test("makes at most three different events, whenever the job looks", () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: -2, max: 30, noNaN: true })), (lefts) => {
        const events = lefts.flatMap((left) => remind(left * DAY) ?? []);
        expect(new Set(events.map(keyOf)).size).toBeLessThanOrEqual(3);
      }),
    );
  });

  test("says how many reads were refused, and until when that is known", () => {
    const reminder = remind(2 * DAY);
    if (!reminder) throw new Error("no reminder");
    const { subject, lines } = messageOf(reminder, accountName);
    expect(subject).toBe(
      "Gone in 3 days or less, and still wanted: prod/billing/db (production, eu-west-1)",
    );
    expect(lines).toContain("4 reads were refused in the last 7 days.");
    expect(lines.at(-1)).toContain("2026-11-20 12:00 UTC");
  });
});
