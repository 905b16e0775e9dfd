import fc from "fast-check";
import { expect, test } from "vitest";
import { inventorySorts } from "./inventory";
import { parseFilter } from "./inventory-filter";
import { matcherOf } from "./inventory-match";
import { compareBy } from "./inventory-order";
import { type InventoryRow, searchText } from "./inventory-row";
import { TotalsCounter } from "./inventory-totals";
import { rotationState, rotationWord } from "./rotation-state";
import { summaryOf } from "./secret-summary";
import { totalFilters } from "./total-filters";
import { sumUsd, usdOf } from "./usd";

const nowMs = Date.parse("2026-11-21T12:00:00Z");
const context = { nowMs, accountName: () => "production" };

const moment = fc.integer({ min: nowMs - 400 * 86_400_000, max: nowMs + 40 * 86_400_000 });
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });
const anyRow: fc.Arbitrary<InventoryRow> = fc
  .record({
    region: fc.constantFrom("eu-west-1", "us-east-1"),
    name: fc.stringMatching(/^[A-Za-z0-9/_+=.@-]{1,20}$/),
    suffix: fc.stringMatching(/^[A-Za-z0-9]{6}$/),
    owner: maybe(fc.constantFrom("payments", "none", "Team A")),
    owningService: maybe(fc.constantFrom("rds", "events")),
    externalType: maybe(fc.constantFrom("SalesforceClientSecret")),
    primaryRegion: maybe(fc.constantFrom("eu-west-1", "us-east-1")),
    kmsKeyId: maybe(fc.constantFrom("alias/aws/secretsmanager", "alias/pay")),
    createdMs: moment,
    lastChangedMs: maybe(moment),
    lastRotatedMs: maybe(moment),
    lastReadMs: maybe(moment),
    deletionRequestedMs: maybe(moment),
    nextRotationMs: maybe(moment),
    rotationEnabled: maybe(fc.boolean()),
    hasRules: fc.boolean(),
    scheduleExpression: maybe(fc.constantFrom("rate(10 days)", "cron(0 2 ? * SUN *)", "nonsense")),
    pendingVersionId: maybe(fc.uuid()),
  })
  .map(({ suffix, ...row }) => ({
    ...row,
    accountId: "111122223333",
    arn: `arn:aws:secretsmanager:${row.region}:111122223333:secret:${row.name}-${suffix}`,
    tags: [],
    labels: "{}",
    search: searchText(row.name, undefined, []),
  }));

// A figure of the totals strip is also a link: what it opens must have exactly as many rows.
test("each total is the number of rows of its filter", () => {
  fc.assert(
    fc.property(fc.array(anyRow, { maxLength: 30 }), (rows) => {
      const counter = new TotalsCounter(context);
      for (const row of rows) counter.add(row);
      const { monthlyUsd: cost, ...counts } = counter.totals();
      for (const [name, query] of Object.entries(totalFilters)) {
        const test = matcherOf(parseFilter(query).terms, context);
        expect([name, counts[name as keyof typeof counts]]).toEqual([
          name,
          rows.filter(test).length,
        ]);
      }
      const rowCosts = rows.map((row) => summaryOf(row, new Date(nowMs), []).monthlyUsd);
      expect(usdOf(cost)).toBe(sumUsd(rowCosts.map((usd) => usdOf(usd ?? "0"))));
    }),
    { numRuns: 500 },
  );
});

// Every secret has one word, and the list's filter finds it by that very word.
test("the filter rotation:<word> finds exactly the rows that show the word", () => {
  fc.assert(
    fc.property(anyRow, (row) => {
      const { word } = rotationState(row, nowMs);
      expect(rotationWord(row, nowMs)).toBe(word);
      const token = word === "no rotation" ? "none" : word.replace(" ", "-");
      expect(matcherOf(parseFilter(`rotation:${token}`).terms, context)(row)).toBe(true);
      expect(matcherOf(parseFilter(`-rotation:${token}`).terms, context)(row)).toBe(false);
    }),
    { numRuns: 5_000 },
  );
});

// Two windows of one list never overlap or skip: the order is total and the same for any start.
test.each(inventorySorts)("sorting by %s is a total order, both ways", (sort) => {
  fc.assert(
    fc.property(fc.uniqueArray(anyRow, { selector: ({ arn }) => arn, maxLength: 20 }), (rows) => {
      for (const order of ["asc", "desc"] as const) {
        const compare = compareBy({ sort, order }, nowMs);
        const sorted = [...rows].sort(compare);
        expect([...rows].reverse().sort(compare)).toEqual(sorted);
      }
    }),
    { numRuns: 300 },
  );
});
