import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isRefusedAsDeleted, readersOf, sinceDays } from "./readers";
import type { Actor, TrailEvent } from "./trail-event";

const account = "111122223333";
const context = {
  rotationFunctionArn: `arn:aws:lambda:eu-west-1:${account}:function:rotate-db`,
  consoleRoleArns: [`arn:aws:iam::${account}:role/console/StrongroomOperator`],
};
const session = (role: string, name: string) =>
  `arn:aws:sts::${account}:assumed-role/${role}/${name}`;

function read(at: string, arn: string, actor: Partial<Actor> = {}, more: Partial<TrailEvent> = {}) {
  const roleName = arn.split("/")[1] ?? "";
  const event: TrailEvent = {
    eventId: `${at} ${arn}`,
    at,
    name: "GetSecretValue",
    isServiceEvent: false,
    readOnly: true,
    actor: { kind: "role", words: `role ${roleName}`, arn, roleName, source: "sdk", ...actor },
    ...more,
  };
  return event;
}

const refused = {
  errorCode: "InvalidRequestException",
  errorMessage:
    "You can't perform this operation on the secret because it was marked for deletion.",
};

describe("kinds of readers", () => {
  test.each<[string, string, Partial<Actor>, string]>([
    ["a task of an application", session("payments-api", "a1b2"), {}, "application"],
    ["its rotation function", session("rotator-role", "rotate-db"), {}, "rotation function"],
    ["another function under the same role", session("rotator-role", "other"), {}, "application"],
    [
      "a person at this console",
      session("StrongroomOperator", "operator-1-x"),
      { source: "strongroom", sourceIdentity: "operator-1" },
      "this console",
    ],
    ["the console's role used elsewhere", session("StrongroomOperator", "x"), {}, "application"],
    [
      "a role of that name in another account",
      "arn:aws:sts::444455556666:assumed-role/StrongroomOperator/x",
      { source: "strongroom" },
      "application",
    ],
  ])("%s", (_case, arn, actor, kind) => {
    expect(readersOf([read("2026-11-20T10:00:00Z", arn, actor)], context)).toMatchObject([
      { kind },
    ]);
  });
});

test("sessions of one role are one reader; refusals are counted apart, with AWS's latest words", () => {
  const readers = readersOf(
    [
      read("2026-11-20T10:00:00Z", session("app", "one")),
      read("2026-11-22T10:00:00Z", session("app", "two"), { source: "cli" }, refused),
      read("2026-11-21T10:00:00Z", session("app", "two")),
    ],
    context,
  );
  expect(readers).toEqual([
    {
      id: `arn:aws:sts::${account}:assumed-role/app`,
      words: "role app",
      kind: "application",
      principalArn: `arn:aws:sts::${account}:assumed-role/app`,
      source: "cli",
      reads: 2,
      denied: 1,
      firstAt: "2026-11-20T10:00:00Z",
      lastAt: "2026-11-22T10:00:00Z",
      lastReadAt: "2026-11-21T10:00:00Z",
      lastRefusal: {
        at: "2026-11-22T10:00:00Z",
        code: "InvalidRequestException",
        message: refused.errorMessage,
      },
    },
  ]);
});

// createSecret asks for a value that is not there yet; an application that does so has a problem.
test("a rotation function that finds no value yet is not refused anything", () => {
  const nothing = { errorCode: "ResourceNotFoundException", errorMessage: "can't find" };
  const asks = (arn: string) =>
    readersOf([read("2026-11-20T10:00:00Z", arn, {}, nothing)], context).map(
      ({ denied }) => denied,
    );
  expect(asks(session("rotator-role", "rotate-db"))).toEqual([]);
  expect(asks(session("payments-api", "a1b2"))).toEqual([1]);
});

// The identity centre's sessions are people: two who share a role are two readers.
test("people behind one role are told apart", () => {
  const role = "AWSReservedSSO_Admin_3f9c1d7a5b2e4c60";
  const readers = readersOf(
    [
      read("2026-11-20T10:00:00Z", session(role, "maria@example.com")),
      read("2026-11-20T11:00:00Z", session(role, "jonas@example.com")),
      read("2026-11-20T12:00:00Z", session(role, "jonas@example.com")),
    ],
    context,
  );
  expect(readers.map(({ words, reads }) => [words, reads])).toEqual([
    [`jonas@example.com as ${role}`, 2],
    [`maria@example.com as ${role}`, 1],
  ]);
});

test("only the refusal of a secret pending deletion counts as one", () => {
  const at = "2026-11-20T10:00:00Z";
  expect(isRefusedAsDeleted(read(at, session("a", "b"), {}, refused))).toBe(true);
  expect(isRefusedAsDeleted(read(at, session("a", "b")))).toBe(false);
  expect(
    isRefusedAsDeleted(read(at, session("a", "b"), {}, { ...refused, name: "TagResource" })),
  ).toBe(false);
});

// Whatever CloudTrail tells, no read is lost or counted twice, and the order does not matter.
test("every call of 2,000 random trails is counted once", () => {
  const call = fc.record({
    at: fc.date({ min: new Date("2026-08-01"), max: new Date("2026-11-20"), noInvalidDate: true }),
    role: fc.constantFrom("app", "web", "rotator-role", "StrongroomOperator"),
    name: fc.constantFrom("GetSecretValue", "GetSecretValue", "PutSecretValue"),
    isRefused: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(call, { maxLength: 40 }), (calls) => {
      const events = calls.map(({ at, role, name, isRefused }) =>
        read(at.toISOString(), session(role, "s"), {}, { name, ...(isRefused && refused) }),
      );
      const readers = readersOf(events, context);
      const asked = events.filter(({ name }) => name === "GetSecretValue");
      const sum = (of: (reader: (typeof readers)[number]) => number) =>
        readers.reduce((total, reader) => total + of(reader), 0);
      expect(sum(({ denied }) => denied)).toBe(asked.filter(({ errorCode }) => errorCode).length);
      expect(sum(({ reads, denied }) => reads + denied)).toBe(asked.length);
      const counts = (of: typeof readers) => of.map(({ id, reads, denied }) => [id, reads, denied]);
      expect(counts(readersOf(events.toReversed(), context)).toSorted()).toEqual(
        counts(readers).toSorted(),
      );
    }),
    { numRuns: 2_000 },
  );
});

test("a week is seven days to the second", () => {
  const now = new Date("2026-11-20T10:00:00Z");
  const at = (moment: string) => read(moment, session("app", "s"));
  const events = [at("2026-11-13T09:59:59Z"), at("2026-11-13T10:00:00Z")];
  expect(sinceDays(events, 7, now)).toEqual([events[1]]);
});
