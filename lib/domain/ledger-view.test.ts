import fc from "fast-check";
import { expect, test } from "vitest";
import { LedgerQuery, ledgerQueryOf, lookWords, trailMatchOf } from "./ledger-view";
import type { ConsoleAct } from "./request-match";

const at = "2026-11-21T10:00:00.000Z";

function actOf(more: { ids?: string[]; isOpen?: boolean; events?: number } = {}): ConsoleAct {
  const shared = { at, id: "a", instance: "i", v: 1 } as const;
  const person = { issuer: "i", subject: "s", displayName: "S" };
  const events = Array.from({ length: more.events ?? 0 }, () => ({}));
  return {
    seq: 1,
    attempt: {
      ...shared,
      kind: "attempt",
      operation: "secret.reveal-value",
      person,
      session: "s",
    },
    ...(!more.isOpen && {
      outcome: {
        ...shared,
        kind: "outcome",
        attempt: 1,
        result: "done",
        aws: { awsRequestIds: more.ids ?? ["r"] },
      },
    }),
    events: events as ConsoleAct["events"],
  };
}

// A missing record is an accusation: it is made only where CloudTrail was read whole and in time.
test("a record is missing only after 20 minutes and where CloudTrail was read", () => {
  const later = (minutes: number) => new Date(Date.parse(at) + minutes * 60_000);
  const whole = { from: "2026-11-01T00:00:00.000Z", to: "2026-11-21T11:00:00.000Z" };
  const before = { from: "2026-11-01T00:00:00.000Z", to: "2026-11-21T09:59:59.000Z" };
  expect(trailMatchOf(actOf(), whole, later(19))).toBe("waiting");
  expect(trailMatchOf(actOf(), whole, later(20))).toBe("missing");
  expect(trailMatchOf(actOf(), before, later(20))).toBe("unread");
  expect(trailMatchOf(actOf(), undefined, later(500))).toBe("unread");
  expect(trailMatchOf(actOf({ events: 1 }), undefined, later(0))).toBe("matched");
  expect(trailMatchOf(actOf({ ids: [] }), whole, later(500))).toBe("none");
  expect(trailMatchOf(actOf({ isOpen: true }), whole, later(500))).toBe("none");
});

test("any address is a valid question", () => {
  const key = fc.constantFrom("q", "show", "result", "from", "to", "before", "entry");
  const value = fc.oneof(fc.string(), fc.constantFrom("values", "2026-02-30", "2026-02-03", "-1"));
  fc.assert(
    fc.property(fc.dictionary(key, value), (query) => {
      const read = ledgerQueryOf({ get: (name) => query[name] ?? null });
      expect(LedgerQuery.safeParse(read).success).toBe(true);
    }),
  );
});

test("what is recorded of a look holds nothing that was typed", () => {
  const read = ledgerQueryOf(new URLSearchParams("q=hunter2&show=denied&from=2026-11-01"));
  expect(lookWords(read)).toBe("ledger, denied, from 2026-11-01, with a search");
});
