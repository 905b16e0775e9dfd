import fc from "fast-check";
import { expect, test } from "vitest";
import { compareBy } from "@/lib/domain/inventory-order";
import type { InventoryRow } from "@/lib/domain/inventory-row";
import { TotalsCounter } from "@/lib/domain/inventory-totals";
import { ListedRows } from "./listed-rows";
import { OrderedRows } from "./ordered-rows";
import { rowOf } from "./rows.test-support";
import { RunningTotals } from "./running-totals";

const nowMs = Date.parse("2026-11-21T12:00:00Z");
const context = { nowMs, accountName: (id: string) => id };

type Step =
  | { kind: "put"; at: number; owner?: string; isPending: boolean }
  | { kind: "pin"; at: number; owner?: string }
  | { kind: "walk" }
  | { kind: "read" };

const owner = fc.option(fc.constantFrom("a", "b"), { nil: undefined });
const at = fc.nat(12);
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({ kind: fc.constant("put" as const), at, owner, isPending: fc.boolean() }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("pin" as const), at, owner }) },
  { weight: 1, arbitrary: fc.constant({ kind: "walk" as const }) },
  { weight: 4, arbitrary: fc.constant({ kind: "read" as const }) },
);

function rowFor(one: Extract<Step, { at: number }>): InventoryRow {
  const deletionRequestedMs = one.kind === "put" && one.isPending ? nowMs : undefined;
  const tags = one.owner === undefined ? [] : [{ key: "owner", value: one.owner }];
  return rowOf(`secret-${one.at}`, { owner: one.owner, tags, deletionRequestedMs });
}

// Orders and totals are kept up to date by what came and went; whatever the history, they must be
// what counting and sorting everything afresh would give.
test("order and totals equal those made afresh, after any history", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
      // The second place stays as it is, so that journals of several places are read together.
      const places = [new ListedRows(), new ListedRows()];
      const [moving, still] = places;
      still?.put(rowOf("still", { region: "us-east-1" }), 1, nowMs);
      const compare = compareBy({ sort: "owner", order: "asc" }, nowMs);
      const ordered = new OrderedRows(compare);
      const totals = new RunningTotals(context);
      const present = new Map<string, InventoryRow>();
      let walk = 1;
      for (const one of [...steps, { kind: "read" as const }]) {
        if (one.kind === "put") moving?.put(rowFor(one), walk, nowMs);
        if (one.kind === "pin") moving?.pin(rowFor(one), nowMs);
        if (one.kind === "walk") {
          walk += 1;
          moving?.dropUnseenSince(walk, nowMs);
        }
        if (one.kind !== "read") continue;
        present.clear();
        for (let number = 0; number <= 12; number += 1) {
          const row = moving?.get(rowOf(`secret-${number}`).arn);
          if (row) present.set(row.arn, row);
        }
        const rows = [...present.values(), rowOf("still", { region: "us-east-1" })];
        const counter = new TotalsCounter(context);
        for (const row of rows) counter.add(row);
        expect(await ordered.rows(places)).toEqual(rows.sort(compare));
        expect(await totals.totals(places)).toEqual(counter.totals());
      }
    }),
    { numRuns: 1_000 },
  );
});

// A journal that only grows would be a leak: each refresh of a busy estate adds to it.
test("the journal begins anew when most of it is history", () => {
  const rows = new ListedRows();
  const first = rows.journal.id;
  for (let walk = 1; walk <= 3_000; walk += 1)
    rows.put(rowOf("one", { lastChangedMs: walk }), walk, nowMs);
  rows.dropUnseenSince(3_000, nowMs);
  expect(rows.journal.id).not.toBe(first);
  expect(rows.journal.came).toEqual([rowOf("one", { lastChangedMs: 3_000 })]);
  expect(rows.journal.went).toEqual([]);
});
