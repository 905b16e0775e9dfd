import fc from "fast-check";
import { expect, test } from "vitest";
import {
  believedCoverage,
  nextWalk,
  pageRead,
  type TrailCursor,
  walkAgain,
} from "./trail-coverage";

const start: TrailCursor = { accountId: "111122223333", region: "eu-west-1", pagesRead: 0 };
const T0 = Date.UTC(2026, 10, 21);

// Coverage that was not read would turn a gap into a lie, so it may only grow by finished pieces.
test("whatever interrupts it, coverage is exactly what was read to the end", () => {
  const turn = fc.record({
    pages: fc.integer({ min: 1, max: 4 }),
    stopsAt: fc.option(fc.integer({ min: 0, max: 3 }), { nil: undefined }),
    losesToken: fc.boolean(),
    laterMs: fc.integer({ min: 0, max: 3 * 86_400_000 }),
  });
  fc.assert(
    fc.property(fc.array(turn, { minLength: 1, maxLength: 120 }), (turns) => {
      let cursor = start;
      let now = T0;
      const finished: { from: string; to: string }[] = [];
      for (const { pages, stopsAt, losesToken, laterMs } of turns) {
        now += laterMs;
        for (let page = 0; page < pages; page += 1) {
          const walk = nextWalk(cursor, new Date(now));
          if (!walk || page === stopsAt) break;
          const isLast = page === pages - 1;
          cursor = pageRead(cursor, walk, isLast ? undefined : `token-${page}`);
          if (isLast) finished.push(walk);
          else if (losesToken) cursor = walkAgain(cursor, walk);
        }
      }
      const { covered } = cursor;
      expect(covered === undefined).toBe(finished.length === 0);
      if (!covered) return;
      for (let at = Date.parse(covered.from); at <= Date.parse(covered.to); at += 3_600_000) {
        const moment = new Date(at).toISOString();
        expect(finished.some(({ from, to }) => from <= moment && moment <= to)).toBe(true);
      }
    }),
    { numRuns: 300 },
  );
});

test("the newest hours come first, then older days, back to 90 days, then nothing", () => {
  const now = new Date(T0);
  let cursor = start;
  const walks: string[] = [];
  for (let walk = nextWalk(cursor, now); walk; walk = nextWalk(cursor, now)) {
    walks.push(walk.from);
    cursor = pageRead(cursor, walk, undefined);
  }
  expect(walks.slice(0, 2)).toEqual(["2026-11-20T18:00:00.000Z", "2026-11-19T18:00:00.000Z"]);
  expect(cursor.covered).toEqual({
    from: "2026-08-23T00:00:00.000Z",
    to: "2026-11-21T00:00:00.000Z",
  });
  expect(nextWalk(cursor, new Date(T0 + 120_000))).toEqual({
    from: "2026-11-20T23:45:00.000Z",
    to: "2026-11-21T00:02:00.000Z",
  });
});

// CloudTrail delivers up to a quarter of an hour late (facts 4.1): younger silence proves nothing.
test("the newest quarter of an hour is not believed", () => {
  const covered = { from: "2026-11-20T00:00:00.000Z", to: "2026-11-21T00:00:00.000Z" };
  expect(believedCoverage({ ...start, covered })).toEqual({
    from: covered.from,
    to: "2026-11-20T23:45:00.000Z",
  });
  expect(believedCoverage(start)).toBeUndefined();
});

// A busy Region must not spend all its look-ups on the last minutes and never see last month.
test("older days get their turn however many events the newest minutes have", () => {
  let cursor = start;
  let now = T0;
  let older = 0;
  for (let page = 0; page < 2_000; page += 1) {
    const walk = nextWalk(cursor, new Date(now));
    if (!walk) break;
    const isOlder = cursor.covered !== undefined && walk.to <= cursor.covered.from;
    if (isOlder) older += 1;
    const pagesOfThis = Number(walk.token ?? 0) + 1;
    cursor = pageRead(cursor, walk, pagesOfThis < 40 ? String(pagesOfThis) : undefined);
    now += 625;
  }
  expect(older).toBeGreaterThan(200);
});
