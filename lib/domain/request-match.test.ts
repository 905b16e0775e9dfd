import fc from "fast-check";
import { expect, test } from "vitest";
import type { LedgerEntry } from "./ledger";
import { matchByRequestId } from "./request-match";
import { activityRows } from "./secret-activity";
import type { TrailEvent } from "./trail-event";

const at = "2026-11-20T10:00:00.000Z";
const base = { at, id: "x", instance: "i", v: 1 } as const;

function attempt(seq: number, more: object = {}): LedgerEntry {
  const person = { issuer: "i", subject: "operator-1", displayName: "operator-1" };
  const body = { ...base, kind: "attempt", operation: "secret.change-tags", person, session: "s" };
  return { seq, hash: "", body: { ...body, ...more } as LedgerEntry["body"] };
}

function outcome(seq: number, of: number, awsRequestIds?: string[]): LedgerEntry {
  const aws = awsRequestIds && { awsRequestIds };
  return { seq, hash: "", body: { ...base, kind: "outcome", attempt: of, result: "done", aws } };
}

function event(eventId: string, requestId?: string): TrailEvent {
  const actor = { kind: "role", words: "role app", source: "sdk" } as const;
  return {
    eventId,
    at,
    name: "TagResource",
    isServiceEvent: false,
    readOnly: false,
    requestId,
    actor,
  };
}

test("an act is joined to every event of its requests, and to nothing that merely looks alike", () => {
  const events = [event("1", "a"), event("2", "b"), event("3", "c"), event("4")];
  const { acts, others } = matchByRequestId(
    [attempt(1), outcome(2, 1, ["a", "b"]), attempt(3), outcome(4, 3)],
    events,
  );
  expect(acts.map(({ seq, events: own }) => [seq, own.map(({ eventId }) => eventId)])).toEqual([
    [1, ["1", "2"]],
    [3, []],
  ]);
  expect(others).toEqual([events[2], events[3]]);
});

// Product 3.12: what the logs do not say of each other is told apart: on its way, missing, not read.
test.each([
  ["no AWS call", outcome(2, 1), "2026-11-21T10:00:00Z", undefined, "no call"],
  ["asked a moment ago", outcome(2, 1, ["a"]), "2026-11-20T10:10:00Z", undefined, "waiting"],
  ["not read there", outcome(2, 1, ["a"]), "2026-11-21T10:00:00Z", undefined, "not read"],
  [
    "read there and not found",
    outcome(2, 1, ["a"]),
    "2026-11-21T10:00:00Z",
    { from: "2026-11-19T00:00:00.000Z", to: "2026-11-21T00:00:00.000Z" },
    "missing",
  ],
])("%s", (_case, ended, now, covered, agreement) => {
  const matched = matchByRequestId([attempt(1), ended], []);
  const trail = { covered, pagesRead: 1, isWhole: false };
  expect(activityRows(matched, trail, new Date(now))).toMatchObject([{ agreement }]);
});

test("no event is lost or told twice, whatever the ids", () => {
  const id = fc.constantFrom("a", "b", "c", "d", undefined);
  fc.assert(
    fc.property(fc.uniqueArray(fc.nat(20)), fc.array(id), fc.array(id), (numbers, asked, ids) => {
      const events = numbers.map((number, index) => event(String(number), ids[index]));
      const requestIds = asked.flatMap((each) => each ?? []);
      const { acts, others } = matchByRequestId([attempt(1), outcome(2, 1, requestIds)], events);
      const told = [...new Set(acts.flatMap(({ events: own }) => own)), ...others];
      expect(told.map(({ eventId }) => eventId).sort()).toEqual(
        events.map(({ eventId }) => eventId).sort(),
      );
    }),
    { numRuns: 2_000 },
  );
});
