import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  compareByNeed,
  type DeletionFacts,
  deletionClock,
  earliestPurge,
  RECOVERY_WINDOW_DAYS,
} from "./deletion-clock";
import type { CallSource, TrailEvent } from "./trail-event";

const DAY = 86_400_000;
const now = new Date("2026-11-21T12:00:00.000Z");
const requested = new Date("2026-11-15T08:00:00.300Z");
const secret = {
  arn: "arn:aws:secretsmanager:eu-west-1:111122223333:secret:prod/db-XTUSpD",
  name: "prod/db",
  deletionRequestedAt: requested.toISOString(),
};
const allRead = { from: "2026-08-23T12:00:00.000Z", to: "2026-11-21T11:45:00.000Z" };
const deniedText =
  "You can't perform this operation on the secret because it was marked for deletion.";

let made = 0;
function event(name: string, at: number, more: Partial<TrailEvent> & { by?: string } = {}) {
  made += 1;
  const { by = "role payments-api", ...rest } = more;
  const actor = { kind: "role", words: by, source: "sdk" as CallSource } as const;
  const second = `${new Date(at).toISOString().slice(0, 19)}.000Z`;
  const base = { eventId: `e${made}`, at: second, name, isServiceEvent: false };
  return { ...base, readOnly: name.startsWith("Get"), secretArn: secret.arn, actor, ...rest };
}
const denied = (at: number, by?: string) =>
  event("GetSecretValue", at, {
    by,
    errorCode: "InvalidRequestException",
    errorMessage: deniedText,
  });

function clock(more: Partial<DeletionFacts>) {
  return deletionClock({ secret, events: [], covered: allRead, ...more }, now);
}

describe("when it is gone (facts 2.3)", () => {
  test("the record of DeleteSecret tells window, date and who", () => {
    const record = event("DeleteSecret", +requested, {
      by: "operator-2 as StrongroomOperator",
      recoveryWindowDays: 30,
      purgeNotBefore: "2026-12-15T08:00:00.000Z",
    });
    expect(clock({ events: [record] })).toMatchObject({
      purge: {
        isKnown: true,
        notBefore: "2026-12-15T08:00:00.000Z",
        windowDays: 30,
        source: "event",
      },
      by: { isKnown: true, words: "operator-2 as StrongroomOperator", eventId: record.eventId },
    });
  });

  test("the answer that this console saw counts before the record", () => {
    const answer = {
      arn: secret.arn,
      requestedAt: requested.toISOString(),
      purgeNotBefore: "2026-11-22T08:00:00.250Z",
      windowDays: 7,
      by: "operator-1",
    };
    const known = clock({ seen: answer });
    expect(known.purge).toMatchObject({ notBefore: answer.purgeNotBefore, source: "answer" });
    expect(known.by).toMatchObject({ isKnown: true, words: "operator-1" });
    const earlier = { ...answer, requestedAt: "2026-10-01T08:00:00.000Z" };
    expect(clock({ seen: earlier }).purge.isKnown).toBe(false);
  });

  test("an earlier deletion's record, and a refused one, are not this one's", () => {
    const earlier = event("DeleteSecret", +requested - 10 * DAY, { recoveryWindowDays: 7 });
    const refused = event("DeleteSecret", +requested, { errorCode: "AccessDenied" });
    expect(clock({ events: [earlier, refused] })).toMatchObject({
      purge: {
        isKnown: false,
        earliest: "2026-11-22T08:00:00.300Z",
        latest: "2026-12-15T08:00:00.300Z",
      },
      by: { isKnown: false, because: "no-record" },
    });
    expect(clock({ covered: undefined }).by).toEqual({ isKnown: false, because: "trail-not-read" });
    const covered = { ...allRead, from: "2026-11-20T00:00:00.000Z" };
    expect(clock({ covered }).by).toEqual({ isKnown: false, because: "trail-not-read" });
    const old = { ...secret, deletionRequestedAt: "2026-08-01T00:00:00.000Z" };
    expect(clock({ secret: old }).by).toEqual({ isKnown: false, because: "trail-begins-later" });
  });

  // A range that leaves out the truth would be worse than no date at all.
  test("whatever window was chosen lies within the range", () => {
    const { min, max } = RECOVERY_WINDOW_DAYS;
    fc.assert(
      fc.property(fc.integer({ min, max }), (days) => {
        const { purge } = clock({});
        const truth = new Date(+requested + days * DAY).toISOString();
        expect(purge.isKnown).toBe(false);
        if (!purge.isKnown) expect(purge.earliest <= truth && truth <= purge.latest).toBe(true);
      }),
    );
  });
});

