import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { rolesOfGroups } from "./groups";
import {
  endsAt,
  idleEndsAt,
  isFreshSignIn,
  needsStepUp,
  type SessionLimits,
  sessionState,
} from "./session";

const limits: SessionLimits = { idleMinutes: 15, absoluteHours: 8, stepUpMinutes: 15 };
const start = new Date("2026-11-21T08:00:00Z");
const minute = (minutes: number) => new Date(start.getTime() + minutes * 60_000);
const session = (more: Partial<Parameters<typeof sessionState>[0]> = {}) => ({
  startedAt: start,
  lastSeenAt: start,
  authenticatedAt: start,
  ...more,
});

describe("a session ends", () => {
  // ASVS 7.3: both limits are the server's, and reaching one is passing it.
  test.each([
    ["live just before the idle limit", {}, 14.99, "live"],
    ["idle at the idle limit", {}, 15, "idle"],
    ["live when somebody clicked meanwhile", { lastSeenAt: minute(10) }, 20, "live"],
    ["too old after eight hours, however busy", { lastSeenAt: minute(479) }, 480, "too-old"],
    ["live just before eight hours", { lastSeenAt: minute(479) }, 479.99, "live"],
    ["revoked, whatever the time", { revokedAt: minute(1) }, 2, "revoked"],
  ] as const)("%s", (_name, more, minutes, state) => {
    expect(sessionState(session(more), limits, minute(minutes))).toBe(state);
  });

  // No order of clicks may carry a session past its absolute limit.
  test("never later than the absolute limit", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 1000 }),
        fc.integer({ min: 0, max: 2000 }),
        (seen, at) => {
          const one = session({ lastSeenAt: minute(seen) });
          const isLive = sessionState(one, limits, minute(at)) === "live";
          expect(isLive).toBe(minute(at) < idleEndsAt(one, limits));
          expect(idleEndsAt(one, limits) <= endsAt(one, limits)).toBe(true);
        },
      ),
    );
  });
});

describe("a fresh sign-in", () => {
  test("counts for 15 minutes", () => {
    expect(needsStepUp(session(), limits, minute(14.9))).toBe(false);
    expect(needsStepUp(session(), limits, minute(15))).toBe(true);
  });

  // A provider that never tells auth_time proves nothing: the epoch stands for "never".
  test("that was never told is not fresh", () => {
    expect(needsStepUp(session({ authenticatedAt: new Date(0) }), limits, start)).toBe(true);
  });

  test.each([
    ["made after the request", 5, true],
    ["29 seconds before: clocks differ", -29, true],
    ["31 seconds before: an old one", -31, false],
  ])("%s", (_name, seconds, isFresh) => {
    expect(isFreshSignIn(new Date(start.getTime() + seconds * 1000), start)).toBe(isFresh);
  });

  test("is refused if the token does not say when", () => {
    expect(isFreshSignIn(undefined, start)).toBe(false);
  });
});

describe("groups become roles", () => {
  const table = [
    { group: "ops", role: "operator" },
    { group: "chiefs", role: "approver" },
    { group: "chiefs", role: "operator" },
  ] as const;

  test.each([
    ["by exact match", ["ops"], ["operator"]],
    ["several, each once, in the table's order", ["chiefs", "ops"], ["operator", "approver"]],
    ["others are ignored", ["x", "ops", "y"], ["operator"]],
  ])("%s", (_name, claim, roles) => {
    expect(rolesOfGroups(claim, table)).toEqual({ ok: true, roles });
  });

  // Half a list could give a role that was taken away, or miss one: no list, no role.
  test.each([
    ["missing", undefined, "groups-missing"],
    ["null", null, "groups-missing"],
    ["a text", "ops", "groups-malformed"],
    ["an object", { ops: true }, "groups-malformed"],
    ["a list with something else in it", ["ops", 7], "groups-malformed"],
    ["more than 200", Array.from({ length: 201 }, () => "ops"), "groups-too-many"],
    ["near misses only", ["OPS", "ops ", "op", "constructor"], "no-role"],
    ["empty", [], "no-role"],
  ])("%s gives none", (_name, claim, problem) => {
    expect(rolesOfGroups(claim, table)).toEqual({ ok: false, problem });
  });

  test("whatever the claim is, only the table's roles come out", () => {
    fc.assert(
      fc.property(fc.anything(), (claim) => {
        const found = rolesOfGroups(claim, table);
        if (found.ok) expect(["operator", "approver"]).toEqual(expect.arrayContaining(found.roles));
      }),
    );
  });
});
