import { describe, expect, test } from "vitest";
import type { AttemptBody, OutcomeBody } from "./ledger";
import {
  type ActNearby,
  foldAlike,
  type OutsideRow,
  outsideQueryOf,
  positionOf,
  positionText,
  standingOf,
  uncoveredSince,
  yesterdayOf,
} from "./outside";
import type { TrailEvent } from "./trail-event";

const arn = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:prod/db-AbCdEf";
const now = new Date("2026-11-21T12:00:00Z");

function call(at: string, more: Partial<TrailEvent> = {}): TrailEvent {
  return {
    eventId: "e",
    at: `2026-11-21T${at}.000Z`,
    name: "PutSecretValue",
    isServiceEvent: false,
    readOnly: false,
    secretArn: arn,
    actor: { kind: "person", words: "ada as Role", source: "sdk", sourceIdentity: "ada" },
    ...more,
  };
}

function act(at: string, ended?: string, more: Partial<AttemptBody> = {}): ActNearby {
  const time = (text: string) => `2026-11-21T${text}.000Z`;
  const attempt = {
    kind: "attempt",
    at: time(at),
    operation: "secret.change-value",
    target: arn,
    ...more,
  } as AttemptBody;
  const outcome = ended ? ({ kind: "outcome", at: time(ended) } as OutcomeBody) : undefined;
  return { seq: 7, attempt, ...(outcome && { outcome }), sourceIdentity: "ada" };
}

describe("how a call without an entry stands to this console", () => {
  const judge = (event: TrailEvent, acts: ActNearby[] = [], began?: string) =>
    standingOf(event, true, { acts, ledgerBeganAt: began ?? "2026-11-01T00:00:00.000Z", now });

  test("another principal never is this console, however young the call", () => {
    const context = { acts: [act("11:59:00")], ledgerBeganAt: undefined, now };
    expect(standingOf(call("11:59:00"), false, context)).toEqual({ standing: "other" });
  });

  test.each([
    ["older than a quarter of an hour", call("11:45:00"), [], "console-role"],
    ["younger", call("11:45:01"), [], "waiting"],
    [
      "within an act of the person on that secret",
      call("10:00:30"),
      [act("10:00:00", "10:01:00")],
      "perhaps",
    ],
    [
      "a minute past it, for clocks differ",
      call("10:02:00"),
      [act("10:00:00", "10:01:00")],
      "perhaps",
    ],
    ["later", call("10:02:01"), [act("10:00:00", "10:01:00")], "console-role"],
    ["within an act that nobody ended", call("10:10:00"), [act("10:00:00")], "perhaps"],
    [
      "an act of another kind",
      call("10:00:30", { name: "DeleteSecret" }),
      [act("10:00:00", "10:01:00")],
      "console-role",
    ],
    [
      "on another secret",
      call("10:00:30"),
      [act("10:00:00", "10:01:00", { target: `${arn}x` })],
      "console-role",
    ],
    [
      "by another person",
      call("10:00:30"),
      [{ ...act("10:00:00", "10:01:00"), sourceIdentity: "eve" }],
      "console-role",
    ],
  ] as const)("%s", (_, event, acts, standing) => {
    expect(judge(event, [...acts]).standing).toBe(standing);
  });

  test("nobody can say who it was before the ledger began", () => {
    expect(judge(call("10:00:00"), [], "2026-11-21T10:00:02.000Z").standing).toBe("before-ledger");
    expect(judge(call("10:00:00"), [], "2026-11-21T10:00:00.500Z").standing).toBe("console-role");
  });
});

// A pipeline that writes every ten minutes would otherwise be all that home has room for.
test("what one actor did to one secret again and again is one row, the newest", () => {
  const row = (at: string, says: string, more: Partial<TrailEvent> = {}): OutsideRow => ({
    accountId: "111122223333",
    accountName: "production",
    region: "eu-west-1",
    event: call(at, more),
    says,
    standing: "other",
  });
  const other = arn.replace("db", "web");
  const folded = foldAlike([
    row("10:00:00", "wrote"),
    row("11:00:00", "wrote"),
    row("09:00:00", "wrote", { secretArn: other }),
    row("10:30:00", "wrote"),
    row("10:30:00", "tagged"),
  ]);
  expect(folded.map(({ event, says, times }) => [event.secretArn, event.at, says, times])).toEqual([
    [arn, "2026-11-21T11:00:00.000Z", "wrote", 3],
    [other, "2026-11-21T09:00:00.000Z", "wrote", 1],
    [arn, "2026-11-21T10:30:00.000Z", "tagged", 1],
  ]);
});

test("a page's place is read back as it was written, and anything else is no place", () => {
  const position = { at: now.toISOString(), toldUpTo: "2026-11-21T11:00:00.000Z", arrival: 12 };
  expect(positionOf(positionText(position))).toEqual(position);
  for (const text of [undefined, "", "x_y_1", `${"9".repeat(24)}_${"9".repeat(24)}_1`])
    expect(positionOf(text)).toBeUndefined();
  const address = (before: string) => outsideQueryOf(new URLSearchParams({ before })).before;
  expect(address(positionText(position))).toBe(positionText(position));
  expect(address("'; drop")).toBeUndefined();
});

test("a record that was refused, starts too late or is old does not cover since yesterday", () => {
  const since = yesterdayOf(now);
  expect(since).toBe("2026-11-20T00:00:00.000Z");
  const place = { accountId: "111122223333", accountName: "production", isWhole: true };
  const reach = [
    { ...place, region: "whole", covered: { from: since, to: "2026-11-21T11:45:00.000Z" } },
    { ...place, region: "late", covered: { from: now.toISOString(), to: now.toISOString() } },
    { ...place, region: "old", covered: { from: since, to: "2026-11-21T11:00:00.000Z" } },
    { ...place, region: "unread" },
    {
      ...place,
      region: "refused",
      covered: { from: since, to: now.toISOString() },
      failure: { code: "denied-by-aws" as const, says: "No." },
    },
  ];
  expect(uncoveredSince(reach, since, now).map(({ region }) => region)).toEqual([
    "late",
    "old",
    "unread",
    "refused",
  ]);
});