describe("who still wants it", () => {
  test("refused reads count for 24 hours and seven days, with their callers", () => {
    const events = [
      denied(+now - 40_000),
      denied(+now - 3 * DAY),
      denied(+now - 5.9 * DAY, "role web"),
    ];
    expect(clock({ events })).toMatchObject({
      wanted: "asking",
      denied: { last24h: 1, last7d: 3, total: 3 },
    });
    expect(clock({ events }).denied.readers).toMatchObject([
      { words: "role payments-api", count: 2 },
      { words: "role web", count: 1 },
    ]);
  });

  test("read before and silent since is not the same as never read", () => {
    const read = event("GetSecretValue", +requested - 40 * DAY);
    expect(clock({ events: [read] })).toMatchObject({
      wanted: "used",
      lastReadBefore: read.at,
      readersBefore: [{ words: "role payments-api", count: 1 }],
    });
    expect(clock({}).wanted).toBe("unused");
    expect(clock({ covered: undefined }).wanted).toBe("unknown");
    expect(clock({ covered: { ...allRead, from: "2026-11-20T00:00:00.000Z" } }).wanted).toBe(
      "unknown",
    );
  });

  test("a look through this console wants nothing", () => {
    const actor = { kind: "person", words: "operator-1", source: "strongroom" } as const;
    const events = [
      event("GetSecretValue", +requested - DAY, { actor }),
      { ...denied(+now - 1000), actor },
    ];
    expect(clock({ events })).toMatchObject({ wanted: "unused", denied: { total: 0 } });
  });

  test("replicas taken out before are lost, unless they were made again", () => {
    const remove = (at: number, ...replicasRemoved: string[]) =>
      event("RemoveRegionsFromReplication", at, { replicasRemoved });
    const events = [
      remove(+requested - DAY, "eu-central-1", "us-east-1"),
      event("ReplicateSecretToRegions", +requested - DAY / 2, { replicasAdded: ["us-east-1"] }),
    ];
    expect(clock({ events }).lostReplicas).toEqual(["eu-central-1"]);
  });
});

const anyEvent = fc
  .record({
    name: fc.constantFrom("GetSecretValue", "DeleteSecret", "RestoreSecret", "PutSecretValue"),
    daysAgo: fc.double({ min: 0, max: 120, noNaN: true }),
    isDenied: fc.boolean(),
    by: fc.constantFrom("role a", "role b", "user c"),
  })
  .map(({ name, daysAgo, isDenied, by }) =>
    isDenied ? denied(+now - daysAgo * DAY, by) : event(name, +now - daysAgo * DAY, { by }),
  );

describe("any history", () => {
  test("counts nest, callers add up, and the order of events does not matter", () => {
    fc.assert(
      fc.property(fc.array(anyEvent, { maxLength: 60 }), (events) => {
        const known = clock({ events });
        const { last24h, last7d, total, readers } = known.denied;
        expect(last24h).toBeLessThanOrEqual(last7d);
        expect(last7d).toBeLessThanOrEqual(total);
        expect(readers.reduce((sum, { count }) => sum + count, 0)).toBe(total);
        expect(known.wanted === "asking").toBe(last7d > 0);
        const turned = clock({ events: events.toReversed() });
        expect(turned.denied).toEqual(known.denied);
        expect(turned.readersBefore).toEqual(known.readersBefore);
        expect(turned.wanted).toBe(known.wanted);
      }),
      { numRuns: 500 },
    );
  });

  test("the order by need is an order, and never puts the unwanted before the wanted", () => {
    const clocks = fc.array(
      fc.array(anyEvent, { maxLength: 8 }).map((events) => clock({ events })),
    );
    fc.assert(
      fc.property(clocks, (given) => {
        const sorted = given.toSorted(compareByNeed);
        for (const [index, each] of sorted.entries()) {
          const next = sorted[index + 1];
          if (!next) continue;
          expect(compareByNeed(each, next)).toBeLessThanOrEqual(0);
          expect(compareByNeed(next, each)).toBeGreaterThanOrEqual(0);
          if (each.wanted === next.wanted)
            expect(earliestPurge(each.purge) <= earliestPurge(next.purge)).toBe(true);
        }
        expect(sorted.map(({ wanted }) => wanted === "asking")).toEqual(
          sorted.map(({ wanted }) => wanted === "asking").toSorted((a, b) => Number(b) - Number(a)),
        );
      }),
      { numRuns: 300 },
    );
  });
});
